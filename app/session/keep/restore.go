package keep

import (
	"slices"
	"strings"
	"unicode"

	"pawgrad/app/host"
	"pawgrad/app/record"
	"pawgrad/app/say"
)

// Reader is given what earlier visits have left.
type Reader interface {
	// Adopt takes a round over, with its files, and calls over when that is done.
	Adopt(round record.Round, files Found, over func())
	// Lost tells of runs whose records are damaged: their IDs, and the round's name, or when
	// it began where nothing of it could be read.
	Lost(round string, runs []string)
	// TakeSet gives kept photos to the rounds that were trained on them, and reports
	// whether there are any; sum is the photos' checksum.
	TakeSet(sum string, pack host.Blob) bool
	// TakeImport is given the report of the latest import of photos.
	TakeImport(report []byte)
	// Restored says that this was all.
	Restored()
	// TakeOver has all that is on the page kept from now on, and reports whether there is
	// anything.
	TakeOver() bool
}

// Claimer asks for the journal; see [Journal].
type Claimer interface {
	// Claim says whose the journal is. If it is another page's it says so at once, and
	// once more when that page has been closed and it is this one's.
	Claim(over func(host.Claim))
}

// Restore claims the journal and reads what earlier visits have left in it.
func (j *Journal) Restore(claimer Claimer, to Reader) {
	waited := false
	claimer.Claim(func(c host.Claim) {
		j.owned = c == host.Ours
		switch {
		case c == host.Others:
			waited = true
			j.store.board.Add(say.Text("Pawgrad is open in another tab too. That one keeps its experiments; what is trained here is gone when this " +
				"page is closed, unless the other is closed before."))
			to.Restored()
		case c == host.Nobodys:
			j.store.deny()
			to.Restored()
		case waited && to.TakeOver():
			j.apart = true
			j.store.board.Inform(say.Text("The tab that kept its experiments has been closed. From now on this one keeps its own; what the other has " +
				"kept is here again when the page is reloaded."))
		default:
			if waited {
				j.store.board.Dismiss()
			}
			j.read(to)
		}
	})
}

// read reads what earlier visits have left.
func (j *Journal) read(to Reader) {
	j.store.Folders(func(names []string) {
		rounds := slices.DeleteFunc(names, func(name string) bool { return !strings.HasPrefix(name, roundsFolder) })
		slices.SortFunc(rounds, compareRounds)
		j.readRounds(rounds, to)
	})
}

// readRounds reads one round after the other, and the photos last.
func (j *Journal) readRounds(folders []string, to Reader) {
	if len(folders) == 0 {
		j.store.Kept(setsFolder, func(packs map[string]host.Blob) {
			for name, pack := range packs {
				if pack == nil || !to.TakeSet(strings.TrimSuffix(name, packSuffix), pack) {
					j.store.Drop(setsFolder, name)
				}
			}
			j.readImport(to, to.Restored)
		})
		return
	}
	j.store.Kept(folders[0], func(files map[string]host.Blob) {
		j.readRound(folders[0], files, to, func() { j.readRounds(folders[1:], to) })
	})
}

// readImport reads the report of the latest import, if there is one.
func (j *Journal) readImport(to Reader, over func()) {
	j.store.Kept(importsFolder, func(files map[string]host.Blob) {
		if files[importFile] == nil {
			over()
			return
		}
		j.store.Read(files[importFile], func(report []byte, problem string) {
			if problem == "" {
				to.TakeImport(report)
			}
			over()
		})
	})
}

// readRound reads the files of a round's folder.
func (j *Journal) readRound(folder string, files Found, to Reader, over func()) {
	ids := files.runs()
	switch {
	case len(files) == 0: // perhaps it could not be read
		over()
		return
	case len(ids) == 0: // what was left of a round while it was removed
		j.store.Forget(folder, over)
		return
	}
	j.readRecords(files, ids, record.Round{}, nil, func(whole record.Round, lost []string) {
		if len(whole.Runs) == 0 {
			whole.Name = say.F("begun on %s", beganOn(folder))
		}
		j.readName(files[nameFile], &whole, func() {
			if len(lost) > 0 {
				to.Lost(whole.Name, lost)
			}
			if len(whole.Runs) == 0 {
				over()
				return
			}
			to.Adopt(whole, files, over)
		})
	})
}

