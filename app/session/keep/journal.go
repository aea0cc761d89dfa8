package keep

import (
	"slices"

	"pawgrad/app/host"
	"pawgrad/app/record"
	"pawgrad/app/say"
)

// Journal keeps every round in the store while it goes on, so that closing the
// page loses nothing: a folder for each round, and in it for each run its record,
// from the first epoch on its latest checkpoint, and in the end its model; and the
// round's name, if that was changed. A record
// holds the round's settings too, so each file can be read on its own. Photos that
// did not come with the page are kept beside.
//
// Two pages that wrote the same journal would spoil each other's, so a page has to
// claim it first; one that does not get it goes without, until the other is closed.
type Journal struct {
	store *Store
	owned bool // by this page
	// apart tells that this page has it from another, and knows nothing of the rounds in it
	// but its own.
	apart bool

	underWay int    // runs whose files are being written
	waiting  []*Run // to be written, when some of those have been
}

// mostUnderWay is how many runs are written at a time: an opened experiment may have
// thousands, and each takes memory and some of the page's time.
const mostUnderWay = 16

// NewJournal returns a journal that nobody has claimed.
func NewJournal(store *Store) *Journal { return &Journal{store: store} }

// Owned reports whether this page keeps the journal.
func (j *Journal) Owned() bool { return j.owned }

// Round is the place of a round in the journal.
type Round struct {
	// Folder is where it is kept.
	Folder string
	// Unkept tells that it has made room on a full disk, and is on the page alone.
	Unkept bool

	runs int // on the page
}

// NewRound returns the place of a round of an ID.
func NewRound(id string) *Round { return &Round{Folder: roundsFolder + id} }

// Run is the place of a run in the journal.
type Run struct {
	// Checkpoint is what the run can go on from, nil if it has to start over.
	Checkpoint host.Blob

	id    string
	round *Round
	look  func() Snapshot
	// stored is the checkpoint that the store has, perhaps of an earlier epoch.
	stored host.Blob
	path   []float64 // the epochs of the waypoints that the store has
	// writing tells that a record is on its way, stale that it is no longer the
	// latest, waits that it is to be written, gone that the run has been taken off the page.
	writing, stale, waits, gone bool
	// whole tells that the store has all of a run that is over, resting that the page holds
	// it no longer.
	whole, resting bool
}

// Snapshot is what is kept of a run.
type Snapshot struct {
	// Record is that of the round with the run alone.
	Record record.Round
	// Over tells that the run will not go on. Model is then its network, if it has one.
	Over  bool
	Model host.Blob
}

// NewRun returns the place of another run of a round. It is kept as look finds it.
func (r *Round) NewRun(id string, look func() Snapshot) *Run {
	r.runs++
	return &Run{id: id, round: r, look: look}
}

// Stored reports whether the store has a checkpoint of the run.
func (r *Run) Stored() bool { return r.stored != nil }

// Keeps reports whether a round is kept.
func (j *Journal) Keeps(r *Round) bool { return j.owned && !r.Unkept }

// Write keeps a run's record with what belongs to it. The page may be closed between any
// two files, and the disk be full from any of them on, so each is kept only when those
// that it builds upon have been: at every moment the store holds a run that can go on.
func (j *Journal) Write(r *Run) {
	if r.resting || r.gone { // the page knows less of it than the store, or nothing
		return
	}
	now := r.look()
	if now.Over {
		r.Checkpoint = nil // tried again, it begins anew
	}
	switch {
	case !j.Keeps(r.round):
		return
	case r.writing:
		r.stale = true
		return
	case j.underWay >= mostUnderWay && r.Checkpoint == nil && r.stored == nil: // what was trained here goes first
		if !r.waits {
			r.waits = true
			j.waiting = append(j.waiting, r)
		}
		return
	}
	r.writing, r.waits, r.whole = true, false, false
	j.underWay++
	if now.Over {
		j.writeEnd(r, now)
	} else {
		j.writeProgress(r, now)
	}
}

// written is called when all files of a run have been kept that could be.
func (j *Journal) written(r *Run) {
	r.writing = false
	j.underWay--
	switch {
	case r.gone:
		j.removeFiles(r)
	case r.stale:
		r.stale = false
		j.Write(r)
	}
	for len(j.waiting) > 0 && j.underWay < mostUnderWay {
		next := j.waiting[0]
		j.waiting = j.waiting[1:]
		if next.waits { // and has not been written meanwhile
			next.waits = false
			j.Write(next)
		}
	}
}

// writeProgress keeps the record of a run that may go on, and then its checkpoint. Points
// beyond a checkpoint come again, but those before it never do: without them the curves
// would have a hole.
func (j *Journal) writeProgress(r *Run, now Snapshot) {
	checkpoint := r.Checkpoint
	j.keepRecord(r, now, func(kept bool) {
		if !kept || checkpoint == r.stored {
			j.written(r)
			return
		}
		j.store.Keep(r.round.Folder, r.id+checkpointSuffix, checkpoint, func(kept bool) {
			if kept {
				r.stored = checkpoint
			}
			j.written(r)
		})
	})
}

