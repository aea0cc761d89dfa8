package lessons

import (
	"strings"
	"testing"

	"pawgrad/app/apptest"
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// TestLinks: each lesson's experiment is one that can be started, and small.
func TestLinks(t *testing.T) {
	for _, l := range table {
		e, problems := spec.Decode(l.link)
		runs := e.Runs()
		if problems != nil || len(runs) < 2 || len(runs) > 4 {
			t.Errorf("%s: %d runs, problems %q", l.id, len(runs), problems)
		}
		for _, r := range runs {
			if err := r.Validate(); err != nil {
				t.Errorf("%s: %v", l.id, err)
			}
		}
	}
}

// results has a run of a lesson come to a training loss and two accuracies after an epoch or two.
func results(r *session.Run, loss, train, validation float64) {
	for epoch := 1; epoch <= 2; epoch++ {
		r.Apply(protocol.EpochPoint{Run: r.ID, Epoch: epoch, TrainLoss: loss + 0.1/float64(epoch), TrainAccuracy: train, ValidationLoss: loss + 0.1*float64(epoch), ValidationAccuracy: validation}, host.Attachments{})
	}
	r.Apply(protocol.Done{Run: r.ID, Reason: protocol.Finished, Epochs: 2}, host.Attachments{})
}

// TestOutcomes: what the runs bear out follows from their numbers alone, and so does the explanation.
func TestOutcomes(t *testing.T) {
	for _, c := range []struct {
		lesson string
		// losses and accuracies of the runs, in the order in which they are started.
		losses, train, validation []float64
		want                      int
		says                      string
	}{
		{"rate", []float64{0.4, 0.69, 0.6, 0.7}, nil, nil, 1, "0.450"},
		{"rate", []float64{0.6, 0.69, 0.65, 0.3}, nil, nil, 0, "0.350"},
		{"rate", []float64{0.5, 0.5, 0.5, 0.5}, nil, nil, 2, "0.550"},
		{"momentum", []float64{0.6, 0.4}, nil, nil, 0, "Momentum's training loss was 0.450, SGD's 0.650"},
		{"momentum", []float64{0.4, 0.6}, nil, nil, 1, ""},
		{"adaptive", []float64{0.69, 0.6, 0.5, 0.4}, nil, nil, 0, "0.450"},
		{"adaptive", []float64{0.5, 0.5, 0.51, 0.52}, nil, nil, 2, ""},
		{"batch", []float64{0.5, 0.3, 0.6, 0.68}, nil, nil, 0, "64 times as large"},
		{"overfitting", []float64{0.5, 0.1}, []float64{0.75, 1}, []float64{0.65, 0.65}, 1, "100 % of its own 200 photos"},
		{"overfitting", []float64{0.5, 0.1}, []float64{0.75, 1}, []float64{0.6, 0.7}, 0, ""},
		{"transfer", []float64{0.5, 0.1}, []float64{0.8, 1}, []float64{0.7, 0.8}, 0, "80 %"},
	} {
		in, s, l := begun(t, c.lesson)
		if _, done := in.over(l); done {
			t.Fatalf("%s: it is over before it has begun", c.lesson)
		}
		for i, r := range s.Runs {
			train, validation := 0.7, 0.65
			if c.train != nil {
				train, validation = c.train[i], c.validation[i]
			}
			results(r, c.losses[i], train, validation)
		}
		runs, done := in.over(l)
		if !done || len(runs) != len(c.losses) {
			t.Fatalf("%s: %d runs, done %v", c.lesson, len(runs), done)
		}
		if got := l.outcome(runs); got != c.want {
			t.Errorf("%s with losses %v: choice %d, want %d", c.lesson, c.losses, got, c.want)
		}
		if said := l.because(runs); !strings.Contains(said, c.says) || strings.Contains(said, "NaN") {
			t.Errorf("%s says %q, want %q in it", c.lesson, said, c.says)
		}
	}
}

// TestADivergedRun is told as what it is.
func TestADivergedRun(t *testing.T) {
	in, s, l := begun(t, "rate")
	for i, r := range s.Runs {
		if i == 3 {
			r.Apply(protocol.Failed{Run: r.ID, Kind: protocol.Diverged, Sentence: "The loss is no number."}, host.Attachments{})
			continue
		}
		results(r, 0.5+0.1*float64(i), 0.7, 0.6)
	}
	runs, _ := in.over(l)
	if got := l.outcome(runs); got != 1 {
		t.Errorf("choice %d", got)
	}
	if said := l.because(runs); !strings.Contains(said, "exploded") {
		t.Errorf("it says %q", said)
	}
}

// TestTheWayThroughALesson: without a prediction there is no start; the explanation says whether it came true.
func TestTheWayThroughALesson(t *testing.T) {
	in, s, l := begun(t, "momentum")
	s.Rounds, s.Runs, in.open = nil, nil, "momentum"
	html := func() string { return ui.HTMLString(&lessons{in.part(0)}) }
	if !strings.Contains(html(), "Predict first.") {
		t.Error("it starts without a prediction")
	}
	in.predict(l, 1)
	if strings.Contains(html(), "Predict first.") || in.predicted(l) != 1 {
		t.Error("the prediction is not taken")
	}
	in, s, l = begun(t, "momentum")
	in.open = "momentum"
	in.predict(l, 1)
	in.predict(l, 2) // too late
	for i, r := range s.Runs {
		results(r, []float64{0.6, 0.4}[i], 0.7, 0.6)
	}
	if page := html(); !strings.Contains(page, "SGD: Momentum overshoots.” Your runs say otherwise: “Momentum: steps") {
		t.Errorf("the explanation is not there: %s", page)
	}
}

// begun is a session in which a lesson has just been started.
func begun(t *testing.T, id string) (*Panel, *session.Session, lesson) {
	t.Helper()
	screen, s, runs, _ := apptest.New()
	in := New(screen, s, runs, func(string) {})
	for _, l := range table {
		if l.id != id {
			continue
		}
		e, _ := spec.Decode(l.link)
		round := &session.Round{Number: 1, Parts: []spec.Experiment{e}}
		s.Rounds = append(s.Rounds, round)
		for i, r := range e.Runs() {
			s.Runs = append(s.Runs, &session.Run{ID: "run" + string(rune('1'+i)), Round: 1, Spec: r})
		}
		return in, s, l
	}
	t.Fatalf("there is no lesson %q", id)
	return nil, nil, lesson{}
}
