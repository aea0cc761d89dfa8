package keep

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"pawgrad/app/host"
)

// Folders and files of the journal.
const (
	roundsFolder     = "rounds/"
	setsFolder       = "sets"
	importsFolder    = "imports"
	packSuffix       = ".pack"
	recordSuffix     = ".json"
	checkpointSuffix = ".checkpoint"
	modelSuffix      = ".model"
	waySuffix        = ".way"
	// nameFile holds a round's name in its folder, once the visitor has changed it.
	nameFile = "name"
	// importFile holds the report of the latest import of photos.
	importFile = "latest.json"
)

// Way is a point of a run's path: its weights after an epoch.
type Way struct {
	Epoch float64
	File  host.Blob
}

// wayName names the file of a waypoint: "run3-10.way".
func wayName(run string, epoch float64) string {
	return run + "-" + strconv.FormatFloat(epoch, 'f', -1, 64) + waySuffix
}

// Found are the files of a round that an earlier visit has left, by their names; nil for
// none, and for one that is damaged.
type Found map[string]host.Blob

// runs are the IDs of the runs, in their order.
func (f Found) runs() []string {
	var ids []string
	for name := range f {
		if id, ok := strings.CutSuffix(name, recordSuffix); ok {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b)) })
	return ids
}

// Checkpoint is what a run can go on from, nil if there is none.
func (f Found) Checkpoint(run string) host.Blob { return f[run+checkpointSuffix] }

// Model is a run's network, nil if there is none.
func (f Found) Model(run string) host.Blob { return f[run+modelSuffix] }

// Paths are the paths of the runs that have one.
func (f Found) Paths() map[string][]Way {
	paths := map[string][]Way{}
	for name, file := range f {
		text, ok := strings.CutSuffix(name, waySuffix)
		id, epoch, parted := strings.Cut(text, "-")
		at, err := strconv.ParseFloat(epoch, 64)
		if ok && parted && err == nil && file != nil {
			paths[id] = append(paths[id], Way{at, file})
		}
	}
	for _, path := range paths {
		slices.SortFunc(path, func(a, b Way) int { return cmp.Compare(a.Epoch, b.Epoch) })
	}
	return paths
}

// kind is what a kept file is to the visitor.
type kind int

const (
	aRecord kind = iota
	aCheckpoint
	aModel
	aSet
	aName
	remade // what can be made again
)

// kinds say what closing the page loses without files of a kind. Without a record the rest
// of a run is of no use.
var kinds = []struct {
	kind       kind
	lost       string
	withRecord bool
}{
	{aRecord, "what is trained now is gone", false},
	{aCheckpoint, "runs that are not over begin again, or go on from an earlier epoch", true},
	{aModel, "the networks trained now are gone or have to be trained to their end again, while curves and results are kept", true},
	{aSet, "your photos have to be opened again", false},
	{aName, "a round has its old name again", true},
	{remade, "what has been made ready for VGG19 has to be made ready again", false},
}

// kindOf tells the kind of a file.
func kindOf(folder, name string) kind {
	switch {
	case folder == setsFolder:
		return aSet
	case !strings.HasPrefix(folder, roundsFolder) || strings.HasSuffix(name, waySuffix):
		return remade
	case strings.HasSuffix(name, checkpointSuffix):
		return aCheckpoint
	case strings.HasSuffix(name, modelSuffix):
		return aModel
	case name == nameFile:
		return aName
	}
	return aRecord
}
