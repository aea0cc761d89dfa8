package labels

import (
	"fmt"
	"strings"
	"testing"

	"pawgrad/app/apptest"
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// pressed counts the buttons of a page that are; go-app writes attributes in any order.
func pressed(page string) int {
	return strings.Count(page, " aria-pressed") - strings.Count(page, ` aria-pressed="false"`)
}

// TestPanel goes from nothing to a set with other labels.
func TestPanel(t *testing.T) {
	screen, s, runs, b := apptest.New()
	in := New(screen, s, runs)
	html := func() string { return ui.HTMLString(in.UI()) + ui.HTMLString(&examination{part{In: in}}) }
	check := func(when string, want []string, without ...string) {
		t.Helper()
		page := html()
		for _, w := range want {
			if !strings.Contains(page, w) {
				t.Errorf("%s there is no %q", when, w)
			}
		}
		for _, w := range without {
			if strings.Contains(page, w) {
				t.Errorf("%s there is %q", when, w)
			}
		}
	}
	check("at first", []string{"Label doctor", "When a network has been trained"}, "doctor-examine", "doctor-photos")
	apptest.Train(s, b, []spec.MethodID{spec.SGD}, 1)
	check("after training", []string{"Examine the labels", "trained 5 times anew", "SGD on 64 px", "about 16 s"}, "doctor-empty", "doctor-photos")

	s.ExamineLabels()
	worker := b.Trainers[len(b.Trainers)-1]
	check("while the labels are examined", []string{"Network 1 of 5", "doctor-cancel"}, "doctor-examine", "doctor-photos")
	for fold := range spec.Folds {
		e := protocol.Examined{Fold: fold}
		for i := range 10 { // of ten in a fold seven are suspected
			e.Names = append(e.Names, fmt.Sprintf("cats/%d-%d.jpg", fold, i))
			e.Photos.Indexes = append(e.Photos.Indexes, 10*fold+i)
			e.Photos.Labels = append(e.Photos.Labels, 0)
			e.Photos.Probabilities = append(e.Photos.Probabilities, 0.31+0.07*float32(i)-0.001*float32(fold))
		}
		worker.Handle(e, host.Attachments{})
		if fold == 0 {
			check("after a fold", []string{"Of 10 training photos examined so far"})
		}
	}
	check("in the end", []string{"Of 50 training photos the networks take 35 for the other class", "Examine again", "cat? 94 % sure: dog", `aria-label="cats/0-9.jpg, labelled cat"`, "Show 11 more"},
		"doctor-outcome", "cats/0-2.jpg")
	if got := pressed(html()); got != 0 {
		t.Errorf("before any decision %d choices are pressed", got)
	}
	if got := strings.Count(html(), "<figure"); got != atOnce {
		t.Errorf("%d photos are shown, want %d", got, atOnce)
	}
	in.shown += atOnce
	if got := strings.Count(html(), "<figure"); got != 35 {
		t.Errorf("then %d photos are shown, want 35", got)
	}

	suspects := s.Doctor.Chart.Suspects()
	s.Doctor.Decide(suspects[0], 1)
	s.Doctor.Decide(suspects[1], protocol.LeaveOut)
	check("with decisions", []string{"1 relabelled, 1 left out.", "Use this set", "doctor-save-labels"})
	if got := pressed(html()); got != 2 {
		t.Errorf("%d choices are pressed, want 2", got)
	}
	if got, want := in.fileName(), "Cats-and-dogs-relabelled"; got != want {
		t.Errorf("files are called %q, want %q", got, want)
	}
}
