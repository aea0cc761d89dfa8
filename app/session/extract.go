package session

import (
	"encoding/json"
	"slices"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
)

// extract puts the free cores to work on features.
func (s *Session) extract(f *Features) {
	if !f.looked {
		if !f.Looking {
			s.lookUp(f)
		}
		return
	}
	for _, w := range f.workers { // those that a pause has left without work
		if w.chunk == none && s.free() > 0 {
			s.extractNext(f, w)
		}
	}
	for s.free() > 0 && f.next() != none {
		s.newExtractor(f)
	}
}

// extracting counts the cores that compute features.
func (s *Session) extracting() int {
	n := 0
	for _, f := range s.features {
		for _, w := range f.workers {
			if w.chunk != none {
				n++
			}
		}
	}
	return n
}

// newExtractor starts a trainer that computes features.
func (s *Session) newExtractor(f *Features) {
	w := &extractor{chunk: none}
	w.trainer = s.host.NewTrainer(
		func(e protocol.Event, a host.Attachments) { s.extractEvent(f, w, e, a) },
		func(sentence string) { s.extractFailed(f, w, sentence) },
	)
	f.workers = append(f.workers, w)
	w.trainer.Send(protocol.LoadData{}, host.Attachments{Files: []host.Blob{f.pack}})
	s.sendBase(w.trainer)
	s.extractNext(f, w)
}

// extractNext gives an extractor its next images.
func (s *Session) extractNext(f *Features, w *extractor) {
	w.chunk, w.done = f.next(), 0
	from, to := f.bounds(w.chunk)
	w.trainer.Send(protocol.Extract{Spec: f.run, From: from, To: to, Variants: f.Variants > 0}, host.Attachments{})
	s.host.Changed(host.Numbers | host.RunStates)
}

// extractEvent takes in what an extractor told.
func (s *Session) extractEvent(f *Features, w *extractor, e protocol.Event, a host.Attachments) {
	if !slices.Contains(f.workers, w) {
		return // closed while the event was under way
	}
	switch e := e.(type) {
	case protocol.ExtractProgress:
		w.done, w.rate = e.Done, e.ImagesPerSecond
		s.host.Changed(host.Numbers)
	case protocol.Extracted:
		if w.chunk == none || len(a.Files) != 1 {
			return
		}
		s.extracted(f, w, e.Features, a.Files[0])
	case protocol.Failed:
		s.extractFailed(f, w, join(e.Sentence, e.Cure))
	}
}

// extracted keeps a chunk and goes on with the next.
func (s *Session) extracted(f *Features, w *extractor, info protocol.FeaturesInfo, rows host.Blob) {
	chunk := w.chunk
	w.chunk, w.done = none, 0
	f.chunks[chunk] = rows
	if f.info == nil {
		f.info = &info
		text, err := json.Marshal(info)
		if err != nil {
			panic(err) // a struct of numbers and texts
		}
		s.store.Keep(f.folder(), infoFile, s.host.Make(infoFile, text), func(bool) {})
	}
	s.store.Keep(f.folder(), chunkFile(chunk), rows, func(bool) {})
	s.host.Changed(host.Numbers)
	switch {
	case f.Ready():
		s.closeExtractors(f)
		s.Board.Tell("The photos have been looked at by VGG19's frozen layers.")
		s.fill()
	case !s.Held && f.next() != none:
		s.extractNext(f, w)
	}
}

// extractFailed gives up on features for now. What has been computed stays, and
// trying a run again goes on from there.
func (s *Session) extractFailed(f *Features, w *extractor, sentence string) {
	if !slices.Contains(f.workers, w) {
		return
	}
	s.closeExtractors(f)
	s.Board.Tell(sentence)
	s.failQueued(sentence, func(r *Run) bool { return slices.Contains(r.features, f) })
	s.fill()
}

// closeExtractors ends the extractors of some features.
func (s *Session) closeExtractors(f *Features) {
	for _, w := range f.workers {
		w.trainer.Close()
	}
	f.workers = nil
	s.host.Changed(host.Numbers | host.RunStates)
}

// dropFeatures ends the work on features that no run waits for any longer, and
// lets go of those that no run reads.
func (s *Session) dropFeatures() {
	for _, f := range s.features {
		if f.workers != nil && !s.needed(f.Key) {
			s.closeExtractors(f)
		}
	}
	// The latest stay: the next round is likely to read them too.
	latest := s.features[max(0, len(s.features)-latestFeatures):]
	s.features = slices.DeleteFunc(s.features, func(f *Features) bool { return !slices.Contains(latest, f) && !s.needed(f.Key) })
}

// latestFeatures is how many features stay at hand: those of photos and of their
// variants.
const latestFeatures = 2
