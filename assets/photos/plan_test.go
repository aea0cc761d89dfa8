package photos

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pawgrad/assets/pack"
)

func TestNewPlanReadsLabelsAndSplits(t *testing.T) {
	// Every case stands among photos of all splits, so that nothing is drawn.
	others := []string{"train/cats/o.jpg", "validation/cats/o.jpg", "test/cats/o.jpg"}
	for p, want := range map[string]string{
		"train/cats/a.jpg":               "0 train",
		"TRAIN/Dogs/a.jpg":               "1 train",
		"set/validation/dog/a.jpg":       "1 validation",
		"val/cat/deep/down/a.jpg":        "0 validation",
		"Valid/cat/a.jpg":                "0 validation",
		"dogs/test/a.jpg":                "1 test",
		"dogs/testing/a.jpg":             "1 test",
		"training/cat.12.jpg":            "0 train",
		"dogs-vs-cats/test/Dog_7.PNG":    "1 test",
		"test/cats (1).jpg":              "0 test",
		"test/dog":                       "1 test",
		"cats/dog.1.jpg":                 "0 train", // the folder is somebody's decision
		"dogs/cats/a.jpg":                "0 train", // the innermost folder counts
		"cats/a.jpg":                     "0 train",
		"test/catalogue.jpg":             "unlabelled",
		"test1/17.jpg":                   "unlabelled",
		"dogs-vs-cats/17.jpg":            "unlabelled",
		"hotdog.1.jpg":                   "unlabelled",
		"Katze.1.jpg":                    "unlabelled",
		"cats/.hidden.jpg":               "hidden",
		".git/cats/a.jpg":                "hidden",
		"__MACOSX/cats/._a.jpg":          "hidden",
		"__MACOSX/cats/a.jpg":            "hidden",
		"cats/Thumbs.db":                 "hidden",
		"cats/desktop.ini":               "hidden",
		"cats/.DS_Store":                 "hidden",
		"train/cats/test.jpg":            "0 train",
		"train/cats/ü \"x\" \u2603.jpeg": "0 train",
	} {
		plan := NewPlan(append(slices.Clone(others), p), 1)
		got := "hidden"
		for _, img := range plan.Images {
			if img.Name == p {
				got = fmt.Sprintf("%d %s", img.Label, img.Split)
			}
		}
		if len(plan.Skipped) == 1 && plan.Skipped[0].Path == p && plan.Skipped[0].Reason == Unlabelled {
			got = "unlabelled"
		}
		if got != want {
			t.Errorf("%s: %s, want %s", p, got, want)
		}
	}
}

// files lists n cats and n dogs with a format of class and number.
func files(format string, n int) (paths []string) {
	for i := range n {
		for _, class := range Classes {
			paths = append(paths, fmt.Sprintf(format, class, i))
		}
	}
	return paths
}

func TestNewPlanDrawsMissingSplits(t *testing.T) {
	for _, c := range []struct {
		name  string
		paths []string
		want  [3]int // of each class, per split
		says  string
	}{
		{"flat", files("%s.%d.jpg", 100), [3]int{70, 10, 20}, "70% training, 10% validation, 20% test"},
		{"all in train", files("train/%s.%d.jpg", 100), [3]int{70, 10, 20}, "by lot"},
		{"all in test", files("test/%s.%d.jpg", 100), [3]int{70, 10, 20}, "by lot"},
		{"no test", append(files("train/%s/%d.jpg", 90), files("validation/%s/%d.jpg", 7)...), [3]int{70, 7, 20}, "no folder is called test"},
		{"no validation", append(files("train/%s/%d.jpg", 80), files("test/%s/%d.jpg", 7)...), [3]int{70, 10, 7}, "no folder is called validation"},
		{"all given", slices.Concat(files("train/%s/%d", 5), files("val/%s/%d", 2), files("test/%s/%d", 1)), [3]int{5, 2, 1}, "those of the folders"},
		{"three", files("%s.%d.jpg", 3), [3]int{1, 1, 1}, "by lot"},
		{"two", files("%s.%d.jpg", 2), [3]int{2, 0, 0}, "by lot"},
	} {
		plan := NewPlan(c.paths, 7)
		var got [2][3]int
		for _, img := range plan.Images {
			got[img.Label][slices.Index(pack.Splits[:], img.Split)]++
		}
		if got[0] != c.want || got[1] != c.want {
			t.Errorf("%s: %v, want %v of each class", c.name, got, c.want)
		}
		if !strings.Contains(plan.Split, c.says) {
			t.Errorf("%s: %q, want %q", c.name, plan.Split, c.says)
		}
	}
}

func TestNewPlanDependsOnSeedAlone(t *testing.T) {
	paths := files("%s.%d.jpg", 100)
	plan := NewPlan(paths, 1)
	reversed := slices.Clone(paths)
	slices.Reverse(reversed)
	if !slices.Equal(plan.Images, NewPlan(reversed, 1).Images) {
		t.Error("the order of listing changes the plan")
	}
	if slices.Equal(plan.Images, NewPlan(paths, 2).Images) {
		t.Error("the seed changes nothing")
	}
	// One photo more moves at most one other per border between splits.
	before := map[string]pack.Split{}
	for _, img := range plan.Images {
		before[img.Name] = img.Split
	}
	moved := 0
	for _, img := range NewPlan(append(slices.Clone(paths), "cat.extra.jpg"), 1).Images {
		if was, found := before[img.Name]; found && was != img.Split {
			moved++
		}
	}
	if moved > 2 {
		t.Errorf("one photo more moves %d others", moved)
	}
}

// Pinned, so that no change of code draws other splits unnoticed. The order is
// that of Python's sorted(range(8), key=lambda i: sha256(seed + name)).
func TestShuffleIsPinned(t *testing.T) {
	members := []int{0, 1, 2, 3, 4, 5, 6, 7}
	Shuffle(members, 42, func(i int) string { return fmt.Sprint("cat.", i) })
	if want := []int{6, 0, 2, 1, 7, 3, 5, 4}; !slices.Equal(members, want) {
		t.Errorf("got %v, want %v", members, want)
	}
}
