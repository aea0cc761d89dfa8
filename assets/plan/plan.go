// Package plan understands what people bring: from the names of files alone it tells which
// two classes there are, which photo is of which, and which are for training, validation and
// test. Where names do not say it for sure, it asks ([Question]) rather than guesses, and
// every plan says in sentences how it was read.
//
//	Listing --New--> Plan (classes, photos with labels and splits, what was passed over, a question)
//
// The page and the commands share it. It never looks at pixels and opens no file but tables
// of labels. The same listing always gives the same plan, in whatever order it comes.
package plan

import (
	"cmp"
	"slices"

	"pawgrad/assets/pack"
)

// Animals are the two classes that names are best known of, in the order of their labels.
var Animals = [2]string{"cat", "dog"}

// Listing is what people have brought.
type Listing struct {
	// Paths are all files', slash-separated, none twice. An archive's own name may stand in
	// front, as a folder.
	Paths []string
	// Read returns the bytes of a small file, a table of labels; nil if none can be read.
	Read func(path string) ([]byte, error)
}

// LeaveOut is the class of photos that are not to be used.
const LeaveOut = -1

// Answers is what a user has said to a [Question]. The zero value says nothing.
type Answers struct {
	// Classes gives groups, by their keys, a class (0 or 1) or LeaveOut. Not nil: no other
	// reading of names counts, and groups that it does not name are left out.
	Classes map[string]int
	// Names are the classes' names; where one is empty, it is that of its group.
	Names [2]string
	// Splits says for what the photos of split folders are, by the folders' paths.
	Splits map[string]pack.Split
}

// Plan is how a listing is read.
type Plan struct {
	// Classes are the two classes' names, by label.
	Classes [2]string
	// Images are the labelled files with their splits: training first, then validation,
	// then test, each by path.
	Images []pack.Image
	// Unlabelled are files of which no class is told.
	Unlabelled []Passed
	// Absent are placeholders of files that are in a cloud.
	Absent []Passed
	// Read says in one sentence how the classes were told.
	Read string
	// Origins says where each split is from.
	Origins Origins
	// Groups are the folders, or the values of a table's column, that may be classes, by key.
	Groups []Group
	// SplitFolders are the folders whose names speak of a split, by path.
	SplitFolders []SplitFolder
	// Question is what has to be asked before the plan can be carried out; empty if the
	// names say all.
	Question string

	folders map[string]pack.Split // those whose names speak of a split, with and without photos
	// inPlaceOf names, of images that were kept in place of copies in other folders, those
	// copies; see [Plan.Keep].
	inPlaceOf map[string]string
}

// Passed is a file that was passed over, and why.
type Passed struct {
	Path, Why string
	// Photo tells that it may be a photo by its name.
	Photo bool
}

// Group is a set of photos that may be a class.
type Group struct {
	// Key names the group for [Answers]: a folder's path or a value of a table.
	Key string
	// Name is what a class of just this group would be called.
	Name string
	// Count is the number of photos.
	Count int
	// Samples are up to three of them, by path.
	Samples []string
	// Class is what the plan takes it for: 0, 1 or LeaveOut.
	Class int
}

// SplitFolder is a folder that holds the photos of a split.
type SplitFolder struct {
	Path  string
	Split pack.Split
	Count int
}

// New reads labels and splits off a listing. The splits that no folder gives are drawn with
// the seed: see [Plan.draw].
func New(listing Listing, answers Answers, seed uint64) Plan {
	root := rootOf(listing.Paths)
	var files []string
	var absent []Passed
	for _, p := range listing.Paths {
		switch {
		case isPlaceholder(p):
			absent = append(absent, Passed{p, "in iCloud and not on this machine; download it there, then try again", true})
		case !Hidden(p, root):
			files = append(files, p)
		}
	}
	slices.Sort(files)
	told := tell(files, listing, answers)
	plan := Plan{
		Classes: told.names, Read: told.read, Question: told.question,
		Groups: told.groups.classified(told.class), Absent: absent,
		folders: splitFolders(files, answers.Splits),
	}
	for _, p := range files {
		switch class, known := told.class[p]; {
		case !known:
			plan.Unlabelled = append(plan.Unlabelled, Passed{p, told.whyNot(p), maybePhoto(p)})
		case class == LeaveOut:
			plan.Unlabelled = append(plan.Unlabelled, Passed{p, "you left its folder out", maybePhoto(p)})
		default:
			plan.Images = append(plan.Images, pack.Image{Name: p, Label: class})
		}
	}
	plan.divide(seed)
	return plan
}

