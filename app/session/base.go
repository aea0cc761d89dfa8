package session

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/assets/vgg19"
	"pawgrad/assets/vgg19/convert"
	"pawgrad/nn/spec"
)

// baseFolder is where the weights are, both beside the site and in the store.
const baseFolder = "vgg19"

// BasePhase says where VGG19's pretrained weights, its base, are.
type BasePhase int

// The phases.
const (
	BaseLooking    BasePhase = iota // being looked for on this machine
	BaseAbsent                      // neither here nor beside the site
	BaseBeside                      // beside the site, loaded when first needed
	BaseKept                        // kept on this machine, checked when first needed
	BaseFetching                    // on its way from the site
	BaseConverting                  // being made of a file that the visitor brought
	BaseChecking                    // being read by the desk
	BaseReady
)

// Busy reports whether the weights are on their way.
func (p BasePhase) Busy() bool {
	return p == BaseFetching || p == BaseConverting || p == BaseChecking
}

// Base is the pretrained part of VGG19.
type Base struct {
	Phase BasePhase
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
}

// AllBytes is the size of the whole base, 0 until known.
func (b *Base) AllBytes() int64 {
	if b.manifest == nil {
		return 0
	}
	return int64(b.manifest.Bytes())
}

// Obtainable reports whether the weights are there or can be had without the
// visitor's help.
func (b *Base) Obtainable() bool { return b.Phase != BaseLooking && b.Phase != BaseAbsent }

// have counts the bytes of the shards that are here, and says whether all are.
func (b *Base) have() (bytes int64, all bool) {
	all = b.manifest != nil
	for i, shard := range b.shards {
		if shard == nil {
			all = false
			continue
		}
		bytes += int64(b.manifest.Shards[i].Bytes)
	}
	return bytes, all
}

// describe takes a manifest; shards that were there under the same sum stay.
func (b *Base) describe(text []byte) error {
	m, err := vgg19.ParseManifest(text)
	if err != nil {
		return err
	}
	old := map[string]host.Blob{}
	for i, shard := range b.shards {
		old[b.manifest.Shards[i].SHA256] = shard
	}
	b.manifest, b.text = m, string(text)
	b.shards = make([]host.Blob, len(m.Shards))
	for i, shard := range m.Shards {
		b.shards[i] = old[shard.SHA256]
	}
	b.Source, b.Licence = m.Source, m.Licence.Name+", "+m.Licence.By
	return nil
}

// at changes the phase.
func (s *Session) baseAt(p BasePhase) {
	s.Base.Phase = p
	s.host.Changed(host.Weights)
}

// findBase looks for the weights in the store.
func (s *Session) findBase() {
	s.host.Kept(baseFolder, func(files map[string]host.Blob) {
		manifest := files[vgg19.ManifestName]
		if manifest == nil {
			s.baseHome()
			return
		}
		s.host.Read(manifest, func(text []byte, problem string) {
			if problem == "" && s.Base.describe(text) == nil {
				for i, shard := range s.Base.manifest.Shards {
					s.Base.shards[i] = files[shard.SHA256]
				}
			}
			s.baseHome()
		})
	})
}

// baseHome is the phase while nothing is going on with the weights.
func (s *Session) baseHome() {
	switch _, all := s.Base.have(); {
	case all:
		s.baseAt(BaseKept)
	case s.host.WeightsBeside():
		s.baseAt(BaseBeside)
	default:
		s.baseAt(BaseAbsent)
	}
	s.fill()
}

// AskBase fetches the little file that says how large the weights are and whose:
// the page shows it before anything large is loaded.
func (s *Session) AskBase() {
	if s.Base.Phase != BaseBeside || s.Base.manifest != nil || s.askedBase {
		return
	}
	s.askedBase = true
	s.fetchManifest(func() { s.host.Changed(host.Weights) }, func(string) {}) // the start says what is wrong
}

