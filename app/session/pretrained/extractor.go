package pretrained

import (
	"encoding/json"
	"slices"
	"strings"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/say"
)

// extractor is a trainer that computes features.
type extractor struct {
	trainer host.Trainer
	chunk   int     // the one it works on, or none
	done    int     // images of it
	rate    float64 // images a second
	threads int     // that the trainer was told of, 0 for the one that it begins with
}

// none is the chunk of an extractor that waits.
const none = -1

// Working counts the cores that compute features.
func (x *Extraction) Working() int {
	n := 0
	for _, f := range x.all {
		for _, w := range f.workers {
			if w.chunk != none {
				n++
			}
		}
	}
	return n
}

// extract puts the free cores to work on features.
func (x *Extraction) extract(f *Features) {
	if !f.looked {
		if !f.Looking {
			x.lookUp(f)
		}
		return
	}
	for _, w := range f.workers { // those that a pause has left without work
		if w.chunk == none && x.owner.FreeCores() > 0 && f.next() != none {
			x.next(f, w)
		}
	}
	for x.owner.FreeCores() > 0 && f.next() != none && !(x.sole() && len(f.workers) > 0) {
		x.start(f)
	}
}

// sole reports whether features are computed by one trainer.
func (x *Extraction) sole() bool { return x.owner.Threads() && !x.alone }

// Lendable reports whether cores can be lent to the work.
func (x *Extraction) Lendable() bool { return x.sole() && x.Working() > 0 }

// Use says on how many threads the trainers at work are to compute.
func (x *Extraction) Use(threads int) {
	for _, f := range x.all {
		for _, w := range f.workers {
			if w.chunk != none && threads != max(1, w.threads) {
				w.threads = threads
				w.trainer.Send(protocol.UseThreads{Threads: threads}, host.Attachments{})
			}
		}
	}
}

// start starts a trainer that computes features.
func (x *Extraction) start(f *Features) {
	w := &extractor{chunk: none}
	w.trainer = x.trainers.NewTrainer(
		func(e protocol.Event, a host.Attachments) { x.apply(f, w, e, a) },
		func(sentence string) {
			x.failed(f, w, say.F("%s Start the run again: it goes on from there.", sentence))
		},
	)
	f.workers = append(f.workers, w)
	w.trainer.Send(protocol.LoadData{}, host.Attachments{Files: []host.Blob{f.pack}})
	x.weights.Send(w.trainer)
	x.next(f, w)
}

// next gives an extractor its next images.
func (x *Extraction) next(f *Features, w *extractor) {
	w.chunk, w.done = f.next(), 0
	from, to := f.bounds(w.chunk)
	w.trainer.Send(protocol.Extract{Spec: f.run, From: from, To: to, Variants: f.Variants > 0}, host.Attachments{})
	x.board.Changed(host.Numbers | host.RunStates)
}

// apply takes in what an extractor told.
func (x *Extraction) apply(f *Features, w *extractor, e protocol.Event, a host.Attachments) {
	if !slices.Contains(f.workers, w) {
		return // closed while the event was under way
	}
	switch e := e.(type) {
	case protocol.ExtractProgress:
		w.done, w.rate = e.Done, e.ImagesPerSecond
		x.board.Changed(host.Numbers)
	case protocol.Extracted:
		if w.chunk != none && len(a.Files) == 1 {
			x.extracted(f, w, e.Features, a.Files[0])
		}
	case protocol.Failed:
		if e.Kind == protocol.Interrupted && !x.alone { // nothing but the chunk under way is lost
			x.alone = true
			x.close(f)
			x.owner.Fill()
			return
		}
		x.failed(f, w, strings.TrimSpace(e.Sentence+" "+e.Cure))
	}
}

// extracted keeps a chunk and goes on with the next.
func (x *Extraction) extracted(f *Features, w *extractor, info protocol.FeaturesInfo, rows host.Blob) {
	chunk := w.chunk
	w.chunk, w.done = none, 0
	f.chunks[chunk] = rows
	if f.info == nil {
		f.info = &info
		text, err := json.Marshal(info)
		if err != nil {
			panic(err) // a struct of numbers and texts
		}
		x.store.Keep(f.folder(), infoFile, x.store.Make(infoFile, text), func(bool) {})
	}
	x.store.Keep(f.folder(), chunkFile(chunk), rows, func(bool) {})
	x.board.Changed(host.Numbers)
	switch {
	case f.Ready():
		x.close(f)
		x.board.Tell(say.Text("The photos have been looked at by VGG19's frozen layers."))
		x.owner.Fill()
	case !x.owner.Held() && f.next() != none:
		x.next(f, w)
	default: // its core is free
		x.owner.Fill()
	}
}

// failed gives up on features for now. What has been computed stays, and trying a run
// again goes on from there.
func (x *Extraction) failed(f *Features, w *extractor, sentence string) {
	if !slices.Contains(f.workers, w) {
		return
	}
	x.close(f)
	x.board.Tell(sentence)
	x.owner.FeaturesFailed(f, sentence)
	x.owner.Fill()
}

// close ends the extractors of some features.
func (x *Extraction) close(f *Features) {
	for _, w := range f.workers {
		w.trainer.Close()
	}
	f.workers = nil
	x.board.Changed(host.Numbers | host.RunStates)
}
