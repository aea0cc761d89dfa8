package jobs

import (
	"fmt"
	"slices"

	"pawgrad/app/protocol"
	"pawgrad/assets/pack"
	"pawgrad/nn/data"
	"pawgrad/nn/features"
	nn "pawgrad/nn/model"
	"pawgrad/nn/spec"
	"pawgrad/nn/train"
)

// looker is an extractor that is kept for the next photos of its kind: to prepare
// one takes longer than to use it on a few.
type looker struct {
	*nn.Extractor
	kind string // what it depends on
}

// looker returns the extractor for a run's frozen layers. It lives until the base
// is replaced or the trainer is disposed of.
func (t *Trainer) looker(run spec.Run) (*nn.Extractor, error) {
	if t.base == nil {
		return nil, refuse(protocol.BadModel, cureBase, "VGG19's pretrained weights are not loaded")
	}
	kind := fmt.Sprint(t.baseID, run.ImageSize, run.Cut())
	for _, l := range t.lookers {
		if l.kind == kind {
			return l.Extractor, nil
		}
	}
	e, err := nn.NewExtractor(t.backend, t.base, run)
	if err != nil {
		return nil, err
	}
	if err := e.Compile(); err != nil {
		e.Close()
		return nil, err
	}
	t.lookers = append(t.lookers, looker{e, kind})
	return e, nil
}

// extraction is the job of computing features of images.
type extraction struct {
	trainer   *Trainer
	command   protocol.Extract
	extractor *nn.Extractor
	images    *data.Images
	shown     []shown // the images
	at        int     // the next of them
	pixels    []byte
	draft     Draft
	info      protocol.FeaturesInfo
	speed     rate
}

// extract begins to compute what the frozen layers make of some images of the set.
func (t *Trainer) extract(c protocol.Extract) error {
	set, err := t.setFor(c.Spec)
	if err != nil {
		return err
	}
	if c.Spec.Model != spec.VGG19 {
		return refuse(protocol.BadSetting, cureSetting, "%s has no frozen layers", c.Spec.Network().Name)
	}
	all := toExtract(set, c.Spec, c.Variants)
	if c.From < 0 || c.To > len(all) || c.From >= c.To {
		return refuse(protocol.BadData, cureData, "images %d to %d are not in the set: it has %d images", c.From, c.To, len(all))
	}
	extractor, err := t.looker(c.Spec)
	if err != nil {
		return err
	}
	images := data.NewImages(source{set}, c.Spec.ImageSize, 0)
	row := extractor.Row()
	t.jobs = append(t.jobs, &extraction{
		trainer: t, command: c, extractor: extractor, images: images, shown: all[c.From:c.To],
		pixels: make([]byte, nn.ExtractBatch*images.Bytes()), draft: t.host.Create(),
		info: protocol.FeaturesInfo{
			Cut: string(c.Spec.Cut()), Height: row[0], Width: row[1], Channels: row[2],
			RowBytes: features.RowBytes(row[0] * row[1] * row[2]),
		},
	})
	return nil
}

// shown is an image of the set in one of the variants that a run shows it in.
type shown struct{ variant, image int }

// toExtract are the images that features are computed of: all, or in the run's variants those
// for training alone, as no other is ever changed.
func toExtract(set *pack.Set, run spec.Run, variants bool) []shown {
	var list []shown
	if !variants {
		for i := range set.Len() {
			list = append(list, shown{data.AsItIs, i})
		}
		return list
	}
	for variant := range run.Variants() {
		for _, i := range set.Split(pack.Train) {
			list = append(list, shown{variant, i})
		}
	}
	return list
}

func (x *extraction) held() bool    { return false }
func (x *extraction) owner() string { return "" }
func (x *extraction) close()        {}

