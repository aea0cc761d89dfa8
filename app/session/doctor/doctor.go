// Package doctor looks for photos whose labels are wrong. Networks are trained without a part
// of the photos in turn and asked about it, by a trainer of the doctor's own; where they are
// sure of the other class, the visitor decides, and an image set with the labels decided on is
// made. What is known and what has been decided is kept across visits, by the set.
package doctor

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/say"
	"pawgrad/app/session/board"
	"pawgrad/app/session/pretrained"
	"pawgrad/nn/metric"
	"pawgrad/nn/spec"
)

// Owner has what networks are trained with.
type Owner interface {
	// Fill gives free cores to what may now begin; the doctor is one of those that are
	// asked, by [Doctor.Advance].
	Fill()
	// Reads returns what a run of a set reads instead of photos, and reports whether all
	// that it needs is there; it takes the next step towards it if not.
	Reads(run spec.Run, set *protocol.DataLoaded, pack host.Blob) (features []*pretrained.Features, ready bool)
	// SendWeights gives VGG19's pretrained weights to a trainer.
	SendWeights(t host.Sender)
	// FeaturesDamaged says that features cannot be used.
	FeaturesDamaged(features []*pretrained.Features)
	// Keeps reports whether this page may write what is kept.
	Keeps() bool
}

// Store keeps findings and decisions.
type Store interface {
	Read(file host.Blob, over func(content []byte, problem string))
	Make(name string, content []byte) host.Blob
	Keep(folder, name string, file host.Blob, over func(kept bool))
	Kept(folder string, over func(files map[string]host.Blob))
}

// Doctor is the search for wrong labels in the image set in use. Its fields are for reading.
type Doctor struct {
	// Chart is what is known of the set's labels; see [Chart.Folds].
	Chart Chart
	// Problem is a sentence if the last try failed.
	Problem string

	set  *protocol.DataLoaded // nil while there is none
	pack host.Blob

	examining   bool
	done, total int // batches of the fold under way
	began       time.Time
	before      int                    // folds that were done when it began
	features    []*pretrained.Features // that it reads, none for networks that read photos
	trainer     host.Trainer           // that examines; nil while it waits for what it needs
	maker       host.Trainer           // that writes a set; nil unless one is being written

	unkept  []host.Blob // charts to be kept, the latest of each set
	writing bool        // one of them is on its way

	trainers host.Trainers
	store    Store
	board    *board.Board
	owner    Owner
	now      func() time.Time
}

// Chart is what is known of the labels of an image set.
type Chart struct {
	// Run is that by which they are examined.
	Run spec.Run `json:"run"`
	// Folds have been examined Of so many; both are 0 if nobody has asked for it.
	Folds int `json:"folds"`
	Of    int `json:"of"`
	// Photos are those of these folds.
	Photos []Photo `json:"photos"`
	// Decided gives photos, by their index in the set, another label, or
	// [protocol.LeaveOut].
	Decided map[int]int `json:"decided"`
}

// Photo is what a network says of a photo that it was trained without.
type Photo struct {
	Index       int     `json:"index"` // in the set
	Name        string  `json:"name"`
	Label       int     `json:"label"`
	Probability float32 `json:"probability"` // of class 1
}

// Sure is the probability that the network gives to the class that the photo is not labelled
// as.
func (p Photo) Sure() float64 {
	if p.Label == 1 {
		return 1 - float64(p.Probability)
	}
	return float64(p.Probability)
}

// New returns a doctor without a set to look at.
func New(trainers host.Trainers, store Store, told *board.Board, owner Owner, now func() time.Time) *Doctor {
	return &Doctor{trainers: trainers, store: store, board: told, owner: owner, now: now}
}

// Add takes the next fold in.
func (c *Chart) Add(e protocol.Examined) {
	for i, index := range e.Photos.Indexes {
		c.Photos = append(c.Photos, Photo{Index: index, Name: e.Names[i], Label: e.Photos.Labels[i], Probability: e.Photos.Probabilities[i]})
	}
	c.Folds++
}

// Complete reports whether all folds have been examined.
func (c *Chart) Complete() bool { return c.Folds > 0 && c.Folds == c.Of }

// Continues reports whether an examination by a run goes on where one was ended.
func (c *Chart) Continues(run spec.Run) bool {
	return c.Run == run && c.Of == spec.Folds && c.Folds > 0 && !c.Complete()
}