func (s *Session) fetchManifest(then func(), failed func(sentence string)) {
	s.host.Fetch(baseFolder+"/"+vgg19.ManifestName, func(int64, int64) {}, func(file host.Blob, problem string) {
		if problem != "" {
			failed(problem)
			return
		}
		s.host.Read(file, func(text []byte, problem string) {
			if problem != "" {
				failed(problem)
			} else if err := s.Base.describe(text); err != nil {
				failed(sentenceOf(err))
			} else {
				s.store.Keep(baseFolder, vgg19.ManifestName, file, func(bool) { then() })
			}
		})
	})
}

// loadBase takes the next step towards weights that are ready. It does nothing
// while one is being taken.
func (s *Session) loadBase() {
	switch s.Base.Phase {
	case BaseAbsent:
		s.baseFailed(s.NoBase())
	case BaseKept:
		s.checkBase()
	case BaseBeside:
		s.Base.Problem = ""
		s.Base.Done, _ = s.Base.have()
		s.Base.Total = s.Base.AllBytes()
		s.baseAt(BaseFetching)
		s.Board.Tell("VGG19's pretrained weights are being loaded.")
		// Those of an earlier visit may be of another manifest; it says which are still good.
		s.fetchManifest(s.fetchShard, s.baseFailed)
	}
}

// fetchShard fetches the first shard that is missing. A fetch that broke off goes
// on with it the next time.
func (s *Session) fetchShard() {
	b := &s.Base
	have, all := b.have()
	b.Done, b.Total = have, b.AllBytes()
	s.host.Changed(host.Weights | host.Numbers)
	if all {
		s.checkBase()
		return
	}
	next := 0
	for b.shards[next] != nil {
		next++
	}
	shard := b.manifest.Shards[next]
	s.host.Fetch(baseFolder+"/"+shard.Name,
		func(done, _ int64) {
			b.Done = have + done
			s.host.Changed(host.Weights | host.Numbers)
		},
		func(file host.Blob, problem string) {
			switch {
			case problem != "":
				s.baseFailed(problem)
			case file.Size() != int64(shard.Bytes):
				s.baseFailed(fmt.Sprintf("%s came with %d bytes instead of %d. Start again to load it once more.", shard.Name, file.Size(), shard.Bytes))
			default:
				b.shards[next] = file
				s.store.Keep(baseFolder, shard.SHA256, file, func(bool) { s.fetchShard() })
			}
		})
}

// checkBase gives the weights to the desk, which verifies them.
func (s *Session) checkBase() {
	s.Base.Done, s.Base.Total = 0, 0
	s.baseAt(BaseChecking)
	if !s.Desk.Up() {
		s.baseFailed("The part of Pawgrad that reads VGG19's weights has stopped several times. Reload the page.")
		return
	}
	s.sendBase(s.Desk)
}

// sendBase gives the weights to a trainer.
func (s *Session) sendBase(t interface {
	Send(protocol.Command, host.Attachments)
}) {
	t.Send(protocol.LoadBase{Manifest: s.Base.text}, host.Attachments{Files: s.Base.shards})
}

// Convert makes the weights of a file in another program's form.
func (s *Session) Convert(files []host.Blob) {
	switch {
	case s.Base.Phase.Busy():
		s.Board.Notify("VGG19's weights are still being loaded. Wait until they are there, then try again.")
		return
	case s.pretrained():
		s.Board.Notify("VGG19 is being trained. Wait until its runs are done, or stop them, then bring other weights.")
		return
	}
	s.Base.Problem, s.Base.Done, s.Base.Total = "", 0, 0
	s.baseAt(BaseConverting)
	s.Board.Tell("VGG19's weights are being converted.")
	command := protocol.ConvertBase{}
	for _, f := range files {
		command.Names = append(command.Names, f.Name())
	}
	s.Desk.Send(command, host.Attachments{Files: files})
}

// pretrained reports whether a run that is not over needs the base.
func (s *Session) pretrained() bool {
	return s.anyRun(func(r *Run) bool { return !r.Status.Over() && needsBase(r.Spec) })
}

