package e2e

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// TestLabelDoctor trains, has the labels examined, decides by the keyboard, and finds the
// decisions after a reload; the set with them is used, saved, and opened again, with another
// identity than the set that it was made of.
func TestLabelDoctor(t *testing.T) {
	v := open(t, "#size=48&epochs=1&train-images=64&eval-images=32&batch=16&methods=adam")
	folder := v.downloads()
	v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
	v.waitText("#doctor", "When a network has been trained")
	v.startChosen()
	v.waitFor("the offer to examine", `document.querySelector("#doctor-examine")`)

	// Held after its first fold, it is cancelled.
	v.hold(`kind === "Examined"`)
	v.click("#doctor-examine")
	v.waitText("#doctor-found", "examined so far")
	v.click("#doctor-cancel")
	v.release()
	v.waitText("#doctor-examine", "Go on examining")
	v.click("#doctor-examine")
	v.waitText("#doctor-examine", "Examine again")
	v.waitText("#doctor-found", "Of 64 training photos")
	v.waitFor("pictures of suspects", `document.querySelectorAll("#doctor-photos figure").length >= 2 &&
		[...document.querySelectorAll("#doctor-photos figure")].every((figure) => figure.querySelector("img")?.complete)`)
	v.shot("suspects")

	// The tab key goes from choice to choice; what they mean is said with the photo's name.
	type suspect struct{ Index, Name, Label string }
	suspects := await(v, "names of suspects", `[...document.querySelectorAll("#doctor-photos figure")].map((figure) => ({
		Index: figure.dataset.index, Name: figure.dataset.name, Label: figure.querySelector("[role=group]").getAttribute("aria-label"),
	}))`, func(all []suspect) bool {
		return len(all) >= 2 && slices.Contains([]string{all[0].Name + ", labelled cat", all[0].Name + ", labelled dog"}, all[0].Label)
	})
	v.press("#relabel-"+suspects[0].Index, kb.Enter)
	v.waitText("#doctor-decided", "1 relabelled, 0 left out")
	v.tabTo("#leave-out-"+suspects[1].Index, false)
	v.key(" ")
	v.waitFor("the second to be left out", `document.querySelector("#leave-out-`+suspects[1].Index+`[aria-pressed=true]")`)
	v.waitText("#doctor-decided", "1 relabelled, 1 left out")

	v.waitKept()
	v.waitFor("the decisions to be kept", `(async () => (await Promise.all((await caches.keys()).filter((name) => name.endsWith(" labels")).map(async (name) => {
		const cache = await caches.open(name);
		return Promise.all((await cache.keys()).map(async (key) => (await (await cache.match(key))?.json())?.decided?.["`+suspects[1].Index+`"]));
	}))).flat().includes(-1))()`)
	v.reload()
	v.waitText("#doctor-decided", "1 relabelled, 1 left out")
	v.waitFor("the choice as it was", `document.querySelector("#relabel-`+suspects[0].Index+`[aria-pressed=true]")`)

	v.click("#doctor-save-labels")
	list := filepath.Join(folder, "Cats-and-dogs-of-CIFAR-10-relabelled-labels.csv")
	v.waitFile(list)
	f, err := os.Open(list)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil || len(lines) != 2001 {
		t.Fatalf("%d lines of labels, %v", len(lines), err)
	}
	changed, leftOut := 0, 0
	for _, line := range lines[1:] {
		switch {
		case line[1] == "":
			leftOut++
			if line[0] != suspects[1].Name {
				t.Errorf("%s is left out, want %s", line[0], suspects[1].Name)
			}
		case line[1] != line[3]:
			changed++
			if line[0] != suspects[0].Name {
				t.Errorf("%s has another label, want %s", line[0], suspects[0].Name)
			}
		}
	}
	if changed != 1 || leftOut != 1 {
		t.Errorf("%d labels are others, %d photos are left out", changed, leftOut)
	}

	v.click("#doctor-save")
	saved := filepath.Join(folder, "Cats-and-dogs-of-CIFAR-10-relabelled.pack")
	v.waitFile(saved)
	v.click("#doctor-use")
	v.waitText("#data", "relabelled")
	v.waitText("#counts", "1,399")
	v.waitText("#doctor", "When a network has been trained")
	v.waitText("#gallery", "another image set") // the run's photos are those of before
	v.shot("in-use")

	other := open(t, "")
	other.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
	other.drop(saved)
	other.waitText("#data", "relabelled")
	other.waitText("#counts", "1,399")
}