// Suspects are the photos that the networks take for the other class, the surest first.
func (c *Chart) Suspects() []Photo {
	list := slices.DeleteFunc(slices.Clone(c.Photos), func(p Photo) bool { return p.Sure() < metric.Threshold })
	slices.SortStableFunc(list, func(a, b Photo) int {
		return cmp.Or(cmp.Compare(b.Sure(), a.Sure()), cmp.Compare(a.Index, b.Index))
	})
	return list
}

// Counts counts the photos that are to have another label, and those to be left out.
func (c *Chart) Counts() (changed, leftOut int) {
	for _, label := range c.Decided {
		if label == protocol.LeaveOut {
			leftOut++
		} else {
			changed++
		}
	}
	return changed, leftOut
}

// Use says which image set is in use. What is going on with another one ends.
func (d *Doctor) Use(set *protocol.DataLoaded, pack host.Blob) {
	if d.set != nil && d.set.SHA256 == set.SHA256 {
		d.set, d.pack = set, pack
		return
	}
	d.Cancel()
	d.stopMaking()
	d.set, d.pack, d.Chart, d.Problem = set, pack, Chart{}, ""
	d.board.Changed(host.Labels)
	d.store.Kept(folder, func(files map[string]host.Blob) {
		if file := files[fileOf(set)]; file != nil && d.set == set {
			d.store.Read(file, func(text []byte, problem string) {
				var c Chart
				if problem == "" && json.Unmarshal(text, &c) == nil && d.set == set && d.Chart.Folds == 0 && !d.examining {
					d.Chart = c
					d.board.Changed(host.Labels)
				}
			})
		}
	})
}

// folder is where charts are kept, each under the checksum of its set.
const folder = "labels"

func fileOf(set *protocol.DataLoaded) string { return set.SHA256 + ".json" }

// keep keeps the chart.
func (d *Doctor) keep() {
	if !d.owner.Keeps() {
		return
	}
	text, err := json.Marshal(d.Chart)
	if err != nil {
		panic(err) // a struct of numbers and texts
	}
	file := d.store.Make(fileOf(d.set), text)
	d.unkept = append(slices.DeleteFunc(d.unkept, func(o host.Blob) bool { return o.Name() == file.Name() }), file)
	d.write()
}

// write keeps one chart after the other: of two on their way to the same place either might
// come last.
func (d *Doctor) write() {
	if d.writing || len(d.unkept) == 0 {
		return
	}
	file := d.unkept[0]
	d.unkept, d.writing = d.unkept[1:], true
	d.store.Keep(folder, file.Name(), file, func(bool) {
		d.writing = false
		d.write()
	})
}

// Decide gives a photo another label, or [protocol.LeaveOut]; its own one takes that back.
func (d *Doctor) Decide(p Photo, label int) {
	if d.Chart.Decided == nil {
		d.Chart.Decided = map[int]int{}
	}
	if label == p.Label {
		delete(d.Chart.Decided, p.Index)
	} else {
		d.Chart.Decided[p.Index] = label
	}
	d.keep()
	d.board.Changed(host.Labels)
}

// Undo takes all decisions back.
func (d *Doctor) Undo() {
	d.Chart.Decided = nil
	d.keep()
	d.board.Tell(say.Text("All labels are as they were."))
	d.board.Changed(host.Labels)
}

// Examine has the labels examined by a run, of [spec.Run.Examination]. What has been decided
// stays; an examination by the same run goes on where it was ended.
func (d *Doctor) Examine(run spec.Run) {
	if d.set == nil || d.examining {
		return
	}
	if !d.Chart.Continues(run) {
		d.Chart = Chart{Run: run, Of: spec.Folds, Decided: d.Chart.Decided}
	}
	d.Problem, d.examining, d.done, d.total = "", true, 0, 0
	d.board.Tell(say.Text("The labels are being examined."))
	d.board.Changed(host.Labels | host.Numbers)
	d.owner.Fill()
}

// Examining reports whether labels are being examined, or are going to be.
func (d *Doctor) Examining() bool { return d.examining }

// Waiting reports whether an examination waits for what its networks read.
func (d *Doctor) Waiting() bool { return d.examining && d.trainer == nil }

