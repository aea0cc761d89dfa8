package jobs

import (
	"slices"
	"time"

	"pawgrad/app/protocol"
	"pawgrad/assets/pack"
	"pawgrad/nn/spec"
)

// progressEvery is the time between two reports of progress: often enough to
// look alive, seldom enough to cost nothing.
const progressEvery = 200 * time.Millisecond

// cureData is the cure where a broken set names none.
const cureData = "Choose another image set."

// loadData opens a pack, and checks its pixels if asked to.
func (t *Trainer) loadData(c protocol.LoadData, a Attachments) error {
	if len(a.Files) != 1 {
		return refuse(protocol.BadData, cureData, "an image set is one file, but %d came", len(a.Files))
	}
	set, err := pack.Open(a.Files[0], a.Files[0].Size())
	if err != nil {
		return &refusal{protocol.BadData, err, cureData}
	}
	if n := len(set.Info().Classes); n != 2 {
		return refuse(protocol.BadData, "Choose a set of two classes.", "this image set has %d classes, and a network here tells two apart", n)
	}
	if c.Verify {
		every := throttle{now: t.now}
		err := set.Verify(func(done, total int64) {
			if every.due() || done == total {
				t.post(protocol.DataProgress{Done: done, Total: total})
			}
		})
		if err != nil {
			return &refusal{protocol.BadData, err, cureData}
		}
	}
	t.set = set
	info := set.Info()
	t.post(protocol.DataLoaded{
		Name: info.Name, Source: info.Source, Licence: info.Licence, SHA256: set.SHA256(),
		Height: info.Height, Width: info.Width, Classes: slices.Clone(info.Classes),
		Train: set.Counts(pack.Train), Validation: set.Counts(pack.Validation), Test: set.Counts(pack.Test),
	})
	return nil
}

// needSet returns the image set, or a refusal.
func (t *Trainer) needSet() (*pack.Set, error) {
	if t.set == nil {
		return nil, refuse(protocol.BadData, "Choose an image set first.", "no image set is loaded")
	}
	return t.set, nil
}

// setFor returns the set that a run is to be done with, or a refusal of one or the other.
func (t *Trainer) setFor(run spec.Run) (*pack.Set, error) {
	set, err := t.needSet()
	if err != nil {
		return nil, err
	}
	if err := run.Validate(); err != nil {
		return nil, &refusal{protocol.BadSetting, err, cureSetting}
	}
	return set, nil
}

// needSplit returns the images of a split of the set by the name a message has
// for it, or a refusal.
func (t *Trainer) needSplit(name string) (*pack.Set, []int, error) {
	set, err := t.needSet()
	if err != nil {
		return nil, nil, err
	}
	if !slices.Contains(pack.Splits[:], pack.Split(name)) {
		return nil, nil, refuse(protocol.BadData, "Ask for train, validation or test.", "an image set has no part called %q", name)
	}
	return set, set.Split(pack.Split(name)), nil
}

// source is a set whose reading errors, such as a file that went away while a
// run reads it, are refusals with their cure.
type source struct{ *pack.Set }

func (s source) Pixels(i int, dst []byte) error {
	if err := s.Set.Pixels(i, dst); err != nil {
		return &refusal{protocol.BadData, err, cureData}
	}
	return nil
}

// throttle tells when it is time to report again.
type throttle struct {
	now  func() time.Time
	last time.Time
}

// due reports whether progressEvery has passed since it last said so.
func (t *throttle) due() bool {
	now := t.now()
	if now.Sub(t.last) < progressEvery {
		return false
	}
	t.last = now
	return true
}
