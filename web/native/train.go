package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/gomlx/compute"

	page "pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/app/session"
	"pawgrad/app/session/keep"
	"pawgrad/assets/vgg19"
	"pawgrad/nn/spec"
	"pawgrad/web/trainer/jobs"
)

// trainer trains runs one after the other, each as the page does: in a [jobs.Trainer] of its own.
type trainer struct {
	backend compute.Backend
	photos  jobs.File
	weights string // folder of VGG19's
	say     func(line string)

	set      protocol.DataLoaded
	base     string // names the weights
	features map[features]extracted
}

// features is what two runs have to have in common to read the same features of photos.
type features struct {
	size int
	cut  string
}

// extracted are the features of all photos.
type extracted struct {
	info  protocol.FeaturesInfo
	files []jobs.File
}

// train trains all runs of the parts and returns what came of them. If the context ends, the run under way is stopped
// and tested, and those behind it are not begun.
func (t *trainer) train(ctx context.Context, parts []spec.Experiment) (record.Round, error) {
	began := time.Now()
	round := record.Round{
		ID: keep.RoundID(1, began), Name: parts[0].Shared.Title(), Kind: record.Comparison, Began: began, Parts: parts,
		Machine: record.Machine{Browser: "none: " + runtime.Version() + ", " + runtime.GOOS + "/" + runtime.GOARCH, Cores: runtime.NumCPU()},
	}
	for part, e := range parts {
		for _, run := range e.Runs() {
			id := fmt.Sprintf("run%d", len(round.Runs)+1)
			if ctx.Err() != nil {
				round.Runs = append(round.Runs, record.Run{ID: id, Part: part, Spec: run, Status: record.Unfinished})
				continue
			}
			r := &session.Run{ID: id, Part: part, Spec: run}
			if err := t.one(ctx, r); err != nil {
				return round, err
			}
			done := r.Record()
			if run.Model == spec.VGG19 {
				done.Base = t.base
			}
			round.Runs = append(round.Runs, done)
		}
	}
	round.Set.DataLoaded = t.set
	return round, nil
}

// one trains a run to its end.
func (t *trainer) one(ctx context.Context, r *session.Run) error {
	w := newWorker(t.backend)
	defer w.end()
	set, err := await[protocol.DataLoaded](w, protocol.LoadData{}, []jobs.File{t.photos}, nil)
	if err != nil {
		return err
	}
	t.set = set.event
	start := protocol.Start{Run: r.ID, Spec: r.Spec}
	var files []jobs.File
	if r.Spec.Model == spec.VGG19 {
		if err := t.loadBase(w); err != nil {
			return err
		}
		start.Base = t.base
		if r.Spec.Cached() {
			of, err := t.featuresOf(w, r.Spec)
			if err != nil {
				return err
			}
			start.Features, files = &of.info, of.files
		}
	}
	stopped := context.AfterFunc(ctx, func() { w.send(protocol.Stop{Run: r.ID}, nil) })
	defer stopped()
	_, err = await[protocol.Done](w, start, files, func(e protocol.Event) {
		r.Apply(e, page.Attachments{})
		if p, ok := e.(protocol.EpochPoint); ok {
			t.say(fmt.Sprintf("%s, seed %d, epoch %d of %d: loss %.4f, validation loss %.4f, accuracy %.4f",
				r.Method().Name, r.Spec.Seed, p.Epoch, r.Spec.Epochs, p.TrainLoss, p.ValidationLoss, p.ValidationAccuracy))
		}
	})
	if failure := (*failed)(nil); errors.As(err, &failure) {
		t.say(r.Method().Name + " has failed: " + failure.Error())
		return nil // the record has it
	}
	if err == nil {
		t.say(fmt.Sprintf("%s, seed %d: test accuracy %.4f", r.Method().Name, r.Spec.Seed, r.Result.Test.Accuracy))
	}
	return err
}

// loadBase gives a worker VGG19's weights.
func (t *trainer) loadBase(w *worker) error {
	text, err := os.ReadFile(filepath.Join(t.weights, vgg19.ManifestName))
	if err != nil {
		return fmt.Errorf("%w: bring VGG19's weights by make vgg19, or name their folder with -weights", err)
	}
	manifest, err := vgg19.ParseManifest(text)
	if err != nil {
		return err
	}
	var shards []jobs.File
	for _, s := range manifest.Shards {
		content, err := os.ReadFile(filepath.Join(t.weights, s.Name))
		if err != nil {
			return err
		}
		shards = append(shards, bytes.NewReader(content))
	}
	t.base = manifest.ID()
	_, err = await[protocol.BaseLoaded](w, protocol.LoadBase{Manifest: string(text)}, shards, nil)
	return err
}

// featuresOf are the features that a run reads, computed once for all runs that read the same.
func (t *trainer) featuresOf(w *worker, run spec.Run) (extracted, error) {
	if run.Variants() > 0 {
		return extracted{}, errors.New("This command does not compute the features of mirrored or varied photos. Train that in the page.")
	}
	key := features{run.ImageSize, string(run.Cut())}
	if known, ok := t.features[key]; ok {
		return known, nil
	}
	var all extracted
	images := t.set.Images()
	for from := 0; from < images; {
		got, err := await[protocol.Extracted](w, protocol.Extract{Spec: run, From: from, To: images}, nil, nil)
		if err != nil {
			return all, err
		}
		all.info, all.files, from = got.event.Features, append(all.files, got.files...), got.event.To
		t.say(fmt.Sprintf("VGG19 has looked at %d of %d photos", from, images))
	}
	if t.features == nil {
		t.features = map[features]extracted{}
	}
	t.features[key] = all
	return all, nil
}
