package driver

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"pawgrad/app/protocol"
	"pawgrad/assets/pack"
	"pawgrad/assets/vgg19"
	"pawgrad/nn/features"
	"pawgrad/nn/spec"
)

// Materials are what runs need, as files.
type Materials struct {
	Pack    string // path of the image set
	Weights string // folder of VGG19's weights made by makevgg19; empty for other networks
	Keep    string // folder in which features are kept for the next time
}

// Set is an image set, and perhaps VGG19's weights, open in a page.
type Set struct {
	driver   *Driver
	path     string // of the pack
	weights  string // folder of VGG19's weights, or empty
	keep     string
	images   int
	counts   [3]int // of training, validation and test
	sha256   string
	manifest string   // of the weights
	baseID   string   // of the weights
	shards   []string // names of the weights' files
}

// Open makes materials available to workers.
func (d *Driver) Open(m Materials) (*Set, error) {
	photos, file, err := pack.OpenFile(m.Pack)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	s := &Set{driver: d, path: m.Pack, weights: m.Weights, keep: m.Keep, images: photos.Len(), sha256: photos.SHA256()}
	for i, split := range []pack.Split{pack.Train, pack.Validation, pack.Test} {
		for _, n := range photos.Counts(split) {
			s.counts[i] += n
		}
	}
	if err := d.Take(s.path, m.Pack); err != nil {
		return nil, err
	}
	if m.Weights == "" {
		return s, nil
	}
	text, err := os.ReadFile(filepath.Join(m.Weights, vgg19.ManifestName))
	if err != nil {
		return nil, err
	}
	manifest, err := vgg19.ParseManifest(text)
	if err != nil {
		return nil, err
	}
	s.manifest, s.baseID = string(text), manifest.ID()
	for _, shard := range manifest.Shards {
		path := filepath.Join(m.Weights, shard.Name)
		if err := d.Take(path, path); err != nil {
			return nil, err
		}
		s.shards = append(s.shards, path)
	}
	return s, nil
}

// SHA256 is that of the image set.
func (s *Set) SHA256() string { return s.sha256 }

// BaseID names the weights; it is empty if there are none.
func (s *Set) BaseID() string { return s.baseID }

// Counts counts the photos of each split.
func (s *Set) Counts() (train, validation, test int) {
	return s.counts[0], s.counts[1], s.counts[2]
}

// Images counts the photos of the set.
func (s *Set) Images() int { return s.images }

// Worker starts a trainer and gives it the set, and the weights if there are any.
func (s *Set) Worker() (*Worker, error) {
	w, err := s.driver.Start()
	if err != nil {
		return nil, err
	}
	if err := w.Send(protocol.LoadData{}, s.path); err != nil {
		return nil, err
	}
	if _, _, err := Await[protocol.DataLoaded](w, nil); err != nil {
		return nil, err
	}
	if s.manifest == "" {
		return w, nil
	}
	if err := w.Send(protocol.LoadBase{Manifest: s.manifest}, s.shards...); err != nil {
		return nil, err
	}
	_, _, err = Await[protocol.BaseLoaded](w, nil)
	return w, err
}

// Features are what frozen layers make of a set's photos.
type Features struct {
	Info  protocol.FeaturesInfo
	Files []string // names
	// Variants are the files with features of the photos' variants, for runs that need them.
	Variants []string
	Cost     Cost
}

// Cost is what it took to compute features. It is zero if that was done elsewhere.
type Cost struct {
	Engine  string  `json:"engine"`
	Images  int     `json:"images"`
	Workers int     `json:"workers"` // at the same time
	Seconds float64 `json:"seconds"` // by the clock, compiling and reading included, starting the workers not
	// Peak is the memory of the worker that took most, in bytes. Besides the extractor
	// it holds a tiny CNN, which is how a worker is made to tell.
	Peak int64 `json:"peak"`
}

// chunkImages is how many photos a worker looks at for one answer.
const chunkImages = 200

// Features computes the features of all photos for runs like this one, and of their
// variants if it needs them, on some workers, or finds them in the folder where
// an earlier call has kept them. Its cost is that of the photos as they are.
func (s *Set) Features(run spec.Run, workers int) (*Features, error) {
	f, err := s.features(run, workers, false)
	if err != nil || run.Variants() == 0 {
		return f, err
	}
	changed, err := s.features(run, workers, true)
	if err == nil {
		f.Variants = changed.Files
	}
	return f, err
}