// next computes the features of one batch.
func (x *extraction) next() (done bool, err error) {
	before := x.trainer.now()
	n := min(nn.ExtractBatch, len(x.shown)-x.at)
	for i, s := range x.shown[x.at : x.at+n] {
		if err := x.images.ReadVariant(x.command.Spec, s.variant, s.image, x.pixels[i*x.images.Bytes():(i+1)*x.images.Bytes()]); err != nil {
			return true, err
		}
	}
	values, err := x.extractor.Features(x.pixels[:n*x.images.Bytes()])
	if err != nil {
		return true, err
	}
	var rows []byte
	for row := range slices.Chunk(values, len(values)/n) {
		rows = features.Append(rows, row)
	}
	if _, err := x.draft.Write(rows); err != nil {
		return true, err
	}
	x.at += n
	x.speed.add(n, x.trainer.now().Sub(before))
	x.trainer.post(protocol.ExtractProgress{Done: x.at, Total: len(x.shown), ImagesPerSecond: x.speed.perSecond()})
	if x.at < len(x.shown) {
		return false, nil
	}
	file, err := x.draft.File()
	if err != nil {
		return true, err
	}
	answer := protocol.Extracted{From: x.command.From, To: x.command.To, Features: x.info}
	x.trainer.host.Post(answer, Attachments{Files: []File{file}})
	return true, nil
}

// cureFeatures is the cure for features that cannot be used: the page has let go of
// them by then.
const cureFeatures = "Start the run again: they are computed anew."

// pretrained gathers what a run needs beside the image set.
func (t *Trainer) pretrained(c protocol.Start, set *pack.Set, a Attachments) (p train.Pretrained, err error) {
	p.Base = t.base
	if c.Spec.Model != spec.VGG19 {
		return p, nil
	}
	if t.base == nil {
		return p, refuse(protocol.BadModel, cureBase, "VGG19's pretrained weights are not loaded")
	}
	if !c.Spec.Cached() {
		return p, nil
	}
	if c.Features == nil {
		return p, refuse(protocol.BadFeatures, cureFeatures, "the photos' features are missing")
	}
	shape := nn.InputShape(c.Spec, 1)
	if f := *c.Features; f.Cut != string(c.Spec.Cut()) || !slices.Equal([]int{1, f.Height, f.Width, f.Channels}, shape.Dimensions) {
		return p, refuse(protocol.BadFeatures, cureFeatures,
			"the features are %d×%d×%d numbers of %s, and this run reads others", f.Height, f.Width, f.Channels, f.Cut)
	}
	if c.Variants < 0 || c.Variants > len(a.Files) || (c.Spec.Variants() > 0) != (c.Variants > 0) {
		return p, refuse(protocol.BadFeatures, cureFeatures, "the features of the photos' variants are missing")
	}
	plain, budget := len(a.Files)-c.Variants, data.CacheBytes
	if c.Variants > 0 {
		budget /= 2 // for each of two
		p.Variants, err = openRows(a.Files[plain:], set, toExtract(set, c.Spec, true), shape.Size(), budget)
		if err != nil {
			return p, err
		}
	}
	p.Features, err = openRows(a.Files[:plain], set, toExtract(set, c.Spec, false), shape.Size(), budget)
	return p, err
}

// openRows opens the features of some images of a set, which are so many numbers an
// image; up to budget bytes are kept once read.
func openRows(from []File, set *pack.Set, images []shown, numbers, budget int) (data.Inputs, error) {
	files := make([]features.File, len(from))
	for i, f := range from {
		files[i] = f
	}
	rows, err := features.Open(files, numbers, len(images), func(i int) int { return set.Image(images[i].image).Label }, budget)
	if err != nil {
		return nil, &refusal{protocol.BadFeatures, err, cureFeatures}
	}
	return known{rows}, nil
}

// known is features whose reading errors are refusals with their cure.
type known struct{ *features.Rows }

func (k known) Read(i int, dst []byte) error {
	if err := k.Rows.Read(i, dst); err != nil {
		return &refusal{protocol.BadFeatures, err, cureFeatures}
	}
	return nil
}