// Advance begins an examination as soon as there is all that it needs.
func (d *Doctor) Advance() {
	if !d.Waiting() {
		return
	}
	features, ready := d.owner.Reads(d.Chart.Run, d.set, d.pack)
	if !d.examining {
		return // it has failed
	}
	if d.features = features; !ready {
		return
	}
	var trainer host.Trainer
	mine := func(f func()) {
		if d.trainer == trainer && trainer != nil {
			f()
		}
	}
	trainer = d.trainers.NewTrainer(
		func(e protocol.Event, _ host.Attachments) { mine(func() { d.apply(e) }) },
		func(sentence string) { mine(func() { d.Fail(sentence) }) },
	)
	d.trainer, d.began, d.before = trainer, d.now(), d.Chart.Folds
	trainer.Send(protocol.LoadData{}, host.Attachments{Files: []host.Blob{d.pack}})
	if pretrained.Needs(d.Chart.Run) {
		d.owner.SendWeights(trainer)
	}
	d.next()
}

// next asks for the next fold.
func (d *Doctor) next() {
	d.done, d.total = 0, 0
	var start protocol.Start
	files := pretrained.Attach(&start, d.features)
	d.trainer.Send(protocol.Examine{Spec: d.Chart.Run, Folds: d.Chart.Of, Fold: d.Chart.Folds, Features: start.Features}, host.Attachments{Files: files})
	d.board.Changed(host.Labels | host.Numbers)
}

// apply takes in what the trainer told.
func (d *Doctor) apply(e protocol.Event) {
	switch e := e.(type) {
	case protocol.ExamineProgress:
		d.done, d.total = e.Done, e.Total
		d.board.Changed(host.Numbers)
	case protocol.Examined:
		d.examined(e)
	case protocol.Failed:
		if e.Kind == protocol.BadFeatures {
			d.owner.FeaturesDamaged(d.features)
		}
		d.Fail(strings.TrimSpace(e.Sentence + " " + e.Cure))
	}
}

// examined takes a fold in and goes on with the next.
func (d *Doctor) examined(e protocol.Examined) {
	d.Chart.Add(e)
	d.keep()
	if !d.Chart.Complete() {
		d.next()
		return
	}
	d.board.Tell(say.Text("The labels have been examined."))
	d.end()
}

// Fail gives up with a sentence; what has been examined stays.
func (d *Doctor) Fail(sentence string) {
	if d.examining {
		d.Problem = sentence
		d.board.Tell(say.F("The labels could not be examined. %s", sentence))
		d.end()
	}
}

// Cancel ends an examination; the folds that are done stay.
func (d *Doctor) Cancel() {
	if d.examining {
		d.end()
	}
}

// end lets the trainer go; a run may have its core.
func (d *Doctor) end() {
	if d.trainer != nil {
		d.trainer.Close()
	}
	d.trainer, d.features, d.examining = nil, nil, false
	d.owner.Fill()
	d.board.Changed(host.Labels | host.Numbers)
}

// Working counts the cores at work.
func (d *Doctor) Working() int {
	if d.trainer != nil {
		return 1
	}
	return 0
}

// Needs reports whether an examination that waits or goes on reads features of a key.
func (d *Doctor) Needs(key string) bool {
	return slices.ContainsFunc(d.features, func(f *pretrained.Features) bool { return f.Key == key })
}

// Preparing are the features that it waits for, nil if there are none.
func (d *Doctor) Preparing() *pretrained.Features {
	if d.Waiting() {
		for _, f := range d.features {
			if !f.Ready() {
				return f
			}
		}
	}
	return nil
}

// Share is how much of the examination is done, 0 to 1.
func (d *Doctor) Share() float64 {
	share := float64(d.Chart.Folds)
	if d.total > 0 {
		share += float64(d.done) / float64(d.total)
	}
	return min(1, share/float64(max(1, d.Chart.Of)))
}

// ETA is how many seconds it will go on, by its pace so far; 0 if it cannot be known.
func (d *Doctor) ETA() float64 {
	begun := float64(d.before) / float64(max(1, d.Chart.Of))
	if d.trainer == nil || d.Share() <= begun {
		return 0
	}
	return d.now().Sub(d.began).Seconds() / (d.Share() - begun) * (1 - d.Share())
}