// features are those of all photos as they are, or of those for training in their variants.
func (s *Set) features(run spec.Run, workers int, variants bool) (*Features, error) {
	name, images := fmt.Sprintf("%s-%d-%s-%s", s.sha256[:16], run.ImageSize, run.Cut(), s.baseID), s.images
	if variants {
		name, images = name+"-"+run.VariantsKey(), run.Variants()*s.counts[0]
	}
	path := filepath.Join(s.keep, name+".rows")
	costPath := path + ".json"
	if f, err := s.rowsAt(path, run, images); err == nil {
		if text, err := os.ReadFile(costPath); err == nil {
			return f, json.Unmarshal(text, &f.Cost)
		}
		return f, nil
	}
	parts, cost, err := s.extract(protocol.Extract{Spec: run, To: images, Variants: variants}, workers)
	if err != nil {
		return nil, err
	}
	if err := s.keepParts(parts, path); err != nil {
		return nil, err
	}
	for _, part := range parts {
		if err := s.driver.Drop(part); err != nil {
			return nil, err
		}
	}
	text, err := json.Marshal(cost)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(costPath, text, 0o644); err != nil {
		return nil, err
	}
	f, err := s.rowsAt(path, run, images)
	if err == nil {
		f.Cost = cost
	}
	return f, err
}

// FeaturesAt gives the features of all photos from a file of rows.
func (s *Set) FeaturesAt(path string, run spec.Run) (*Features, error) {
	return s.rowsAt(path, run, s.images)
}

// rowsAt gives features of so many photos.
func (s *Set) rowsAt(path string, run spec.Run, images int) (*Features, error) {
	f := &Features{Info: featuresInfo(run), Files: []string{path}}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if want := int64(images * f.Info.RowBytes); info.Size() != want {
		return nil, fmt.Errorf("%s has %d bytes, and the features of %d photos have %d", path, info.Size(), images, want)
	}
	return f, s.driver.Take(path, path)
}

// featuresInfo describes the features that a run reads.
func featuresInfo(run spec.Run) protocol.FeaturesInfo {
	info := protocol.FeaturesInfo{Cut: string(run.Cut())}
	frozen := true
	for _, l := range run.Network().Layers(run.ImageSize) {
		// The features are what comes out of the last pooling before anything is trained.
		frozen = frozen && (l.Params == 0 || l.Frozen)
		if frozen && l.Kind == spec.Pool {
			info.Height, info.Width, info.Channels = l.Height, l.Width, l.Channels
		}
	}
	info.RowBytes = features.RowBytes(info.Height * info.Width * info.Channels)
	return info
}

// extract has workers compute all that a command asks for, and returns the names of
// the parts in order.
func (s *Set) extract(all protocol.Extract, workers int) (parts []string, cost Cost, err error) {
	n := (all.To + chunkImages - 1) / chunkImages
	parts = make([]string, n)
	next := make(chan int, n)
	for i := range n {
		next <- i
	}
	close(next)
	ready := make([]*Worker, workers)
	for i := range ready {
		if ready[i], err = s.Worker(); err != nil {
			return nil, cost, err
		}
	}
	cost = Cost{Engine: ready[0].Engine, Images: all.To, Workers: workers}
	failures := make([]error, workers)
	var group sync.WaitGroup
	start := time.Now()
	for i, w := range ready {
		group.Go(func() {
			for part := range next {
				piece := all
				piece.From, piece.To = part*chunkImages, min(all.To, (part+1)*chunkImages)
				if failures[i] = w.Send(piece); failures[i] != nil {
					return
				}
				var files []string
				if _, files, failures[i] = Await[protocol.Extracted](w, nil); failures[i] != nil {
					return
				}
				parts[part] = files[0]
			}
		})
	}
	group.Wait()
	cost.Seconds = time.Since(start).Seconds()
	for i, w := range ready {
		if failures[i] == nil {
			failures[i] = w.tellMemory()
		}
		cost.Peak = max(cost.Peak, w.Peak)
		if err := w.End(); failures[i] == nil {
			failures[i] = err
		}
	}
	return parts, cost, errors.Join(failures...)
}

// tellMemory makes a worker report its memory, which never shrinks: only runs do,
// so it trains the smallest one there is.
func (w *Worker) tellMemory() error {
	run := spec.FirstRunOf(spec.CNN, spec.SGD)
	run.ImageSize, run.BatchSize, run.Epochs, run.TrainImages, run.EvalImages = spec.MinImageSize, 2, 1, 2, 2
	_, err := w.train(protocol.Start{Spec: run}, nil, func(protocol.Event) {})
	return err
}

