package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"pawgrad/nn/spec"
)

// pictures makes a folder of so many pictures of each class.
func pictures(t *testing.T, each int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "pictures")
	for k, class := range []string{"cats", "dogs"} {
		folder := filepath.Join(dir, class)
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		for i := range each {
			write(t, folder, fmt.Sprintf("%d.jpg", i), encodeJPEG(t, picture(80+i, 80+40*k)))
		}
	}
	return dir
}

// studyCards are the names of all cards of a study: its parts, seeds and methods.
func studyCards(withVGG19 bool) (names []string) {
	for _, part := range spec.Study(withVGG19) {
		for _, r := range part.Runs() {
			method, _ := spec.MethodByID(r.Method)
			names = append(names, fmt.Sprintf("%s, %s, %d px, seed %d", method.Name, r.Network().Name, r.ImageSize, r.Seed))
		}
	}
	return names
}

// TestTheStudyIsRedone presses Redo the study on a few pictures: all its runs are there,
// one after the other is done, and after an interruption they go on. Then it is removed.
func TestTheStudyIsRedone(t *testing.T) {
	_, err := os.Stat(filepath.Join(world.dist, "vgg19", "manifest.json"))
	withVGG19 := err == nil
	runs := studyCards(withVGG19)
	v := open(t, "")
	v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
	v.drop(pictures(t, 20))
	v.waitText("#data", "pictures")
	v.hold(`kind === "Started"`)
	v.click("#redo-study:not([disabled])")
	v.openTab("runs")
	const cards = `[...document.querySelectorAll(".card")].map((card) => card.ariaLabel)`
	want(v, "the study's runs", cards, runs)
	v.wantCount("#part option", len(spec.Study(withVGG19)))
	v.waitText("#overall", fmt.Sprintf("0 of %d runs done", len(runs)))
	v.holdNext(`kind === "Checkpoint" && spiedStarts.some((start) => start.done)`)
	v.waitFor("a run to be done and another to be held in the middle", `document.querySelector(".card[data-status=done]") &&
		spiedCheckpoints().then((kept) => spiedStarts.some((start) => start.held && kept.includes(start.run)))`)
	v.waitFor("the result of the one to be kept", `(async () => (await `+keptRecords+`).some((text) => JSON.parse(text).runs[0].result))()`)
	await(v, "the bar of all runs in between", `document.querySelector("progress[aria-label='All runs']").value`, func(share float64) bool { return share > 0 && share < 1 })
	v.shot("under-way")

	v.reload()
	v.waitText("#notice", "runs were interrupted")
	v.openTab("runs")
	want(v, "the runs of the interrupted study", cards, runs)
	done := await(v, "what was done to be so still", `document.querySelectorAll(".card[data-status=done]").length`, func(n int) bool { return n > 0 })
	v.shot("interrupted")
	v.click("#resume-all")
	v.waitFor("a run to go on from its checkpoint", `spiedStarts.some((start) => start.resume && start.epochs[0] > 1)`)
	v.waitFor("another run to be done", fmt.Sprintf(`document.querySelectorAll(".card[data-status=done]").length > %d`, done))
	v.waitText("#overall", fmt.Sprintf("of %d runs done", len(runs)))

	v.click("#remove-round-1")
	v.click("#remove-really")
	v.waitGone(".card")
	v.waitFor("the offer to redo the study", `document.querySelector("#redo-study:not([disabled])")`)
	v.waitFor("the store to be empty", keptRounds+".then((n) => n === 0)")
}