// baseEvent takes in what the desk told of the base.
func (s *Session) baseEvent(e protocol.Event, a host.Attachments) {
	b := &s.Base
	switch e := e.(type) {
	case protocol.BaseProgress:
		b.Done, b.Total = e.Done, e.Total
		s.host.Changed(host.Weights)
	case protocol.BaseConverted:
		s.converted(e, a)
	case protocol.BaseDamaged:
		s.dropShards(e.Shards)
	case protocol.BaseLoaded:
		if b.Phase != BaseChecking {
			return // a desk that was started again has them too
		}
		b.Source, b.Licence = e.Source, e.Licence
		s.baseAt(BaseReady)
		s.Board.Tell("VGG19's pretrained weights are ready.")
		s.loadModels()
		s.fill()
	}
}

// converted puts new weights in the place of those before.
func (s *Session) converted(e protocol.BaseConverted, a host.Attachments) {
	b := &s.Base
	if err := b.describe([]byte(e.Manifest)); err != nil || len(a.Files) != len(b.shards) {
		s.baseFailed(fmt.Sprintf("The converted weights cannot be used (%v, %d files). Please bring the file again.", err, len(a.Files)))
		return
	}
	copy(b.shards, a.Files)
	// What networks learned on other weights means nothing on these.
	for _, r := range s.Runs {
		if needsBase(r.Spec) {
			s.Naming.Unload(r.ID)
		}
	}
	s.Naming.UnloadOpened(needsBase)
	text, manifest, shards := s.host.Make(vgg19.ManifestName, []byte(e.Manifest)), b.manifest, b.shards
	s.host.Forget(baseFolder, func() {
		for i, shard := range shards {
			s.store.Keep(baseFolder, manifest.Shards[i].SHA256, shard, func(bool) {})
		}
		s.store.Keep(baseFolder, vgg19.ManifestName, text, func(bool) {})
	})
	s.checkBase()
}

// dropShards forgets those of the weights that the desk has found to be damaged; the
// next start fetches no others.
func (s *Session) dropShards(places []int) {
	b := &s.Base
	if b.Phase != BaseChecking {
		return
	}
	for _, i := range places {
		if i >= 0 && i < len(b.shards) {
			b.shards[i] = nil
			s.host.Drop(baseFolder, b.manifest.Shards[i].SHA256)
		}
	}
}

// dropBase forgets weights that the desk cannot use, unless it has named the damaged
// ones; those that are there while others are converted are not meant.
func (s *Session) dropBase() {
	if _, all := s.Base.have(); all && s.Base.Phase == BaseChecking {
		s.Base.shards = make([]host.Blob, len(s.Base.shards))
		s.host.Forget(baseFolder, func() {})
	}
}

// baseFailed gives up on the weights for now; runs that wait for them fail with
// the sentence, and trying one again tries for the weights again.
func (s *Session) baseFailed(sentence string) {
	s.Base.Problem = sentence
	s.Base.Phase = BaseLooking // until the queue has been told: it would start over
	s.Board.Tell(sentence)
	s.Naming.WeightsFailed(sentence)
	s.failQueued(sentence, func(r *Run) bool { return needsBase(r.Spec) })
	s.baseHome()
}

// NoBase says how to get the weights.
func (s *Session) NoBase() string {
	return "VGG19 needs its pretrained weights, which this site does not carry. Drop Keras' file " + convert.OfficialName +
		" anywhere on this page, and it is converted here; or run make vgg19 before the site is built."
}

// sentenceOf writes an error as a sentence.
func sentenceOf(err error) string {
	text := err.Error()
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + strings.TrimRight(text[size:], ".") + "."
}

// needsBase reports whether a run is of a network with a pretrained part.
func needsBase(r spec.Run) bool { return r.Model == spec.VGG19 }

// basis is those on which networks in files stand.
type basis struct{ *Session }

// Absent implements naming.Weights.
func (s basis) Absent() bool { return s.Base.Phase == BaseAbsent }

// Cure implements naming.Weights.
func (s basis) Cure() string { return s.NoBase() }

// Load implements naming.Weights.
func (s basis) Load() { s.loadBase() }
