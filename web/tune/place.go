package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/gomlx/compute"

	"pawgrad/app/protocol"
	"pawgrad/assets/pack"
	"pawgrad/nn/spec"
	"pawgrad/nn/train"
	"pawgrad/web/accuracy/native"
	"pawgrad/web/driver"
	"pawgrad/web/rates"
)

// natively is a place for runs like one: a backend of this program, one after the other.
func natively(ctx context.Context, backend string, m driver.Materials, like spec.Run) (*rates.Place, error) {
	b, err := compute.NewWithConfig(backend)
	if err != nil {
		return nil, err
	}
	set, file, err := pack.OpenFile(m.Pack)
	if err != nil {
		return nil, err
	}
	var extra train.Pretrained
	if m.Weights != "" {
		if extra, err = pretrained(ctx, backend, m, set, like); err != nil {
			file.Close()
			return nil, err
		}
	}
	return &rates.Place{Set: rates.Describe(set), Engine: "backend " + backend, Workers: 1, Close: func() { file.Close() },
		Train: func(run spec.Run, trial bool) (*driver.Outcome, error) { return try(ctx, b, run, trial, set, extra) }}, nil
}

// pretrained is what runs of VGG19 like one need.
func pretrained(ctx context.Context, backend string, m driver.Materials, set *pack.Set, like spec.Run) (train.Pretrained, error) {
	if like.Variants() > 0 {
		return train.Pretrained{}, errors.New("VGG19's features of changed photos are computed in Chromium only. Name a built site with -dist.")
	}
	base, err := native.OpenBase(m.Weights)
	if err != nil {
		return train.Pretrained{}, err
	}
	start := time.Now()
	name := fmt.Sprintf("%s-%d-%s-%s-native.rows", set.SHA256()[:16], like.ImageSize, like.Cut(), base.Manifest().ID())
	rows, err := native.Features(ctx, backend, base, set, like, filepath.Join(m.Keep, name))
	if err != nil {
		return train.Pretrained{}, err
	}
	fmt.Printf("features of %d photos: %.0f s\n", set.Len(), time.Since(start).Seconds())
	return native.Pretrained(base, rows, set, like)
}

// try trains one run.
func try(ctx context.Context, b compute.Backend, run spec.Run, trial bool, set *pack.Set, extra train.Pretrained) (*driver.Outcome, error) {
	t, err := train.New(b, run, set, extra)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	if trial {
		t.Untested()
	}
	o := &driver.Outcome{Engine: "native"}
	trained, start := 0, time.Now()
	for !t.Done() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		e, err := t.Next()
		if diverged := (*train.Diverged)(nil); errors.As(err, &diverged) {
			o.Diverged = diverged.Sentence()
			return o, nil
		}
		if err != nil {
			return nil, err
		}
		if e.Phase == train.Training {
			trained += e.Images
		}
		if p := e.EpochPoint; p != nil {
			o.ImagesPerSecond = float64(trained) / time.Since(start).Seconds()
			o.Epochs = append(o.Epochs, protocol.EpochPoint{Epoch: p.Epoch, Seconds: time.Since(start).Seconds(),
				TrainLoss: p.TrainLoss, TrainAccuracy: p.TrainAccuracy,
				ValidationLoss: p.ValidationLoss, ValidationAccuracy: p.ValidationAccuracy})
		}
		if r := e.Result; r != nil {
			o.Done = protocol.Done{Reason: protocol.Finished, Epochs: r.Epochs, Seconds: time.Since(start).Seconds(), Test: protocol.Evaluation{Loss: r.Test.Loss, Accuracy: r.Test.Accuracy}}
		}
	}
	return o, nil
}
