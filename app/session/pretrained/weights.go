// Package pretrained is all that comes of VGG19's pretrained weights: [Weights] finds,
// fetches, converts and checks them, [Extraction] has their frozen layers look at the
// photos of a set once, and keeps what they see. Which runs need that, and how many cores
// there are for it, they ask their owner.
package pretrained

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/say"
	"pawgrad/app/session/board"
	"pawgrad/assets/vgg19"
	"pawgrad/assets/vgg19/convert"
	"pawgrad/nn/spec"
)

// folder is where the weights are, both beside the site and in the store.
const folder = "vgg19"

// Phase says where the weights are.
type Phase int

// The phases.
const (
	Looking    Phase = iota // being looked for on this machine
	Absent                  // neither here nor beside the site
	Beside                  // beside the site, loaded when first needed
	Kept                    // kept on this machine, checked when first needed
	Fetching                // on its way from the site
	Converting              // being made of a file that the visitor brought
	Checking                // being read by the desk
	Ready
)

// Busy reports whether the weights are on their way.
func (p Phase) Busy() bool {
	return p == Fetching || p == Converting || p == Checking
}

// Files fetches the weights and keeps them.
type Files interface {
	Fetch(name string, progress func(done, total int64), over func(file host.Blob, problem string))
	Read(file host.Blob, over func(content []byte, problem string))
	Make(name string, content []byte) host.Blob
	Keep(folder, name string, file host.Blob, over func(kept bool))
	Kept(folder string, over func(files map[string]host.Blob))
	Drop(folder, name string)
	Forget(folder string, over func())
}

// Desk checks and converts the weights.
type Desk interface {
	host.Sender
	Up() bool
}

// WeightsOwner is told what becomes of the weights.
type WeightsOwner interface {
	// WeightsBeside reports whether they lie beside the site.
	WeightsBeside() bool
	// WeightsInUse reports whether a run that is not over needs them.
	WeightsInUse() bool
	// Fill gives free cores to what may now begin.
	Fill()
	// WeightsReady says that they can be used.
	WeightsReady()
	// WeightsReplaced says that others are put in their place.
	WeightsReplaced()
	// WeightsFailed says why they do not come.
	WeightsFailed(sentence string)
}

// Weights are those of the pretrained part of VGG19, its base. The fields are for reading.
type Weights struct {
	Phase Phase
	// Done and Total measure the phase, in bytes.
	Done, Total int64
	// Problem is a sentence with its cure, if the last try to get the weights
	// failed. The next start tries again.
	Problem string
	// Source and Licence say where the weights are from; empty until known.
	Source, Licence string

	manifest *vgg19.Manifest // nil until known
	text     string          // the manifest as it was written
	shards   []host.Blob     // in the manifest's order, nil where missing
	asked    bool            // for the manifest

	files Files
	desk  Desk
	board *board.Board
	owner WeightsOwner
}

// NewWeights returns weights that are yet to be looked for.
func NewWeights(files Files, desk Desk, told *board.Board, owner WeightsOwner) *Weights {
	return &Weights{files: files, desk: desk, board: told, owner: owner}
}

// AllBytes is the size of the whole base, 0 until known.
func (w *Weights) AllBytes() int64 {
	if w.manifest == nil {
		return 0
	}
	return int64(w.manifest.Bytes())
}

// Absent reports whether the weights cannot be had without the visitor; see Cure.
func (w *Weights) Absent() bool { return w.Phase == Absent }

// Obtainable reports whether the weights are there or can be had without the
// visitor's help.
func (w *Weights) Obtainable() bool { return w.Phase != Looking && w.Phase != Absent }

// ID names the weights, once they are known.
func (w *Weights) ID() string { return w.manifest.ID() }

// Preprocessing is how the weights want their photos, once they are known.
func (w *Weights) Preprocessing() vgg19.Preprocessing { return w.manifest.Preprocessing }

// Send gives the weights to a trainer.
func (w *Weights) Send(t host.Sender) {
	t.Send(protocol.LoadBase{Manifest: w.text}, host.Attachments{Files: w.shards})
}

