package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// How often the page is looked at, and how often what it says is passed on.
const (
	lookEvery = 5 * time.Second
	tellEvery = time.Minute
)

// mostCrashes is how often in a row the browser may come to grief without a run being
// finished in between.
const mostCrashes = 5

// experimentFile holds everything that is known of the experiment.
const experimentFile = "study.json"

// run redoes the study.
func run(ctx context.Context, root string, o options) error {
	// A browser does not know in which folder this command was started.
	for _, path := range []*string{&o.build, &o.results, &o.photos, &o.weights} {
		if *path == "" {
			continue
		}
		var err error
		if *path, err = filepath.Abs(*path); err != nil {
			return err
		}
	}
	for _, folder := range []string{o.build, o.results} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
	}
	pack, err := prepare(ctx, root, o)
	if err != nil {
		return err
	}
	stop, err := serve(o)
	if err != nil {
		return err
	}
	defer stop()
	if o.report {
		return report(ctx, o)
	}
	crashes := 0
	for {
		finished, err := sit(ctx, o, pack)
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		}
		if crashes++; finished > 0 {
			crashes = 0
		}
		if crashes >= mostCrashes {
			return fmt.Errorf("the browser has come to grief %d times: %w", crashes, err)
		}
		log.Printf("The browser has come to grief (%v); it is started again.", err)
	}
}

// report writes the report of a study as far as its file goes, in a page of its own.
func report(ctx context.Context, o options) error {
	o.build, o.link = filepath.Join(o.build, "report"), ""
	if err := os.RemoveAll(o.profile()); err != nil {
		return err
	}
	p, err := openPage(ctx, o)
	if err != nil {
		return err
	}
	defer p.close()
	if err := p.importExperiment(filepath.Join(o.results, experimentFile)); err != nil {
		return err
	}
	return finish(p, o)
}

// sit works on the study for as long as one browser lives, and returns how many runs
// were finished in that time.
func sit(ctx context.Context, o options, pack string) (finished int, err error) {
	p, err := openPage(ctx, o)
	if err != nil {
		return 0, err
	}
	defer p.close()
	if err := begin(p, o, pack); err != nil {
		return 0, err
	}
	done, told := -1, time.Time{}
	for {
		s, err := p.state()
		if err != nil {
			return finished, err
		}
		if o.looked != nil {
			o.looked(p, s)
		}
		if s.Done > done {
			if done >= 0 {
				finished += s.Done - done
				if err := p.save("save-json", o.results, func(string) string { return experimentFile }); err != nil {
					return finished, err
				}
			}
			done = s.Done
		}
		if time.Since(told) >= tellEvery || !s.Busy {
			log.Print(strings.TrimSpace(s.Overall + " " + s.Preparation))
			told = time.Now()
		}
		if s.Failed > 0 {
			if err := p.retry(); err != nil {
				return finished, err
			}
		} else if !s.Busy {
			return finished, finish(p, o)
		}
		select {
		case <-ctx.Done():
			return finished, ctx.Err()
		case <-time.After(o.every):
		}
	}
}

// begin goes on with an interrupted study or starts one.
func begin(p *thePage, o options, pack string) error {
	if resumed, err := p.resume(); resumed || err != nil {
		return err
	}
	if pack != "" {
		if err := p.load(pack); err != nil {
			return err
		}
	}
	earlier := filepath.Join(o.results, experimentFile)
	if _, err := os.Stat(earlier); err == nil {
		if err := p.importExperiment(earlier); err != nil {
			return err
		}
		resumed, err := p.resume()
		if err == nil && !resumed {
			err = fmt.Errorf("%s holds a study that is over. Move it away to begin another", earlier)
		}
		return err
	} else if !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if o.link != "" {
		return p.click("#start-chosen")
	}
	return p.click("#redo-study")
}

// finish saves everything.
func finish(p *thePage, o options) error {
	const archive = "report.zip"
	if err := p.save("save-report", o.build, func(string) string { return archive }); err != nil {
		return err
	}
	if err := unpack(filepath.Join(o.build, archive), o.results); err != nil {
		return err
	}
	log.Printf("The report is written: see %s.", o.results)
	return nil
}
