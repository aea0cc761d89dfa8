package e2e

import (
	"archive/zip"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pawgrad/app/protocol"
	"pawgrad/app/session/images"
	"pawgrad/assets/plan/cases"
)

// dropped names the rows of the planner's table that are dropped on the page.
var dropped = []string{
	"plain", "young ones", "two words", "copy of a folder", "sets", "numbered", "hyphens", "camel case", "a blank at the end",
	"both in the root's name", "file names, Kaggle", "file names, word within", "file names, number first", "a file that speaks of both",
	"words within words", "the innermost folder counts", "Russian", "French", "German, letter and accent apart", "Turkish", "Chinese", "Arabic",
	"Oxford-IIIT pets by name", "two archives",
	"horses and zebras", "in every split", "breeds of one animal", "three classes", "names without a word", "one folder", "no folders",
	"training_set, test_set", "seg_train, seg_test", "train, dev, eval", "Train, Validate, Test", "holdout", "class outside",
	"class and split in one name", "Kaggle's archive within an archive", "all in a training folder",
	"hidden files", "what systems leave", "a root that begins with a dot", "a model among photos",
	"six photos beside labels.csv", "three values", "values without words", "a table of other files",
}

// TestDropCases drops rows of the planner's table on the page, one after the other: it reads them
// as the table says, or asks, or tells what is missing.
func TestDropCases(t *testing.T) {
	all := map[string]cases.WithTables{}
	for _, group := range [][]cases.Case{cases.Names, cases.Classes, cases.Splits, cases.PassedOver} {
		for _, c := range group {
			all[c.Name] = cases.WithTables{Case: c}
		}
	}
	for _, c := range cases.Tables {
		all[c.Name] = c
	}
	v := open(t, "")
	v.waitFor("the bundled set", phase(images.Ready))
	for i, name := range dropped {
		c, known := all[name]
		if !known {
			t.Errorf("the table has no row %q", name)
			continue
		}
		t.Run(name, func(t *testing.T) {
			of := &visit{t: t, Tab: v.Tab} // the one visit, for as long as this row lasts
			of.listen()
			of.drop(lay(t, c, i)...)
			of.checkCase(c.Case)
		})
	}
}

// listen begins to note what comes of an import.
func (v *visit) listen() {
	v.t.Helper()
	eval[bool](v, `(globalThis.heardDesk ??= (spiedWorkers.forEach((worker) => worker.addEventListener("message", (event) => {
		const [, kind] = event.data.json?.match(/"kind":"(\w+)"/) ?? [];
		if (["DataLoaded", "Question", "Failed"].includes(kind) || kind === "Imported" && !event.data.files.length) globalThis.heard = kind;
	})), true), globalThis.heard = "", true)`)
}

// checkCase waits until the page has read what was dropped as the table says. A worker's message is heard
// before the page shows what it means: what stands there may be of the case before.
func (v *visit) checkCase(c cases.Case) {
	v.t.Helper()
	v.waitFor("the import's end", fmt.Sprintf(`(() => {
		const phase = Number(document.querySelector("#data").dataset.phase);
		switch (heard) {
		case "": return false;
		case "Question": return phase === %d;
		case "DataLoaded": return phase === %d;
		default: return [%[2]d, %d].includes(phase) && Boolean(document.querySelector("#data-problem")?.innerText);
		}
	})()`, images.Asking, images.Ready, images.Failed))
	v.until("the page to read "+c.Name, func() string {
		return complaint(c, eval[reading](v, `({
			Heard: heard,
			Reading: document.querySelector("#import-reading")?.innerText ?? "",
			Question: document.querySelector("#import-question")?.innerText ?? "",
			Problem: document.querySelector("#data-problem")?.innerText ?? "",
			Classes: [...document.querySelectorAll("#counts [data-classes]")].map((e) => e.dataset.classes),
			Counts: [...document.querySelectorAll("#counts .count")].map((e) => e.innerText),
		})`))
	})
}

// reading is what the page says of what was dropped.
type reading struct {
	Heard, Reading, Question, Problem string
	Classes, Counts                   []string
}

