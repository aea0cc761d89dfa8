package plan

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pawgrad/assets/pack"
	"pawgrad/assets/plan/cases"
)

// summary is a plan in the words of a case.
func summary(p Plan) (want, splits string) {
	var byClass [2]int
	bySplit := map[pack.Split]int{}
	for _, img := range p.Images {
		byClass[img.Label]++
		bySplit[img.Split]++
	}
	var parts []string
	for class, n := range byClass {
		if n > 0 {
			parts = append(parts, fmt.Sprint(p.Classes[class], " ", n))
		}
	}
	return strings.Join(parts, " "), fmt.Sprintf("%d train %d validation %d test", bySplit[pack.Train], bySplit[pack.Validation], bySplit[pack.Test])
}

func counts(p Plan) map[pack.Split]int {
	all := map[pack.Split]int{}
	for _, img := range p.Images {
		all[img.Split]++
	}
	return all
}

func check(t *testing.T, c cases.Case, p Plan) {
	t.Helper()
	want, splits := summary(p)
	if want != c.Want {
		t.Errorf("read as %q, want %q", want, c.Want)
	}
	if c.Splits != "" && splits != c.Splits {
		t.Errorf("split as %q, want %q", splits, c.Splits)
	}
	if (c.Asks == "") != (p.Question == "") || !strings.Contains(p.Question, c.Asks) {
		t.Errorf("asks %q, want %q", p.Question, c.Asks)
	}
	if len(p.Unlabelled) != c.Passed {
		t.Errorf("%d files have no class, want %d: %v", len(p.Unlabelled), c.Passed, p.Unlabelled)
	}
	if said := p.Read + " " + p.Origins.Sentence(counts(p)); !strings.Contains(said, c.Says) {
		t.Errorf("says %q, want %q", said, c.Says)
	}
}

func TestNewReadsTrees(t *testing.T) {
	for group, list := range map[string][]cases.Case{"names": cases.Names, "classes": cases.Classes, "splits": cases.Splits, "passed over": cases.PassedOver} {
		for _, c := range list {
			t.Run(group+"/"+c.Name, func(t *testing.T) {
				check(t, c, New(Listing{Paths: cases.Expand(c.Tree)}, Answers{}, 7))
			})
		}
	}
}

func TestNewReadsTables(t *testing.T) {
	for _, c := range cases.Tables {
		t.Run(c.Name, func(t *testing.T) {
			paths := cases.Expand(c.Tree)
			for path := range c.Tables {
				paths = append(paths, path)
			}
			read := func(path string) ([]byte, error) {
				if text, found := c.Tables[path]; found {
					return []byte(text), nil
				}
				return nil, errors.New("no table")
			}
			check(t, c.Case, New(Listing{paths, read}, Answers{}, 7))
		})
	}
}

func TestNewTakesAnswers(t *testing.T) {
	for _, c := range answered {
		t.Run(c.Name, func(t *testing.T) {
			check(t, c.Case, New(Listing{Paths: cases.Expand(c.Tree)}, c.answers, 7))
		})
	}
}

// TestGroups: what the page shows when it asks.
func TestGroups(t *testing.T) {
	p := New(Listing{Paths: cases.Expand([]string{"cats/*5", "dogs/*4", "Birds/*3", "train/cats/*2"})}, Answers{}, 7)
	want := []Group{
		{"cats", "cats", 7, []string{"cats/1.jpg", "cats/2.jpg", "cats/3.jpg"}, 0},
		{"dogs", "dogs", 4, []string{"dogs/1.jpg", "dogs/2.jpg", "dogs/3.jpg"}, 1},
		{"birds", "Birds", 3, []string{"Birds/1.jpg", "Birds/2.jpg", "Birds/3.jpg"}, LeaveOut},
	}
	if !reflect.DeepEqual(p.Groups, want) {
		t.Errorf("got %+v\nwant %+v", p.Groups, want)
	}
	if want := []SplitFolder{{"train", pack.Train, 2}}; !slices.Equal(p.SplitFolders, want) {
		t.Errorf("split folders %v, want %v", p.SplitFolders, want)
	}
}