// Needs reports whether a run is of a network with a pretrained part.
func Needs(r spec.Run) bool { return r.Model == spec.VGG19 }

// Cure says how to get the weights.
func (w *Weights) Cure() string {
	return say.F("VGG19 needs its pretrained weights, which this site does not carry. Drop Keras' file %s anywhere on this "+
		"page, and it is converted here; or run make vgg19 before the site is built.", convert.OfficialName)
}

// have counts the bytes of the shards that are here, and says whether all are.
func (w *Weights) have() (bytes int64, all bool) {
	all = w.manifest != nil
	for i, shard := range w.shards {
		if shard == nil {
			all = false
			continue
		}
		bytes += int64(w.manifest.Shards[i].Bytes)
	}
	return bytes, all
}

// describe takes a manifest; shards that were there under the same sum stay.
func (w *Weights) describe(text []byte) error {
	m, err := vgg19.ParseManifest(text)
	if err != nil {
		return err
	}
	old := map[string]host.Blob{}
	for i, shard := range w.shards {
		old[w.manifest.Shards[i].SHA256] = shard
	}
	w.manifest, w.text = m, string(text)
	w.shards = make([]host.Blob, len(m.Shards))
	for i, shard := range m.Shards {
		w.shards[i] = old[shard.SHA256]
	}
	w.Source, w.Licence = m.Source, m.Licence.Name+", "+m.Licence.By
	return nil
}

// at changes the phase.
func (w *Weights) at(p Phase) {
	w.Phase = p
	w.board.Changed(host.Weights)
}

// home is the phase while nothing is going on with the weights.
func (w *Weights) home() {
	switch _, all := w.have(); {
	case all:
		w.at(Kept)
	case w.owner.WeightsBeside():
		w.at(Beside)
	default:
		w.at(Absent)
	}
	w.owner.Fill()
}

// Apply takes in what the desk told of the base.
func (w *Weights) Apply(e protocol.Event, a host.Attachments) {
	switch e := e.(type) {
	case protocol.BaseProgress:
		w.Done, w.Total = e.Done, e.Total
		w.board.Changed(host.Weights)
	case protocol.BaseConverted:
		w.converted(e, a)
	case protocol.BaseDamaged:
		w.dropShards(e.Shards)
	case protocol.BaseLoaded:
		if w.Phase != Checking {
			return // a desk that was started again has them too
		}
		w.Source, w.Licence = e.Source, e.Licence
		w.at(Ready)
		w.board.Tell(say.Text("VGG19's pretrained weights are ready."))
		w.owner.WeightsReady()
	}
}

// DeskDied says that the desk has ended; again tells that it was started again.
func (w *Weights) DeskDied(sentence string, again bool) {
	if again && w.Phase == Ready {
		w.Send(w.desk)
	}
	if w.withDesk() {
		w.Fail(sentence)
	}
}

// DeskFailed takes in a failure of the desk that is of no model, and reports whether it
// concerns the weights.
func (w *Weights) DeskFailed(e protocol.Failed) bool {
	if !w.withDesk() || e.Kind == protocol.BadData {
		return false
	}
	if e.Kind == protocol.BadModel {
		w.dropAll()
	}
	w.Fail(strings.TrimSpace(e.Sentence + " " + e.Cure))
	return true
}

// withDesk reports whether the desk is at work on the weights.
func (w *Weights) withDesk() bool { return w.Phase == Checking || w.Phase == Converting }

// Fail gives up on the weights for now; runs that wait for them fail with
// the sentence, and trying one again tries for the weights again.
func (w *Weights) Fail(sentence string) {
	w.Problem = sentence
	w.Phase = Looking // until the queue has been told: it would start over
	w.board.Tell(sentence)
	w.owner.WeightsFailed(sentence)
	w.home()
}

// sentenceOf writes an error as a sentence.
func sentenceOf(err error) string {
	text := err.Error()
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + strings.TrimRight(text[size:], ".") + "."
}