// beganOn reads from a round's folder when it began: "2026-11-29 10:05".
func beganOn(folder string) string {
	const forPeople = "2006-01-02 15:04"
	_, began, ok := parseRoundID(strings.TrimPrefix(folder, roundsFolder))
	if !ok {
		return strings.TrimPrefix(folder, roundsFolder)
	}
	return began.Format(forPeople)
}

// readRecords adds the records of some runs to those that have been read, and the runs
// whose records cannot be read to the lost.
func (j *Journal) readRecords(files Found, ids []string, whole record.Round, lost []string, over func(whole record.Round, lost []string)) {
	if len(ids) == 0 {
		over(whole, lost)
		return
	}
	next := func(text []byte, problem string) {
		if e, err := record.Decode(text); problem == "" && err == nil && len(e.Runs) == 1 {
			e.Runs = append(whole.Runs, e.Runs[0])
			whole = e // the last written knows all parts
		} else {
			lost = append(lost, ids[0])
		}
		j.readRecords(files, ids[1:], whole, lost, over)
	}
	if file := files[ids[0]+recordSuffix]; file != nil {
		j.store.Read(file, next)
	} else {
		next(nil, "")
	}
}

// Recall reads some runs of a round again, one after the other: each is told of each, and
// whether it was found; over is called last.
func (j *Journal) Recall(r *Round, ids []string, each func(id string, run record.Run, found bool), over func()) {
	j.store.Kept(r.Folder, func(files map[string]host.Blob) { j.recall(files, ids, each, over) })
}

func (j *Journal) recall(files Found, ids []string, each func(id string, run record.Run, found bool), over func()) {
	if len(ids) == 0 {
		over()
		return
	}
	answer := func(text []byte, problem string) {
		e, err := record.Decode(text)
		found := problem == "" && err == nil && len(e.Runs) == 1 && e.Runs[0].ID == ids[0]
		if !found {
			e.Runs = make([]record.Run, 1)
		}
		each(ids[0], e.Runs[0], found)
		j.recall(files, ids[1:], each, over)
	}
	if file := files[ids[0]+recordSuffix]; file != nil {
		j.store.Read(file, answer)
	} else {
		answer(nil, say.Text("It is gone."))
	}
}

// readName gives a round the name that the visitor chose, if there is a file of it.
func (j *Journal) readName(file host.Blob, e *record.Round, over func()) {
	if file == nil {
		over()
		return
	}
	j.store.Read(file, func(text []byte, problem string) {
		if name := TidyName(string(text)); problem == "" && name != "" {
			e.Name = name
		}
		over()
	})
}

// Adopted gives a run the place that an earlier visit has left, with its path; over tells
// that it can go on no more.
func (j *Journal) Adopted(r *Run, files Found, path []Way, over bool) {
	r.stored = files.Checkpoint(r.id)
	r.Checkpoint = r.stored
	for _, w := range path {
		r.path = append(r.path, w.Epoch)
	}
	if over { // the page was closed before the checkpoint could be dropped
		r.whole = files != nil
		r.Checkpoint = nil
		j.dropCheckpoint(r)
	}
}

// longestName bounds a round's name, in characters: it is a line, not a text.
const longestName = 80

// TidyName makes one line of what was typed as a name.
func TidyName(text string) string {
	text = strings.Map(func(c rune) rune {
		if unicode.IsSpace(c) || unicode.IsPrint(c) {
			return c
		}
		return -1
	}, text)
	letters := []rune(strings.Join(strings.Fields(text), " "))
	return strings.TrimSpace(string(letters[:min(len(letters), longestName)]))
}