// Outranks reports whether, of two copies of one photo, the folders of a keep it back more than
// those of b: for the test more than for validation, and for that more than for training.
func (plan Plan) Outranks(a, b string) bool {
	rank := func(name string) int {
		return max(0, slices.Index(pack.Splits[:], plan.folders[plan.splitFolder(name)]))
	}
	return rank(a) > rank(b)
}

// splitFolder is the folder that gives a photo its split: its own, or that of the copy in whose
// place it was kept.
func (plan Plan) splitFolder(name string) string {
	return splitFolderOf(cmp.Or(plan.inPlaceOf[name], name), plan.folders)
}

// Keep is the plan of just those of its images that can be used, which are named. Of those
// that were kept in place of copies that outrank them inPlaceOf names the copies, whose splits
// they get. Splits that are drawn are drawn anew, of these alone; where nothing is left of one
// that folders give, it is drawn too, and [Origins.Sentence] says so.
func (plan Plan) Keep(names []string, inPlaceOf map[string]string, seed uint64) Plan {
	kept := map[string]bool{}
	for _, name := range names {
		kept[name] = true
	}
	before := plan.Origins
	plan.Images = slices.DeleteFunc(slices.Clone(plan.Images), func(img pack.Image) bool { return !kept[img.Name] })
	plan.inPlaceOf = inPlaceOf
	plan.divide(seed)
	if plan.Origins.pooled != nil {
		return plan
	}
	plan.Origins.shared = len(inPlaceOf)
	for _, split := range pack.Splits {
		if before.given(split) && !plan.Origins.given(split) {
			plan.Origins.emptied = append(plan.Origins.emptied, split)
		}
	}
	return plan
}

// divide gives the images their splits: those of their folders, the missing ones by lot.
func (plan *Plan) divide(seed uint64) {
	plan.Origins, plan.SplitFolders = Origins{}, nil
	var pool []int // indices of images whose split is open: those for training, and those that no folder gives one
	counts := map[string]int{}
	for i, img := range plan.Images {
		folder := plan.splitFolder(img.Name)
		split := cmp.Or(plan.folders[folder], pack.Train)
		if folder != "" {
			counts[folder]++
			plan.Origins.give(split, folder)
		}
		if split == pack.Train {
			pool = append(pool, i)
		}
		plan.Images[i].Split = split
	}
	for _, folder := range sorted(counts) {
		plan.SplitFolders = append(plan.SplitFolders, SplitFolder{folder, plan.folders[folder], counts[folder]})
	}
	if len(pool) == 0 { // nothing to train on: then the folders mean something else
		plan.Origins = Origins{pooled: sorted(counts)}
		for i := range plan.Images {
			pool = append(pool, i)
			plan.Images[i].Split = pack.Train
		}
	}
	for _, u := range plan.Unlabelled {
		if folder := splitFolderOf(u.Path, plan.folders); plan.folders[folder] == pack.Test && maybePhoto(u.Path) {
			plan.Origins.giveNameless(folder)
		}
	}
	plan.draw(pool, seed)
	slices.SortFunc(plan.Images, func(a, b pack.Image) int {
		rank := func(s pack.Split) int { return slices.Index(pack.Splits[:], s) }
		return cmp.Or(rank(a.Split)-rank(b.Split), cmp.Compare(a.Name, b.Name))
	})
}