// TestReasons: each file that is passed over has its own reason.
func TestReasons(t *testing.T) {
	paths := cases.Expand([]string{"cats/*2", "dogs/*2", "misc.jpg", "dogs_and_cats.jpg", "project/model.h5", "more/old.7z", "cats/.a.jpg.icloud"})
	p := New(Listing{Paths: paths}, Answers{}, 7)
	want := map[string]string{
		"misc.jpg": "neither its folder nor its name", "dogs_and_cats.jpg": "speaks of both", "project/model.h5": "no photo by its name",
		"more/old.7z": "unpack it", "cats/.a.jpg.icloud": "iCloud",
	}
	for _, u := range append(p.Unlabelled, p.Absent...) {
		if want[u.Path] == "" || !strings.Contains(u.Why, want[u.Path]) {
			t.Errorf("%s: %q, want %q", u.Path, u.Why, want[u.Path])
		}
		delete(want, u.Path)
	}
	if len(want) > 0 {
		t.Errorf("without a reason: %v", want)
	}
	listing := Listing{[]string{"images/1.jpg", "images/2.jpg", "labels.csv"}, func(string) ([]byte, error) { return []byte("1.jpg,cat\n2.jpg,dog\n"), nil }}
	if u := New(listing, Answers{}, 7).Unlabelled; len(u) != 1 || u[0].Why != "the classes were read from it" {
		t.Errorf("the table: %v", u)
	}
}

