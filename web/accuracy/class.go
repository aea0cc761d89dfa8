package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"pawgrad/nn/spec"
	"pawgrad/web/chromium"
	"pawgrad/web/site"
	"pawgrad/web/visitor"
)

// mostOfClass is how long an experiment for a class may take on two cores: longer, and the class
// talks of something else.
const mostOfClass = 3 * time.Minute

// classWait bounds a wait for such an experiment. It is reached only when something is broken.
const classWait = time.Hour

// asked is an experiment for a class, and what came of it.
type asked struct {
	name string
	runs int
	took time.Duration
	// broken says which runs failed, but for those that diverged: that may be the answer.
	broken string
}

// inReadme is a line of the README's table of questions.
var inReadme = regexp.MustCompile("(?m)^\\| (.+?) \\| `#(.+?)` \\|$")

// questions are the README's for a class, each with its link.
func questions(readme string) (list [][2]string) {
	for _, line := range inReadme.FindAllStringSubmatch(readme, -1) {
		list = append(list, [2]string{line[1], line[2]})
	}
	return list
}

// timeOfQuestions presses the button of each question's link.
func timeOfQuestions(b *bench, r row) (result, error) {
	text, err := os.ReadFile(filepath.Join(b.root, "README.md"))
	if err != nil {
		return result{}, err
	}
	var all []asked
	res := result{Row: r.id, What: r.what, Run: r.run, ofTheMoment: true}
	if err := res.countBundled(b.dist); err != nil {
		return res, err
	}
	for _, q := range questions(string(text)) {
		e, problems := spec.Decode(q[1])
		if problems != nil {
			return res, errors.New(strings.Join(problems, " "))
		}
		a := asked{name: q[0], runs: len(e.Runs())}
		if err := b.visit(q[1], func(v *visitor.Visitor) error { return a.press(v, "#start-chosen", &res) }); err != nil {
			return res, fmt.Errorf("%s: %w", a.name, err)
		}
		all = append(all, a)
	}
	res.newClass(all)
	return res, nil
}

// timeOfLessons goes through all lessons as a student does.
func timeOfLessons(b *bench, r row) (result, error) {
	res := result{Row: r.id, What: r.what, Run: r.run, ofTheMoment: true}
	if err := res.countBundled(b.dist); err != nil {
		return res, err
	}
	var ids []string
	if err := b.visit("", func(v *visitor.Visitor) (err error) {
		if err = v.OpenTab("lessons"); err == nil {
			ids, err = visitor.Eval[[]string](v, `[...document.querySelectorAll(".lesson")].map((lesson) => lesson.id.replace("lesson-", ""))`)
		}
		return err
	}); err != nil {
		return res, err
	}
	weights, without := weightsFile(b.weights)
	var all []asked
	for _, id := range ids {
		a := asked{name: id}
		if err := b.visit("", func(v *visitor.Visitor) error {
			if without == nil {
				// The page tells of weights while they are missing or made, and not when they are there.
				const told = `document.querySelector("#weights")`
				if err := errors.Join(v.Wait("how to get the weights", told), v.Drop(weights), v.Wait("VGG19's weights", "!"+told)); err != nil {
					return err
				}
			}
			return a.learn(v, id, &res)
		}); err != nil {
			return res, fmt.Errorf("lesson %s: %w", id, err)
		}
		all = append(all, a)
	}
	res.newClass(all)
	return res, nil
}

// learn predicts something in a lesson, starts its experiment and waits for the explanation. The
// lesson on VGG19 fails where it has no weights, which is told.
func (a *asked) learn(v *visitor.Visitor, id string, res *result) error {
	if err := errors.Join(v.OpenTab("lessons"), v.Click("#lesson-"+id+" .lesson-title"), v.Click("#predict-"+id+"-0")); err != nil {
		return err
	}
	return a.press(v, "#start-"+id, res)
}

// press presses a button that starts an experiment, and waits until all its runs are over.
func (a *asked) press(v *visitor.Visitor, button string, res *result) error {
	began := time.Now()
	if err := v.Click(button); err != nil {
		return err
	}
	if err := errors.Join(v.Wait("the runs to be begun", `document.querySelector("#overall")`), v.WaitWithin(classWait, "the runs", `!document.querySelector("#overall")`)); err != nil {
		return err
	}
	a.took = time.Since(began)
	if err := v.OpenTab("runs"); err != nil {
		return err
	}
	came, err := visitor.Eval[struct {
		Runs   int
		Failed []string
	}](v, `({
		Runs: document.querySelectorAll("#runs .card").length,
		Failed: [...document.querySelectorAll("#runs .card [data-failure]:not([data-failure=diverged])")].map((failure) => failure.innerText),
	})`)
	if err != nil {
		return err
	}
	if a.runs = max(a.runs, came.Runs); came.Runs < a.runs || came.Runs == 0 {
		a.broken = fmt.Sprintf("only %d of %d runs were begun", came.Runs, a.runs)
	} else if len(came.Failed) > 0 {
		a.broken = strings.Join(came.Failed, " ")
	}
	res.Browser = v.Name
	res.Engine, err = visitor.Eval[string](v, `document.querySelector("#badge-workers").title.match(/What computes: (.*?)\. /)[1]`)
	return err
}

// newClass fills in what experiments for a class have taken; the longest is what counts.
func (r *result) newClass(all []asked) {
	var texts []string
	for _, a := range all {
		r.Value = max(r.Value, a.took.Seconds())
		r.Seconds += a.took.Seconds()
		texts = append(texts, fmt.Sprintf("%s %.0f s (%d runs)", a.name, a.took.Seconds(), a.runs))
		if a.broken != "" {
			r.Broken = append(r.Broken, a.name+": "+a.broken)
		}
	}
	if all == nil {
		r.Broken = append(r.Broken, "there is nothing to measure")
	}
	r.Text = strings.Join(texts, ", ")
}

// visit opens the page with a link's settings in a browser of two cores that has never been there.
func (b *bench) visit(link string, do func(*visitor.Visitor) error) error {
	at, stop, err := site.Serve("127.0.0.1:0", site.Handler(b.dist))
	if err != nil {
		return err
	}
	defer stop()
	v, err := visitor.Open(b.ctx, visitor.Options{Downloads: filepath.Join(b.folder, "downloads"), Before: chromium.TwoCores})
	if err != nil {
		return err
	}
	defer v.Close()
	if err := v.Visit("http://" + at + "/#" + link); err != nil {
		return err
	}
	return do(v)
}
