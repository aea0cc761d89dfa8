package plan

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"pawgrad/assets/pack"
)

// splitFolders finds the folders whose names speak of a split, by path. What a folder called
// eval or holdout is for depends on the others: validation if there is a test folder and none
// for validation, else test. answers overrule names.
func splitFolders(files []string, answers map[string]pack.Split) map[string]pack.Split {
	found := map[string]role{}
	for _, file := range files {
		for dir := range foldersOf(file) {
			if r := roleOf(path.Base(dir)); r != noRole {
				found[dir] = r
			}
		}
	}
	roles := slices.Collect(maps.Values(found))
	meaning := map[role]pack.Split{training: pack.Train, validation: pack.Validation, test: pack.Test, evaluation: pack.Test}
	if slices.Contains(roles, test) && !slices.Contains(roles, validation) {
		meaning[evaluation] = pack.Validation
	}
	splits := map[string]pack.Split{}
	for dir, r := range found {
		splits[dir] = meaning[r]
	}
	maps.Copy(splits, answers)
	return splits
}

// splitFolderOf is the innermost split folder that a file lies in, empty if it lies in none.
func splitFolderOf(file string, folders map[string]pack.Split) string {
	for dir := range foldersOf(file) {
		if _, found := folders[dir]; found {
			return dir
		}
	}
	return ""
}

// Origins says where the photos of each split are from.
type Origins struct {
	folders  map[pack.Split][]string
	nameless []string // folders for test whose photos have no class
	emptied  []pack.Split
	drawn    map[pack.Split]bool
	pooled   []string // the folders of all photos where none is for training
	shared   int      // how many photos for training are copies of those kept back
}

func (o *Origins) give(split pack.Split, folder string) {
	if o.folders == nil {
		o.folders = map[pack.Split][]string{}
	}
	if !slices.Contains(o.folders[split], folder) {
		o.folders[split] = append(o.folders[split], folder)
	}
}

func (o *Origins) giveNameless(folder string) {
	if !slices.Contains(o.nameless, folder) {
		o.nameless = append(o.nameless, folder)
	}
}

// given reports whether folders give a split.
func (o Origins) given(split pack.Split) bool { return len(o.folders[split]) > 0 }

// Sentence says where the photos of each split are from, with their numbers, and what of the
// folders could not be honoured: "Training: folder training_set, 8,000. Validation: 800 drawn
// from training. Test: folder test_set, 2,000."
func (o Origins) Sentence(counts map[pack.Split]int) string {
	var parts []string
	for _, split := range pack.Splits {
		name := strings.ToUpper(string(split[:1])) + string(split[1:])
		if split == pack.Train {
			name = "Training"
		}
		switch n := thousands(counts[split]); {
		case len(o.drawn) == 2 && !o.given(pack.Train):
			parts = append(parts, fmt.Sprintf("%s: %s drawn by lot.", name, n))
		case o.drawn[split]:
			parts = append(parts, fmt.Sprintf("%s: %s drawn by lot from those for training.", name, n))
		case len(o.folders[split]) == 0:
			parts = append(parts, fmt.Sprintf("%s: %s.", name, n))
		default:
			if len(o.folders[split]) == 1 {
				parts = append(parts, fmt.Sprintf("%s: folder %s, %s.", name, o.folders[split][0], n))
			} else {
				parts = append(parts, fmt.Sprintf("%s: folders %s, %s.", name, listed(o.folders[split]), n))
			}
		}
	}
	if len(o.pooled) > 0 {
		parts = append(parts, fmt.Sprintf("There are no other photos to train on than those of %s, so all were divided by lot.", inFolders(o.pooled)))
	}
	switch {
	case o.shared == 1:
		parts = append(parts, "1 photo is in folders for different splits: it is not learned from.")
	case o.shared > 1:
		parts = append(parts, fmt.Sprintf("%s photos are in folders for different splits: they are not learned from.", thousands(o.shared)))
	}
	for _, folder := range o.nameless {
		parts = append(parts, fmt.Sprintf("The photos of folder %s have no class, so nothing can be tested with them.", folder))
	}
	for _, split := range o.emptied {
		parts = append(parts, fmt.Sprintf("Of the %s photos that folders give none can be used (they are copies of others, or cannot be read).", split))
	}
	return strings.Join(parts, " ")
}

// inFolders names folders as such, up to three.
func inFolders(names []string) string {
	if len(names) == 1 {
		return fmt.Sprintf("folder %s", names[0])
	}
	return fmt.Sprintf("folders %s", listed(names))
}

// listed names up to three.
func listed(names []string) string {
	const most = 3
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}

// thousands writes a number with commas: 12,500.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
