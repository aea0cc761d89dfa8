package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"pawgrad/app/record"
	"pawgrad/nn/spec"
)

// ofAClass are settings under which two runs are over at once.
const ofAClass = "#v=2&size=48&epochs=1&train-images=32&eval-images=32&batch=16&methods=sgd,adam"

// TestAClassIsOneStudy goes the way of a class: the teacher's page gives each seat a link, the seats train what it asks
// for and save it, and the teacher drops thirty files at once, of which some do not fit. What is trained here are two
// seats; the others' files are the second's with the seeds that their links ask for.
func TestAClassIsOneStudy(t *testing.T) {
	const seats = 30
	teacher := open(t, ofAClass)
	links := teacher.seatLinks(seats)
	folder := t.TempDir()
	first, second := seatFile(t, links[0]), seatFile(t, links[1])
	if first.Runs[0].Spec.Seed == second.Runs[0].Spec.Seed {
		t.Fatal("two seats have trained with the same seed")
	}
	save := func(name string, e record.Round) string {
		content, err := record.Encode(e)
		if err != nil {
			t.Fatal(err)
		}
		return write(t, folder, name, content)
	}
	changed := func(change func(*record.Round)) record.Round {
		content, err := record.Encode(second)
		if err != nil {
			t.Fatal(err)
		}
		e, err := record.Decode(content) // a copy that shares nothing
		if err != nil {
			t.Fatal(err)
		}
		change(&e)
		return e
	}
	files := []string{save("seat-1.json", first), save("seat-2.json", second)}
	for i, link := range links[2:] {
		files = append(files, save(fmt.Sprintf("seat-%d.json", i+3), changed(func(e *record.Round) { seedOf(e, seedIn(t, link)) })))
	}
	files = append(files,
		save("seat-2-again.json", second),
		save("longer.json", changed(func(e *record.Round) {
			e.Parts[0].Shared.Epochs++
			for i := range e.Runs {
				e.Runs[i].Spec.Epochs++
			}
		})),
		save("birds.json", changed(func(e *record.Round) { e.Set.Name, e.Set.SHA256 = "Birds", strings.Repeat("ab", 32) })),
		write(t, folder, "letter.json", []byte("Dear Sir or Madam")),
	)
	teacher.drop(files...)
	teacher.waitText("#notice", fmt.Sprintf("%d experiments are open as one: %d runs.", seats, 2*seats))
	notice := teacher.text("#notice")
	for _, want := range []string{"seat-2-again.json: seed ", "longer.json: it has other settings.", `birds.json: it is of another image set, "Birds".`, "letter.json: "} {
		if !strings.Contains(notice, want) {
			t.Errorf("%q is missing in %q", want, notice)
		}
	}
	for i := range seats {
		if name := fmt.Sprintf("seat-%d.json:", i+1); strings.Contains(notice, name) {
			t.Errorf("%s did not fit: %q", name, notice)
		}
	}
	teacher.openTab("results")
	teacher.waitFor("a table of the methods", sameCount(`document.querySelectorAll("#table-1 tbody tr[data-method]")`, 2))
	teacher.shot("one-study")
}

// seatLinks are the addresses that the page gives to the first seats of a class.
func (v *visit) seatLinks(seats int) []string {
	v.t.Helper()
	v.click("#share")
	var links []string
	for seat := range seats {
		v.waitFor("the seats", `document.querySelector("#seat")`)
		v.do(chromedp.Evaluate(fmt.Sprintf(`(() => {
			const choice = document.querySelector("#seat");
			choice.value = choice.options[%d].value;
			choice.dispatchEvent(new Event("change", { bubbles: true }));
		})()`, seat), nil))
		v.waitFor("the seat's link and code", fmt.Sprintf(`document.querySelector("#seat-link").innerText.endsWith(" %d") && document.querySelector("#share-seat svg")`, seat+1))
		links = append(links, eval[string](v, `document.querySelector("#seat-link").href`))
	}
	v.shot("seats")
	return links
}

// seatFile trains what a seat's link asks for, as the pupil there does, and reads the file that is saved.
func seatFile(t *testing.T, link string) record.Round {
	t.Helper()
	v := open(t, strings.TrimPrefix(link, world.site.url()))
	folder := v.downloads()
	v.startChosen()
	v.waitResults(2)
	v.click("#save-json")
	path := filepath.Join(folder, "pawgrad-experiment.json")
	v.waitFile(path)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	e, err := record.Decode(content)
	if err != nil || len(e.Runs) != 2 {
		t.Fatalf("a seat's file holds %d runs (%v)", len(e.Runs), err)
	}
	return e
}

// seedIn is the seed that a link asks for.
func seedIn(t *testing.T, link string) uint64 {
	t.Helper()
	_, settings, _ := strings.Cut(link, "#")
	e, problems := spec.Decode(settings)
	if problems != nil {
		t.Fatalf("%s: %v", link, problems)
	}
	return e.Shared.Seed
}

// seedOf gives an experiment of one seed another one.
func seedOf(e *record.Round, seed uint64) {
	e.Parts[0].Shared.Seed = seed
	for i := range e.Runs {
		e.Runs[i].Spec.Seed = seed
	}
}
