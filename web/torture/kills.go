package main

import (
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"log"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"time"

	"github.com/chromedp/chromedp"

	"pawgrad/web/chromium"
	"pawgrad/web/visitor"
)

// killing is something in the midst of which the browser is killed.
type killing struct {
	what  string
	share int    // of 10 kills
	link  string // the page's settings
	// begin starts it, or goes on with it.
	begin func(*ground, *visitor.Visitor) error
	// busy is JavaScript that says whether it is under way.
	busy string
	// longest is how long it may go on before a kill.
	longest time.Duration
	// runs tells that it ends in runs, which must come out as if nothing had happened.
	runs bool
	base bool // it needs VGG19's weights
}

// killings are all of them. What is trained has all that a run has to remember: what a method
// keeps, a falling rate, the order of the photos, dropout, and how the photos are varied.
var killings = []killing{
	{what: "training", share: 6, link: "size=48&epochs=24&train-images=512&eval-images=64&batch=16&methods=momentum,adam&seeds=3&schedule=cosine&flip=true&shift=0.1",
		begin: startOrGoOn, busy: `document.querySelector("#overall")`, longest: 4 * time.Second, runs: true},
	{what: "feature extraction", share: 2, link: "model=vgg19&train=head&size=64&epochs=2&batch=16&methods=adam",
		begin: startOrGoOn, busy: `document.querySelector("#preparation")`, longest: 4 * time.Second, runs: true, base: true},
	{what: "import", share: 2,
		begin: func(g *ground, v *visitor.Visitor) error { return v.Drop(g.folder("pictures")) },
		busy:  `document.querySelector("#data-progress")`, longest: 2 * time.Second},
}

// pictures is how many are imported: so many that it takes a while.
const pictures = 1000

// openingShare of the kills come while the page is being opened.
const openingShare = 0.2

// startOrGoOn goes on with what was interrupted, and starts where there is nothing to go on with.
func startOrGoOn(_ *ground, v *visitor.Visitor) error {
	waits, err := interrupted(v)
	if err != nil {
		return err
	}
	if waits {
		return v.Click("#resume-all")
	}
	return v.Click("#start-chosen")
}

// interrupted reports whether there are runs to go on with.
func interrupted(v *visitor.Visitor) (bool, error) {
	// Only when the page has brought them back does it offer to go on, or else to begin.
	if err := v.Wait("the experiments of earlier visits", `document.querySelector("#resume-all, #redo-study:not([disabled])")`); err != nil {
		return false, err
	}
	return visitor.Eval[bool](v, `Boolean(document.querySelector("#resume-all"))`)
}

// kills kills the browser so often, and sees what is left each time.
func (g *ground) kills(o options) ([]finding, error) {
	if err := makePictures(g.folder("pictures"), pictures); err != nil {
		return nil, err
	}
	var all []finding
	for _, k := range killings {
		if k.base && !g.base {
			all = append(all, finding{what: "kills during " + k.what, how: "0", came: "not done: there are no weights"})
			continue
		}
		f, err := g.killDuring(k, o.kills*k.share/10)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", k.what, err)
		}
		log.Printf("kills during %s: %s: %s.", k.what, f.how, f.came)
		all = append(all, f)
	}
	return all, nil
}

// kept is what the browser keeps of a run.
type kept struct {
	Round, ID, Method string
	Seed              int
	Losses            []float64 // by epoch: training, validation
	Test              float64
	Probabilities     []float32
}

// name tells the run among those of its experiment.
func (k kept) name() string { return fmt.Sprintf("%s, seed %d", k.Method, k.Seed) }

// same reports whether nothing of what came of two runs differs.
func (k kept) same(other kept) bool {
	return k.Test == other.Test && reflect.DeepEqual(k.Losses, other.Losses) && reflect.DeepEqual(k.Probabilities, other.Probabilities)
}