// keepParts writes parts one after the other into a file.
func (s *Set) keepParts(parts []string, path string) error {
	if err := os.MkdirAll(s.keep, 0o755); err != nil {
		return err
	}
	whole, err := os.CreateTemp(s.keep, "features-")
	if err != nil {
		return err
	}
	defer os.Remove(whole.Name()) // gone already when all went well
	defer whole.Close()
	for i, part := range parts {
		piece := fmt.Sprintf("%s-%d", whole.Name(), i)
		if err := s.driver.Give(part, piece); err != nil {
			return err
		}
		content, err := os.ReadFile(piece)
		os.Remove(piece)
		if err != nil {
			return err
		}
		if _, err := whole.Write(content); err != nil {
			return err
		}
	}
	return os.Rename(whole.Name(), path)
}

// Outcome is what became of a run.
type Outcome struct {
	Engine string                `json:"engine"`
	Epochs []protocol.EpochPoint `json:"epochs"`
	Done   protocol.Done         `json:"done"`
	// Diverged is the trainer's sentence if the run diverged; Done is empty then.
	Diverged string `json:"diverged,omitempty"`
	// ImagesPerSecond is the speed of training by the clock, Peak the most memory
	// that the trainer reported, in bytes.
	ImagesPerSecond float64 `json:"imagesPerSecond"`
	Peak            int64   `json:"peak"`
	// Model names the file of the trained network, to be had by [Driver.Give], and Path those of
	// the weights before the first epoch and after each, if they were asked for.
	Model string   `json:"-"`
	Path  []string `json:"-"`
}

// Train trains a run in a worker of its own. It needs features if the run reads any.
// Each epoch's result is told as it comes, if tell is not nil.
func (s *Set) Train(run spec.Run, f *Features, tell func(protocol.EpochPoint)) (*Outcome, error) {
	return s.train(protocol.Start{Spec: run}, f, tell)
}

// Try trains a run as a trial of a search for learning rates: it is not tested and leaves no
// network.
func (s *Set) Try(run spec.Run, f *Features) (*Outcome, error) {
	return s.train(protocol.Start{Spec: run, Trial: true}, f, nil)
}

// TrainWithPath is [Set.Train] that also brings the weights after every epoch.
func (s *Set) TrainWithPath(run spec.Run, f *Features, tell func(protocol.EpochPoint)) (*Outcome, error) {
	return s.train(protocol.Start{Spec: run, Path: true}, f, tell)
}

func (s *Set) train(start protocol.Start, f *Features, tell func(protocol.EpochPoint)) (*Outcome, error) {
	w, err := s.Worker()
	if err != nil {
		return nil, err
	}
	o, err := w.train(start, f, func(e protocol.Event) {
		if e, ok := e.(protocol.EpochPoint); ok && tell != nil {
			tell(e)
		}
	})
	if ending := w.End(); err == nil {
		err = ending
	}
	return o, err
}

// train trains the run of a command, whose name and features it puts in, and tells of every
// event on the way.
func (w *Worker) train(start protocol.Start, f *Features, tell func(protocol.Event)) (*Outcome, error) {
	start.Run = "driven"
	var files []string
	if start.Spec.Cached() {
		start.Features, files = &f.Info, slices.Clone(f.Files)
		if start.Spec.Variants() > 0 {
			start.Variants, files = len(f.Variants), append(files, f.Variants...)
		}
	}
	if err := w.Send(start, files...); err != nil {
		return nil, err
	}
	o := &Outcome{Engine: w.Engine}
	done, results, err := Await[protocol.Done](w, func(e protocol.Event, files []string) {
		tell(e)
		switch e := e.(type) {
		case protocol.Waypoint:
			o.Path = append(o.Path, files...)
		case protocol.EpochPoint:
			o.Epochs = append(o.Epochs, e)
		case protocol.Progress:
			if e.Phase == protocol.Training && e.ImagesPerSecond > 0 {
				o.ImagesPerSecond = e.ImagesPerSecond
			}
		}
	})
	o.Done, o.Peak = done, w.Peak
	if len(results) > 0 {
		o.Model = results[0]
	}
	if failure, ok := err.(*Failure); ok && failure.Kind == protocol.Diverged {
		o.Diverged, err = failure.Sentence, nil
	}
	return o, err
}