// writeEnd keeps the model of a run that is over, then its record, and drops the
// checkpoint last. Where there is no room for the model, the record stays that of the
// checkpoint, from which the next visit comes to the same end.
func (j *Journal) writeEnd(r *Run, now Snapshot) {
	j.keepModel(r, now, func(withModel bool) {
		// The run may have left the page while its model was being kept, or changed.
		if r.gone || !withModel && r.stored != nil {
			j.written(r)
			return
		}
		j.keepRecord(r, r.look(), func(kept bool) {
			if kept {
				r.whole = withModel
				j.dropCheckpoint(r)
			}
			j.written(r)
		})
	})
}

// keepRecord keeps a run's record.
func (j *Journal) keepRecord(r *Run, now Snapshot, over func(kept bool)) {
	text, err := record.Encode(now.Record)
	if err != nil {
		j.store.unkept[address{r.round.Folder, r.id + recordSuffix}] = true
		j.store.board.Notify(say.F("This round cannot be kept (%s), so it is gone when the page is closed.", err.Error()))
		over(false)
		return
	}
	name := r.id + recordSuffix
	j.store.Keep(r.round.Folder, name, j.store.Make(name, text), over)
}

// keepModel keeps a run's model, if it has one.
func (j *Journal) keepModel(r *Run, now Snapshot, over func(kept bool)) {
	if now.Model == nil {
		over(true)
		return
	}
	j.store.Keep(r.round.Folder, r.id+modelSuffix, now.Model, over)
}

// dropCheckpoint removes what a run that is over can no longer go on from.
func (j *Journal) dropCheckpoint(r *Run) {
	j.store.settle(r.round.Folder, r.id+checkpointSuffix)
	if r.stored != nil {
		r.stored = nil
		j.store.Drop(r.round.Folder, r.id+checkpointSuffix)
	}
}

// Rest says that the page lets go of a run that is over, and reports whether it may: whether
// the store has all of it. Until [Journal.Wake] nothing is written of it.
func (j *Journal) Rest(r *Run) bool {
	r.resting = r.whole && !r.writing && !r.waits && !r.gone && j.Keeps(r.round)
	return r.resting
}

// Wake says that the page knows all of a run again.
func (j *Journal) Wake(r *Run) { r.resting = false }

// DropModel removes the network of a run that is over.
func (j *Journal) DropModel(r *Run) {
	if j.owned {
		j.store.Drop(r.round.Folder, r.id+modelSuffix)
	}
}

// KeepWay keeps a waypoint of a run, where there is room: nothing else goes for it, as it
// can be done without.
func (j *Journal) KeepWay(r *Run, w Way) {
	if j.owned {
		r.path = append(r.path, w.Epoch)
		j.store.Files.Keep(r.round.Folder, wayName(r.id, w.Epoch), w.File, func(host.Keeping) {})
	}
}

// DropWay forgets a waypoint.
func (j *Journal) DropWay(r *Run, epoch float64) {
	if i := slices.Index(r.path, epoch); i >= 0 {
		r.path = slices.Delete(r.path, i, i+1)
		j.store.Drop(r.round.Folder, wayName(r.id, epoch))
	}
}

// KeepName keeps the name that the visitor gave a round: the records of its runs need
// not be written again for that.
func (j *Journal) KeepName(r *Round, name string) {
	if j.Keeps(r) {
		j.store.Keep(r.Folder, nameFile, j.store.Make(nameFile, []byte(name)), func(bool) {})
	}
}

// KeepSet keeps the photos of a round, whose checksum is sum.
func (j *Journal) KeepSet(r *Round, sum string, pack host.Blob) {
	if j.Keeps(r) {
		j.store.Keep(setsFolder, sum+packSuffix, pack, func(bool) {})
	}
}

// DropSet removes photos that no round on the page needs. Those that may be of other
// rounds are left; the next visit removes them.
func (j *Journal) DropSet(sum string) {
	if j.owned && !j.apart {
		j.store.Drop(setsFolder, sum+packSuffix)
	}
}

// KeepImport keeps the report of the latest import of photos, where there is room: nothing else
// goes for it.
func (j *Journal) KeepImport(report []byte) {
	if j.owned {
		j.store.Files.Keep(importsFolder, importFile, j.store.Make(importFile, report), func(host.Keeping) {})
	}
}

// DropImport forgets it.
func (j *Journal) DropImport() {
	if j.owned {
		j.store.Drop(importsFolder, importFile)
	}
}

// Leave says that a run leaves the page with its round, whose folder goes.
func (j *Journal) Leave(r *Run) {
	r.gone = true
	r.round.runs--
}

// Remove removes a run from the page and the store.
func (j *Journal) Remove(r *Run) {
	j.Leave(r)
	if j.owned && !r.writing { // or it is removed when it has been written
		j.removeFiles(r)
	}
}

// removeFiles removes a run's files, and with the last run the folder.
func (j *Journal) removeFiles(r *Run) {
	if r.round.runs == 0 {
		j.RemoveRound(r.round)
		return
	}
	for _, epoch := range slices.Clone(r.path) {
		j.DropWay(r, epoch)
	}
	for _, suffix := range []string{recordSuffix, checkpointSuffix, modelSuffix} {
		j.store.Drop(r.round.Folder, r.id+suffix)
	}
}

// RemoveRound removes a round from the store.
func (j *Journal) RemoveRound(r *Round) {
	if j.owned {
		j.store.Forget(r.Folder, func() {})
	}
}