// keptRuns reads what the browser keeps of all runs, by round and run.
func keptRuns(v *visitor.Visitor) (map[string]kept, error) {
	texts, err := visitor.Eval[[]string](v, chromium.KeptRecords)
	if err != nil {
		return nil, err
	}
	all := map[string]kept{}
	for _, text := range texts {
		var file struct {
			ID   string
			Runs []struct {
				ID   string
				Spec struct {
					Method string
					Seed   int
				}
				Epochs []struct{ TrainLoss, ValidationLoss float64 }
				Result struct {
					Test struct {
						Loss          float64
						Probabilities []float32
					}
				}
			}
		}
		if err := json.Unmarshal([]byte(text), &file); err != nil {
			return nil, fmt.Errorf("a kept record cannot be read: %w", err)
		}
		for _, r := range file.Runs {
			k := kept{Round: file.ID, ID: r.ID, Method: r.Spec.Method, Seed: r.Spec.Seed, Test: r.Result.Test.Loss, Probabilities: r.Result.Test.Probabilities}
			for _, e := range r.Epochs {
				k.Losses = append(k.Losses, e.TrainLoss, e.ValidationLoss)
			}
			// Each file has two places, and both may be taken for a moment.
			if name := file.ID + "/" + r.ID; len(k.Losses) >= len(all[name].Losses) {
				all[name] = k
			}
		}
	}
	return all, nil
}

// killDuring kills the browser n times in the midst of something, then lets it come to its end.
func (g *ground) killDuring(k killing, n int) (finding, error) {
	stage := "kills during " + k.what
	before := map[string]kept{} // what was kept when the browser was killed last
	midst, opening := 0, 0
	for i := range n {
		o, err := g.once("kills", k.what, i, func() (outcome, error) { return g.kill(k, i, before) })
		if err != nil {
			return finding{}, err
		}
		midst, opening = midst+int(o.Numbers["midst"]), opening+int(o.Numbers["opening"])
		if o.Fault != "" {
			return finding{what: stage, how: fmt.Sprint(i + 1), came: o.Fault, broken: true}, nil
		}
	}
	how := fmt.Sprintf("%d, of them %d in its midst, %d while the page opened", n, midst, opening)
	o, err := g.once("kills", k.what+", its end", n, func() (outcome, error) { return g.end(k, before) })
	if err != nil {
		return finding{}, err
	}
	if o.Fault != "" {
		return finding{what: stage, how: how, came: o.Fault, broken: true}, nil
	}
	return finding{what: stage, how: how, came: o.Says}, nil
}

// profileOf is the name of the profile in which something is interrupted.
func profileOf(what string) string { return "kills-" + what }

// kill opens the page, checks that nothing that was kept before is gone, goes on, and kills the
// browser at a moment drawn by lot.
func (g *ground) kill(k killing, number int, before map[string]kept) (outcome, error) {
	if err := g.ctx.Err(); err != nil {
		return outcome{}, err
	}
	random := rand.New(rand.NewPCG(uint64(number), uint64(len(k.what))))
	v, err := g.browse(profileOf(k.what), "")
	if err != nil {
		return outcome{}, err
	}
	defer v.Close()
	if random.Float64() < openingShare {
		if err := v.Do(chromedp.Navigate(g.link(k.link))); err != nil {
			return outcome{}, err
		}
		time.Sleep(time.Duration(random.Float64() * float64(2*time.Second)))
		return outcome{Numbers: map[string]float64{"opening": 1}}, v.Kill()
	}
	if fault, err := g.lookAfter(v, k, before); fault != "" || err != nil {
		return outcome{Fault: fault}, err
	}
	if err := k.begin(g, v); err != nil {
		return outcome{}, err
	}
	if err := v.Wait(k.what, `document.querySelector("#overall, #data-progress, #import-report")`); err != nil {
		return outcome{}, err
	}
	time.Sleep(time.Duration(random.Float64() * float64(k.longest)))
	midst, err := visitor.Eval[bool](v, "Boolean("+k.busy+")")
	if err != nil {
		return outcome{}, err
	}
	if k.runs {
		now, err := keptRuns(v)
		if err != nil {
			return outcome{}, err
		}
		maps.Copy(before, now)
	}
	numbers := map[string]float64{"midst": 0}
	if midst {
		numbers["midst"] = 1
	}
	return outcome{Numbers: numbers}, v.Kill()
}

// lookAfter opens the page after a kill, and says what was lost by it.
func (g *ground) lookAfter(v *visitor.Visitor, k killing, before map[string]kept) (fault string, err error) {
	if err := v.Visit(g.link(k.link)); err != nil {
		return "the page could not be opened: " + err.Error(), g.ctx.Err()
	}
	if thrown := v.Exceptions(); thrown != nil {
		return "the page threw " + thrown[0], nil
	}
	now, err := keptRuns(v)
	if err != nil {
		return "", err
	}
	for name, run := range before {
		// A kill may cost an epoch: the record before the one that was being written stays.
		if had, has := len(run.Losses)/2, len(now[name].Losses)/2; has < had-1 {
			return fmt.Sprintf("%s had %d epochs and has %d", run.name(), had, has), nil
		}
	}
	return "", nil
}

