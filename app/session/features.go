package session

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/nn/features"
	"pawgrad/nn/spec"
)

// chunkImages is how many images' features are computed and kept at a time: what
// is lost when the page is closed, and how long a pause may take to begin, is the
// work on so many.
const chunkImages = 32

// Features are what the frozen layers of a network compute of every image of a
// set. They are the same in every run, so they are computed once, on all cores,
// and kept across visits.
type Features struct {
	// Key names what they depend on: the set, the size, the layer, the weights, and the
	// form of the rows.
	Key string
	// Total counts the images, an image in several variants so many times.
	Total int
	// Variants is in how many variants of [spec.Run.Variants] they are of the images for training; 0
	// if they are of all images as they are.
	Variants int
	// Looking is true until the store has been asked for what is there already.
	Looking bool

	run     spec.Run // whose features they are; runs of other methods have the same
	pack    host.Blob
	chunks  []host.Blob // in the order of the images, nil where missing
	info    *protocol.FeaturesInfo
	looked  bool
	workers []*extractor
}

// extractor is a trainer that computes features.
type extractor struct {
	trainer host.Trainer
	chunk   int     // the one it works on, or none
	done    int     // images of it
	rate    float64 // images a second
}

// featuresFolder begins the names of folders of features; what they were computed from
// follows.
const featuresFolder = "features/"

// none is the chunk of an extractor that waits.
const none = -1

// Ready reports whether all features are there.
func (f *Features) Ready() bool {
	return f.info != nil && f.next() == none && f.doneChunks() == len(f.chunks)
}

// Mirrored reports whether they are of mirror images.
func (f *Features) Mirrored() bool { return f.Variants > 0 && !f.run.Augment.Varies() }

// Done counts the images whose features are there.
func (f *Features) Done() int {
	n := 0
	for i, chunk := range f.chunks {
		if chunk != nil {
			from, to := f.bounds(i)
			n += to - from
		}
	}
	for _, w := range f.workers {
		n += w.done
	}
	return n
}

// ImagesPerSecond is the rate of all workers together.
func (f *Features) ImagesPerSecond() float64 {
	sum := 0.0
	for _, w := range f.workers {
		if w.chunk != none {
			sum += w.rate
		}
	}
	return sum
}

// ETA estimates the seconds to go, 0 if nothing is known.
func (f *Features) ETA() float64 {
	if rate := f.ImagesPerSecond(); rate > 0 {
		return float64(f.Total-f.Done()) / rate
	}
	return 0
}

func (f *Features) doneChunks() int {
	n := 0
	for _, chunk := range f.chunks {
		if chunk != nil {
			n++
		}
	}
	return n
}

// bounds are the images of a chunk: from, up to but not including to.
func (f *Features) bounds(chunk int) (from, to int) {
	return chunk * chunkImages, min((chunk+1)*chunkImages, f.Total)
}

// next is the first chunk that is neither there nor under way, or none.
func (f *Features) next() int {
	for i, chunk := range f.chunks {
		if chunk == nil && !f.underWay(i) {
			return i
		}
	}
	return none
}

func (f *Features) underWay(chunk int) bool {
	for _, w := range f.workers {
		if w.chunk == chunk {
			return true
		}
	}
	return false
}

// folder is where they are kept.
func (f *Features) folder() string { return featuresFolder + f.Key }

// Names of the files of a chunk in its folder.
func chunkFile(i int) string { return fmt.Sprintf("%06d.rows", i) }

// infoFile describes the rows.
const infoFile = "info.json"

// featuresOf returns the features that a run needs: of all photos as they are, and if it
// changes them of their variants too; the base must be ready.
func (s *Session) featuresOf(r *Run) []*Features {
	list := []*Features{s.featuresFor(r, 0)}
	if n := r.Spec.Variants(); n > 0 {
		list = append(list, s.featuresFor(r, n))
	}
	return list
}

func (s *Session) featuresFor(r *Run, variants int) *Features {
	round := s.RoundOf(r)
	parts := []string{round.set.SHA256, fmt.Sprint(r.Spec.ImageSize), string(r.Spec.Cut()), s.Base.manifest.ID(), fmt.Sprintf("rows%d", features.Version)}
	total := round.set.Images()
	if variants > 0 {
		parts = append(parts, r.Spec.VariantsKey())
		total = variants * protocol.Sum(round.set.Train)
	}
	key := strings.Join(parts, "-")
	for _, f := range s.features {
		if f.Key == key {
			return f
		}
	}
	f := &Features{Key: key, Total: total, Variants: variants, run: r.Spec, pack: round.Pack}
	f.chunks = make([]host.Blob, (f.Total+chunkImages-1)/chunkImages)
	s.features = append(s.features, f)
	return f
}

// prepared reports whether all that a run needs is there, and takes the next step
// towards it if not.
func (s *Session) prepared(r *Run) bool {
	if !needsBase(r.Spec) {
		return true
	}
	if s.Base.Phase != BaseReady {
		s.loadBase()
		return false
	}
	r.base = s.Base.manifest.ID()
	if !r.Spec.Cached() {
		return true
	}
	r.features = s.featuresOf(r)
	for _, f := range r.features {
		if !f.Ready() {
			s.extract(f)
			return false
		}
	}
	return true
}

// lookUp asks the store for features that an earlier visit has computed. A part that is
// not as long as its rows is as good as not there.
func (s *Session) lookUp(f *Features) {
	f.Looking = true
	s.host.Kept(f.folder(), func(files map[string]host.Blob) {
		over := func() {
			f.Looking, f.looked = false, true
			s.host.Changed(host.Numbers | host.RunStates)
			s.fill()
		}
		info := files[infoFile]
		if info == nil {
			over()
			return
		}
		s.host.Read(info, func(text []byte, problem string) {
			var known protocol.FeaturesInfo
			if problem == "" && json.Unmarshal(text, &known) == nil {
				f.info = &known
				for i := range f.chunks {
					from, to := f.bounds(i)
					if rows := files[chunkFile(i)]; rows != nil && rows.Size() == int64((to-from)*known.RowBytes) {
						f.chunks[i] = rows
					}
				}
			}
			over()
		})
	})
}

// forgetFeatures lets go of features that a run has found to be damaged, so that they are
// computed anew. Those that are incomplete have been let go of for another run.
func (s *Session) forgetFeatures(f *Features) {
	if f.Ready() {
		f.info, f.chunks = nil, make([]host.Blob, len(f.chunks))
		s.host.Forget(f.folder(), func() {})
	}
}

// Preparing reports whether a queued run waits for features rather than for a
// core.
func (r *Run) Preparing() bool {
	return r.Status == Queued && needsBase(r.Spec) &&
		(r.base == "" || slices.ContainsFunc(r.features, func(f *Features) bool { return !f.Ready() }))
}

// WaitsForBase reports whether a run waits for the pretrained weights.
func (s *Session) WaitsForBase() bool {
	return s.anyRun(func(r *Run) bool { return r.Status == Queued && needsBase(r.Spec) && r.base == "" })
}

// Preparing returns the features that are being computed for runs that wait, or
// nil.
func (s *Session) Preparing() *Features {
	for _, f := range s.features {
		if !f.Ready() && s.anyRun(func(r *Run) bool { return r.Status == Queued && slices.Contains(r.features, f) }) {
			return f
		}
	}
	return nil
}
