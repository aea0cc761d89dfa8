package photos

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"

	"pawgrad/assets/pack"
)

// Classes are the labels of every set made here: label 0 is a cat, 1 a dog.
var Classes = [...]string{"cat", "dog"}

// The parts of a hundred into which photos are divided where folders do not
// say it: the study's proportion, with a tenth to watch while training.
const (
	trainShare      = 70
	validationShare = 10
	testShare       = 20
)

// minForShares is the number of photos of a class from which on every split
// gets at least one of them.
const minForShares = 3

// Plan says what to make of a list of files. It knows only their names.
type Plan struct {
	// Images are the labelled files with their splits: training first, then
	// validation, then test, each by path.
	Images []pack.Image
	// Skipped are files whose names tell no label.
	Skipped []Skip
	// Split says in one sentence where the splits come from.
	Split string
}

// NewPlan reads labels and splits from paths (slash-separated).
//
// The label is that of the innermost folder called cat, cats, dog or dogs, in
// any case; failing that, that of a file name that begins so, such as
// cat.17.jpg or Dog_3.png.
//
// The split is that of the innermost folder called train or training,
// validation, valid or val, test or testing. All other photos, and those of
// the training folders, are the pool: if no photo lies in a validation folder,
// and likewise if none lies in a test folder, these splits are drawn from the
// pool, class by class, in the proportion 70 : 10 : 20 (training to what is
// missing). The draw takes the order of SHA-256(seed, path), so it is the same
// everywhere, and a photo added later moves hardly any other.
//
// Hidden files, __MACOSX, Thumbs.db and desktop.ini are passed over.
func NewPlan(paths []string, seed uint64) Plan {
	var plan Plan
	var pool []int // indices of images whose split is open
	given := map[pack.Split]bool{}
	for _, p := range paths {
		if hidden(p) {
			continue
		}
		label, ok := labelOf(p)
		if !ok {
			plan.Skipped = append(plan.Skipped, Skip{p, Unlabelled,
				"neither its folder nor its name says cat or dog; put it in a folder called cats or dogs"})
			continue
		}
		split := splitOf(p)
		if split == "" || split == pack.Train {
			pool = append(pool, len(plan.Images))
			split = pack.Train
		} else {
			given[split] = true
		}
		plan.Images = append(plan.Images, pack.Image{Name: p, Label: label, Split: split})
	}
	if len(pool) == 0 { // nothing to train on: then the folders mean something else
		clear(given)
		for i := range plan.Images {
			pool = append(pool, i)
			plan.Images[i].Split = pack.Train
		}
	}
	plan.draw(pool, given, seed)
	plan.Split = splitSentence(given)
	slices.SortFunc(plan.Images, func(a, b pack.Image) int {
		rank := func(s pack.Split) int { return slices.Index(pack.Splits[:], s) }
		return cmp.Or(rank(a.Split)-rank(b.Split), cmp.Compare(a.Name, b.Name))
	})
	return plan
}

// draw takes the splits that are not given out of the pool.
func (plan *Plan) draw(pool []int, given map[pack.Split]bool, seed uint64) {
	shares := []struct {
		split pack.Split
		share int
	}{{pack.Validation, validationShare}, {pack.Test, testShare}}
	all := trainShare
	for _, part := range shares {
		if !given[part.split] {
			all += part.share
		}
	}
	for label := range Classes {
		var members []int
		for _, i := range pool {
			if plan.Images[i].Label == label {
				members = append(members, i)
			}
		}
		Shuffle(members, seed, func(i int) string { return plan.Images[i].Name })
		count := len(members)
		for _, part := range shares {
			if given[part.split] {
				continue
			}
			n := (count*part.share + all/2) / all
			if count >= minForShares {
				n = max(n, 1)
			}
			for _, i := range members[:n] {
				plan.Images[i].Split = part.split
			}
			members = members[n:]
		}
	}
}

// Shuffle puts members into the order of SHA-256(seed, name): an order that
// looks drawn by lot, needs no generator to stay the same between versions of
// Go, and in which a member keeps its place whatever others there are.
func Shuffle(members []int, seed uint64, name func(int) string) {
	keys := make(map[int][]byte, len(members))
	for _, i := range members {
		key := sha256.Sum256(append(binary.LittleEndian.AppendUint64(nil, seed), name(i)...))
		keys[i] = key[:]
	}
	slices.SortFunc(members, func(i, j int) int { return bytes.Compare(keys[i], keys[j]) })
}

func splitSentence(given map[pack.Split]bool) string {
	switch validation, test := given[pack.Validation], given[pack.Test]; {
	case validation && test:
		return "The splits are those of the folders."
	case validation:
		return fmt.Sprintf("The test photos were drawn from those for training (%d of %d); no folder is called test.", testShare, trainShare+testShare)
	case test:
		return fmt.Sprintf("The validation photos were drawn from those for training (%d of %d); no folder is called validation.", validationShare, trainShare+validationShare)
	}
	return fmt.Sprintf("The splits were drawn by lot: %d%% training, %d%% validation, %d%% test.", trainShare, validationShare, testShare)
}

// labelOf reads the label off a path.
func labelOf(p string) (label int, ok bool) {
	dir, file := path.Split(p)
	if word, found := innermost(dir, labelWords); found {
		return word, true
	}
	// Only the first word of a file's name counts: "cat.17.jpg", not "catalogue.jpg".
	stem := strings.ToLower(file)
	if end := strings.IndexFunc(stem, func(r rune) bool { return !unicode.IsLetter(r) }); end >= 0 {
		stem = stem[:end]
	}
	label, ok = labelWords[stem]
	return label, ok
}

// splitOf reads the split off a path; "" if its folders do not tell.
func splitOf(p string) pack.Split {
	dir, _ := path.Split(p)
	split, _ := innermost(dir, splitWords)
	return split
}

var (
	labelWords = map[string]int{"cat": 0, "cats": 0, "dog": 1, "dogs": 1}
	splitWords = map[string]pack.Split{
		"train": pack.Train, "training": pack.Train,
		"validation": pack.Validation, "valid": pack.Validation, "val": pack.Validation,
		"test": pack.Test, "testing": pack.Test,
	}
)

// innermost looks a path's folders up, the last one first, in any case.
func innermost[T any](dir string, words map[string]T) (value T, found bool) {
	parts := strings.Split(dir, "/")
	for _, part := range slices.Backward(parts) {
		if value, found = words[strings.ToLower(part)]; found {
			return value, true
		}
	}
	return value, false
}