// complaint says in what a reading is another than the table's.
func complaint(c cases.Case, got reading) string {
	switch {
	case c.Asks != "":
		if got.Heard != "Question" || !strings.Contains(got.Question, c.Asks) {
			return fmt.Sprintf("%+v, want a question with %q", got, c.Asks)
		}
	case c.Want == "" || len(strings.Fields(c.Want)) < 4: // no two classes
		if got.Heard == "DataLoaded" || got.Heard == "Question" || got.Problem == "" {
			return fmt.Sprintf("%+v, want a problem", got)
		}
	default:
		if got.Heard != "DataLoaded" || !strings.Contains(got.Reading, c.Says) {
			return fmt.Sprintf("%+v, want that it was read with %q", got, c.Says)
		}
		if !sameClasses(got.Classes, c.Want) {
			return fmt.Sprintf("%q, want %q", got.Classes, c.Want)
		}
		if len(got.Counts) == 3 && c.Splits != "" {
			if splits := fmt.Sprintf("%s train %s validation %s test", got.Counts[0], got.Counts[1], got.Counts[2]); splits != c.Splits {
				return fmt.Sprintf("split as %q, want %q", splits, c.Splits)
			}
		}
	}
	return ""
}

// sameClasses reports whether what the page says of each split, such as "4 cats and 4 dogs", adds
// up to what the table says: "cat 6 dog 6".
func sameClasses(splits []string, want string) bool {
	f := strings.Fields(want)
	set := protocol.DataLoaded{Classes: []string{f[0], f[2]}}
	var counts [2]int
	for _, s := range splits {
		for class, part := range strings.SplitN(s, " and ", 2) {
			number, name, _ := strings.Cut(part, " ")
			n, err := strconv.Atoi(number)
			if err != nil || name != set.Classes[class] && name != set.Plural(class) {
				return false
			}
			counts[class] += n
		}
	}
	return fmt.Sprint(counts[0]) == f[1] && fmt.Sprint(counts[1]) == f[3]
}

// lay writes the files of a case into a new folder and gives what is to be dropped: what lies in
// it, or, where single files do, the folder. What lies in a folder called as a zip is put into
// a zip. No two photos are alike, in all cases together.
func lay(t *testing.T, c cases.WithTables, seed int) []string {
	t.Helper()
	root := filepath.Join(t.TempDir(), "set")
	zips := map[string]*zip.Writer{}
	single := false
	put := func(name string, content []byte) {
		single = single || !strings.Contains(name, "/")
		if archive, inner, ok := strings.Cut(name, ".zip/"); ok {
			if zips[archive] == nil {
				if err := os.MkdirAll(root, 0o755); err != nil {
					t.Fatal(err)
				}
				f, err := os.Create(filepath.Join(root, archive+".zip"))
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { f.Close() })
				zips[archive] = zip.NewWriter(f)
			}
			w, err := zips[archive].Create(inner)
			if err == nil {
				_, err = w.Write(content)
			}
			if err != nil {
				t.Fatal(err)
			}
			return
		}
		file := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for i, name := range cases.Expand(c.Tree) {
		content := []byte("no photo")
		if slices.Contains([]string{".jpg", ".png"}, path.Ext(name)) {
			content = smallPhoto(t, uint64(seed), uint64(i))
		}
		put(strings.TrimPrefix(name, "./"), content)
	}
	for name, text := range c.Tables {
		put(name, []byte(text))
	}
	for _, w := range zips {
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if single {
		return []string{root}
	}
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, e := range entries {
		paths = append(paths, filepath.Join(root, e.Name()))
	}
	return paths
}

// smallPhoto is a JPEG of coloured patches, 1 KB, that no other resembles.
func smallPhoto(t *testing.T, seed, i uint64) []byte {
	t.Helper()
	const side, patch = 48, 6 // pixels
	random := rand.New(rand.NewPCG(seed, i))
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	for y := 0; y < side; y += patch {
		for x := 0; x < side; x += patch {
			v := random.Uint32()
			draw.Draw(img, image.Rect(x, y, x+patch, y+patch), image.NewUniform(color.RGBA{byte(v), byte(v >> 8), byte(v >> 16), 255}), image.Point{}, draw.Src)
		}
	}
	return encodeJPEG(t, img)
}
