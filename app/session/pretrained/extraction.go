package pretrained

import (
	"encoding/json"
	"slices"
	"strings"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/say"
	"pawgrad/app/session/board"
	"pawgrad/nn/spec"
)

// ExtractionOwner has the cores that the work is done on, and the runs that it is done
// for.
type ExtractionOwner interface {
	// FreeCores counts the cores without work; Fill gives them to what may now begin.
	FreeCores() int
	Fill()
	// Threads reports whether one trainer may compute on all free cores; it is lent them.
	Threads() bool
	// Held reports whether no new work may begin.
	Held() bool
	// FeaturesInUse reports whether a run that is not over needs the features of a key.
	FeaturesInUse(key string) bool
	// FeaturesFailed says why features cannot be computed now.
	FeaturesFailed(f *Features, sentence string)
}

// Store is where features are kept.
type Store interface {
	Files
	// Busy reports whether files are on their way into a folder.
	Busy(folder string) bool
}

// Extraction has the frozen layers look at all photos of sets: each piece of work is done
// once, by one trainer that all free cores are lent to, so that the weights are in memory once; or
// where trainers have one core each, by as many as there are free cores.
type Extraction struct {
	all     []*Features // computed or being computed in this visit, the latest last
	forgot  bool        // kept features have made room in this visit
	alone   bool        // a thread has ended under the work: each trainer has one from then on
	weights *Weights

	trainers host.Trainers
	store    Store
	board    *board.Board
	owner    ExtractionOwner
}

// NewExtraction returns an extraction that has nothing to do yet.
func NewExtraction(weights *Weights, trainers host.Trainers, store Store, told *board.Board, owner ExtractionOwner) *Extraction {
	return &Extraction{weights: weights, trainers: trainers, store: store, board: told, owner: owner}
}

// Of returns the features that a run needs: of all photos as they are, and if it changes
// them of their variants too; the weights must be ready.
func (x *Extraction) Of(r spec.Run, set *protocol.DataLoaded, pack host.Blob) []*Features {
	list := []*Features{x.one(newFeatures(r, 0, set, pack, x.weights.ID()))}
	if n := r.Variants(); n > 0 {
		list = append(list, x.one(newFeatures(r, n, set, pack, x.weights.ID())))
	}
	return list
}

// one returns the features with the key of f, which they are if there are none yet.
func (x *Extraction) one(f *Features) *Features {
	if i := slices.IndexFunc(x.all, func(o *Features) bool { return o.Key == f.Key }); i >= 0 {
		return x.all[i]
	}
	x.all = append(x.all, f)
	return f
}

// Prepare reports whether all features of a list are there, and puts free cores to work
// on the first that are not.
func (x *Extraction) Prepare(list []*Features) bool {
	for _, f := range list {
		if !f.Ready() {
			x.extract(f)
			return false
		}
	}
	return true
}

// First returns the first unfinished features with a property, or nil.
func (x *Extraction) First(is func(*Features) bool) *Features {
	for _, f := range x.all {
		if !f.Ready() && is(f) {
			return f
		}
	}
	return nil
}

// lookUp asks the store for features that an earlier visit has computed. A part that is
// not as long as its rows is as good as not there.
func (x *Extraction) lookUp(f *Features) {
	f.Looking = true
	x.store.Kept(f.folder(), func(files map[string]host.Blob) {
		over := func() {
			f.Looking, f.looked = false, true
			x.board.Changed(host.Numbers | host.RunStates)
			x.owner.Fill()
		}
		info := files[infoFile]
		if info == nil {
			over()
			return
		}
		x.store.Read(info, func(text []byte, problem string) {
			var known protocol.FeaturesInfo
			if problem == "" && json.Unmarshal(text, &known) == nil {
				f.find(known, files)
			}
			over()
		})
	})
}

// Forget lets go of features that a run has found to be damaged, so that they are
// computed anew. Those that are incomplete have been let go of for another run.
func (x *Extraction) Forget(f *Features) {
	if f.Ready() {
		f.info, f.chunks = nil, make([]host.Blob, len(f.chunks))
		x.store.Forget(f.folder(), func() {})
	}
}

// Spare gives up, of some folders of the store, that of the oldest features that nobody
// needs now, and returns its name; empty if there is none.
func (x *Extraction) Spare(folders []string) string {
	for _, name := range folders {
		key, are := strings.CutPrefix(name, featuresFolder)
		if are && !x.store.Busy(name) && !x.owner.FeaturesInUse(key) {
			x.forgot = true
			return name
		}
	}
	return ""
}

// GivenUp says what has been given up in this visit, or nothing.
func (x *Extraction) GivenUp() string {
	if !x.forgot {
		return ""
	}
	return say.Text("What VGG19's frozen layers have seen in photos was removed; they look at them again when a run needs it.")
}

// latestFeatures is how many features stay at hand: those of photos and of their
// variants.
const latestFeatures = 2

// Tidy ends the work on features that no run waits for any longer, and lets go of those
// that no run reads.
func (x *Extraction) Tidy() {
	for _, f := range x.all {
		if f.workers != nil && !x.owner.FeaturesInUse(f.Key) {
			x.close(f)
		}
	}
	// The latest stay: the next round is likely to read them too.
	latest := x.all[max(0, len(x.all)-latestFeatures):]
	x.all = slices.DeleteFunc(x.all, func(f *Features) bool { return !slices.Contains(latest, f) && !x.owner.FeaturesInUse(f.Key) })
}