// TestPhotos are in the order in which people count, and of any names.
func TestPhotos(t *testing.T) {
	got := Photos([]string{"test/10.jpg", "test/9.jpg", "test/.hidden.jpg", "test/notes.txt", "test/09.jpg", "test/a10.jpg", "test/a9.jpg", "test/a.jpg"})
	if want := []string{"test/09.jpg", "test/9.jpg", "test/10.jpg", "test/a.jpg", "test/a9.jpg", "test/a10.jpg"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestTheTableOfCasesIsLong: kinds of folders that people have, each written down before it was run.
func TestTheTableOfCasesIsLong(t *testing.T) {
	const least = 120
	if n := len(cases.Names) + len(cases.Classes) + len(cases.Splits) + len(cases.PassedOver) + len(cases.Tables) + len(answered); n < least {
		t.Errorf("%d cases, want %d", n, least)
	}
}

// TestNewDependsOnSeedAlone: the order of listing changes nothing, and one photo more moves
// at most one other per border between splits.
func TestNewDependsOnSeedAlone(t *testing.T) {
	paths := cases.Expand([]string{"cat.#.jpg*100", "dog.#.jpg*100"})
	plan := New(Listing{Paths: paths}, Answers{}, 1)
	reversed := slices.Clone(paths)
	slices.Reverse(reversed)
	if !slices.Equal(plan.Images, New(Listing{Paths: reversed}, Answers{}, 1).Images) {
		t.Error("the order of listing changes the plan")
	}
	if slices.Equal(plan.Images, New(Listing{Paths: paths}, Answers{}, 2).Images) {
		t.Error("the seed changes nothing")
	}
	before := map[string]pack.Split{}
	for _, img := range plan.Images {
		before[img.Name] = img.Split
	}
	moved := 0
	for _, img := range New(Listing{Paths: append(slices.Clone(paths), "cat.extra.jpg")}, Answers{}, 1).Images {
		if was, found := before[img.Name]; found && was != img.Split {
			moved++
		}
	}
	if moved > 2 {
		t.Errorf("one photo more moves %d others", moved)
	}
}

// Pinned, so that no change of code draws other splits unnoticed. The order is that of
// Python's sorted(range(8), key=lambda i: sha256(seed + name)).
func TestShuffleIsPinned(t *testing.T) {
	members := []int{0, 1, 2, 3, 4, 5, 6, 7}
	Shuffle(members, 42, func(i int) string { return fmt.Sprint("cat.", i) })
	if want := []int{6, 0, 2, 1, 7, 3, 5, 4}; !slices.Equal(members, want) {
		t.Errorf("got %v, want %v", members, want)
	}
}

// FuzzNew: no listing and no table makes a panic, and every file has one place.
func FuzzNew(f *testing.F) {
	f.Add("cats/1.jpg\ndogs/2.jpg", "id,label\n1,cat\n2,dog")
	f.Add("train/0/a.png\ntest/1/b.png\nlabels.csv", "#A: 0:cat\n0;a.png\n1;b.png")
	f.Fuzz(func(t *testing.T, listing, table string) {
		paths := strings.Split(listing, "\n")
		slices.Sort(paths)
		paths = slices.Compact(paths)
		p := New(Listing{paths, func(string) ([]byte, error) { return []byte(table), nil }}, Answers{}, 1)
		seen := map[string]bool{}
		for _, img := range p.Images {
			if img.Label < 0 || img.Label > 1 || seen[img.Name] {
				t.Fatalf("%+v", img)
			}
			seen[img.Name] = true
		}
		for _, u := range p.Unlabelled {
			if seen[u.Path] {
				t.Fatalf("%s is used and passed over", u.Path)
			}
		}
	})
}

// TestWordsAreGenerated: gen_words.go is what its generator writes.
func TestWordsAreGenerated(t *testing.T) {
	dir := t.TempDir()
	program := filepath.Join(dir, "gen")
	if out, err := exec.Command("go", "build", "-o", program, "./internal/gen").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	run := exec.Command(program)
	run.Dir = dir
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want, err := os.ReadFile(filepath.Join(dir, "gen_words.go"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile("gen_words.go"); err != nil || !bytes.Equal(got, want) {
		t.Errorf("gen_words.go is not up to date (%v): go generate ./assets/plan", err)
	}
}

// answerCase is a tree, what the user has said to it, and how it is read then.
type answerCase struct {
	cases.Case
	answers Answers
}

var answered = []answerCase{
	{row("two of three", []string{"horse/*5", "zebra/*4", "donkey/*3"}, "zebra 4 donkey 3", "", "", 5, "as you chose"),
		Answers{Classes: map[string]int{"zebra": 0, "donkey": 1, "horse": LeaveOut}}},
	{row("what is not named is left out", []string{"horse/*5", "zebra/*4", "donkey/*3"}, "zebra 4 donkey 3", "", "", 5, ""),
		Answers{Classes: map[string]int{"zebra": 0, "donkey": 1}}},
	{row("two folders as one class", []string{"horse/*5", "zebra/*4", "donkey/*3"}, "striped 4 plain 8", "", "", 0, ""),
		Answers{Classes: map[string]int{"zebra": 0, "donkey": 1, "horse": 1}, Names: [2]string{"striped", "plain"}}},
	{row("exchanged", []string{"cats/*5", "dogs/*4"}, "dogs 4 cats 5", "", "", 0, ""),
		Answers{Classes: map[string]int{"dogs": 0, "cats": 1}}},
	{row("dogs and birds", []string{"cats/*5", "dogs/*4", "birds/*3"}, "dogs 4 birds 3", "", "", 5, ""),
		Answers{Classes: map[string]int{"dogs": 0, "birds": 1, "cats": LeaveOut}}},
	{row("splits turned", []string{"a/cats/*8", "a/dogs/*8", "train/cats/*4", "train/dogs/*4"}, "cat 12 dog 12", "14 train 2 validation 8 test", "", 0, "Test: folder train, 8."),
		Answers{Splits: map[string]pack.Split{"train": pack.Test}}},
	{row("a folder made a split", []string{"one/cats/*8", "one/dogs/*8", "two/cats/*4", "two/dogs/*4"}, "cat 12 dog 12", "14 train 2 validation 8 test", "", 0, "Test: folder two, 8."),
		Answers{Splits: map[string]pack.Split{"two": pack.Test}}},
}

// row is a case in the order of the table.
func row(name string, tree []string, want, splits, asks string, passed int, says string) cases.Case {
	return cases.Case{Name: name, Tree: tree, Want: want, Splits: splits, Asks: asks, Passed: passed, Says: says}
}