// end lets what was interrupted come to its end, and holds that against what comes of it when
// nobody interrupts it.
func (g *ground) end(k killing, before map[string]kept) (outcome, error) {
	v, err := g.browse(profileOf(k.what), "")
	if err != nil {
		return outcome{}, err
	}
	defer v.Close()
	if fault, err := g.lookAfter(v, k, before); fault != "" || err != nil {
		return outcome{Fault: fault}, err
	}
	if !k.runs {
		w := walk{Visitor: v}
		w.step(func() error { return k.begin(g, v) })
		w.wait("the import to begin", k.busy) // there may be the report of an earlier one
		w.wait("its end", `!document.querySelector("#data-progress") && (document.querySelector("#import-refused") || document.querySelector("#import-report") && document.querySelector('#data[data-phase="4"]'))`)
		if w.err != nil {
			return outcome{Fault: w.err.Error()}, g.ctx.Err()
		}
		said, err := visitor.Eval[string](v, `document.querySelector("#import-refused, #import-report").innerText`)
		if err == nil && !strings.Contains(said, fmt.Sprintf("All %d files were used", pictures)) {
			return outcome{Fault: "not all pictures were read: " + said}, nil
		}
		return outcome{Says: "nothing was lost; then all pictures were read: " + said}, err
	}
	got, err := finished(v)
	if err != nil {
		return outcome{}, err
	}
	alone, err := g.browse("", "")
	if err != nil {
		return outcome{}, err
	}
	defer alone.Close()
	if err := alone.Visit(g.link(k.link)); err != nil {
		return outcome{}, err
	}
	want, err := finished(alone)
	if err != nil {
		return outcome{}, err
	}
	alike := map[string]kept{}
	for _, run := range want {
		alike[run.name()] = run
	}
	for _, run := range got {
		if !run.same(alike[run.name()]) {
			return outcome{Fault: fmt.Sprintf("%s came out otherwise than without interruptions", run.name())}, nil
		}
	}
	if len(got) < len(want) || len(want) == 0 {
		return outcome{Fault: fmt.Sprintf("of %d runs %d are there", len(want), len(got))}, nil
	}
	return outcome{Says: fmt.Sprintf("nothing was lost: all %d runs are, bit by bit, as without interruptions", len(got))}, nil
}

// finished returns what is kept of all runs once they are over; where there are none, it starts
// them.
func finished(v *visitor.Visitor) (map[string]kept, error) {
	waits, err := interrupted(v)
	if err != nil {
		return nil, err
	}
	there, err := keptRuns(v)
	if err != nil {
		return nil, err
	}
	if waits || len(there) == 0 {
		w := walk{Visitor: v}
		w.step(func() error { return startOrGoOn(nil, v) })
		w.wait("the runs to begin", `document.querySelector("#overall")`)
		w.waitWithin(time.Hour, "the runs to be over", `document.querySelector("#start-chosen") && !document.querySelector("#overall")`)
		w.wait("the results to be kept", `(async () => (await `+chromium.KeptRecords+`).every((text) => JSON.parse(text).runs[0].result))()`)
		if w.err != nil {
			return nil, w.err
		}
	}
	return keptRuns(v)
}

// makePictures makes a folder of so many pictures, unless it is there.
func makePictures(folder string, n int) error {
	if _, err := os.Stat(folder); err == nil {
		return nil
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		class := filepath.Join(folder, []string{"cats", "dogs"}[i%2])
		if err := os.MkdirAll(class, 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(class, fmt.Sprintf("%d.jpg", i)), jpegOf(noise(random, 320+i, 240)), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// noise is a picture that compresses badly, as photos do, and is no copy of another to the page: its
// patches are drawn by lot.
func noise(random *rand.Rand, width, height int) image.Image {
	const patches = 8 // a side
	var coarse [patches][patches]color.RGBA
	for y := range patches {
		for x := range patches {
			coarse[y][x] = color.RGBA{uint8(random.IntN(256)), uint8(random.IntN(256)), 0, 255}
		}
	}
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := coarse[y*patches/height][x*patches/width]
			c.B = uint8(random.IntN(256))
			img.Set(x, y, c)
		}
	}
	return img
}
