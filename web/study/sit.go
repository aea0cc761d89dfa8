package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"

	"pawgrad/app/record"
	"pawgrad/assets/printable"
)

// sit works on a part of the study for as long as one browser lives, and returns how many runs
// were finished in that time. At the end of the sitting the runs in hand are finished and no
// others are begun.
func sit(ctx context.Context, o options, t task, m materials, tried tries) (finished int, err error) {
	if e, _, err := read(o.file()); err != nil {
		return 0, err
	} else if i := partOf(e, t.name); i >= 0 && left(e, i) == 0 {
		return 0, nil
	}
	known, err := o.goesOn(t)
	if err != nil {
		return 0, err
	}
	p, err := openPage(ctx, o, t.id)
	if err != nil {
		return 0, err
	}
	defer p.Close()
	done, err := begin(p, o, t, m, known)
	if err != nil {
		return 0, err
	}
	ending, told := false, time.Time{}
	for {
		s, err := p.state()
		if err != nil {
			return finished, err
		}
		if o.looked != nil {
			o.looked(p, s)
		}
		if s.Done > done {
			finished += s.Done - done
			if err := o.keep(p, t); err != nil {
				return finished, err
			}
		}
		done = s.Done // fewer than before, where runs are tried again
		if s.Busy && time.Since(told) >= tellEvery {
			log.Print(t.name + ": " + strings.TrimSpace(s.Overall+" "+s.Preparation))
			told = time.Now()
		}
		if !ending && s.Busy && o.up() {
			ending = true
			if err := p.startNoMore(); err != nil {
				return finished, err
			}
			log.Print("The sitting is over when the runs in hand are.")
			continue
		}
		if ending && len(s.InHand) == 0 {
			return finished, errOver
		}
		again := tried.again(s.Failed)
		for _, f := range again {
			if ending {
				break
			}
			log.Printf("%s failed and is tried again (%d of %d): %s", f.Run, tried[f.Run], mostTries, printable.Text(f.Why))
			if err := p.retry(f); err != nil {
				return finished, err
			}
		}
		if again == nil && !s.Busy {
			for _, f := range s.Failed {
				log.Printf("%s failed, which the report tells of: %s", f.Run, printable.Text(f.Why))
			}
			return finished, o.keep(p, t)
		}
		select {
		case <-ctx.Done():
			return finished, ctx.Err()
		case <-time.After(o.every):
		}
	}
}

// begin goes on with a part that the browser knows, or opens it in the page as far as it has come,
// and returns how many of its runs are over in the study's file.
func begin(p *thePage, o options, t task, m materials, known bool) (done int, err error) {
	resumed, err := p.resume()
	if err != nil {
		return 0, err
	}
	if !resumed && known {
		// It may have finished what the file does not have yet.
		if s, err := p.state(); err != nil {
			return 0, err
		} else if known = s.Done > 0; known {
			resumed = true
		}
	}
	machine, err := p.machine()
	if err != nil {
		return 0, err
	}
	e, i, err := o.ready(t, m, machine)
	if err != nil {
		return 0, err
	}
	one := alone(e, i)
	for _, r := range one.Runs {
		if r.Status != record.Unfinished {
			done++
		}
	}
	if resumed {
		return done, nil
	}
	if m.pack != "" {
		if err := p.load(m.pack); err != nil {
			return 0, err
		}
	}
	if err := o.note(t, one); err != nil {
		return 0, err
	}
	file := filepath.Join(o.build, t.id+".json")
	if err := write(file, one); err != nil {
		return 0, err
	}
	if err := p.importExperiment(file); err != nil {
		return 0, err
	}
	_, err = p.resume() // nothing waits if all that is left are runs that failed
	return done, err
}

// keep puts what the page has of a part into the study's file.
func (o options) keep(p *thePage, t task) error {
	file := filepath.Join(o.build, t.id+".json")
	if err := p.save("save-json", file); err != nil {
		return err
	}
	one, _, err := read(file)
	if err != nil {
		return err
	}
	e, _, err := read(o.file())
	if err != nil {
		return err
	}
	if e, err = put(e, one); err != nil {
		return err
	}
	if err := write(o.file(), e); err != nil {
		return err
	}
	return o.note(t, alone(e, partOf(e, t.name)))
}

// noteFile is a file in a browser's profile that says which state of the study's file is of it.
const noteFile = "pawgrad-study"

// note notes in a part's profile the state of the study's file that is of it.
func (o options) note(t task, one record.Round) error {
	sum, err := digest(one)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(o.profile(t.id), noteFile), []byte(sum), 0o644)
}

// goesOn reports whether the profile of a part goes on from the study's file. Where the file has
// been changed by another, as by a sitting on another machine, the profile is behind: it is
// removed.
func (o options) goesOn(t task) (bool, error) {
	profile := o.profile(t.id)
	noted, err := os.ReadFile(filepath.Join(profile, noteFile))
	if err == nil {
		e, _, err := read(o.file())
		if err != nil {
			return false, err
		}
		if i := partOf(e, t.name); i >= 0 {
			if sum, err := digest(alone(e, i)); err != nil || sum == string(noted) {
				return err == nil, err
			}
		}
	}
	return false, errors.Join(os.RemoveAll(profile), os.MkdirAll(profile, 0o755))
}

// digest tells states of a part apart.
func digest(one record.Round) (string, error) {
	text, err := record.Encode(one)
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), err
}
