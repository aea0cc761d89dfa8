package plan

import (
	"cmp"
	"iter"
	"path"
	"slices"
	"strings"
)

// left are files and folders that systems leave among photos, of which a user knows nothing.
var left = set("__macosx thumbs.db desktop.ini @eadir ehthumbs.db $recycle.bin")

// Hidden reports whether a file is passed over without a word: its own name or a folder's
// begins with a dot, or a system has left it there. The name of root, the one folder that
// was chosen or dropped, does not count; it is empty where there were several.
func Hidden(file, root string) bool {
	return slices.ContainsFunc(strings.Split(strings.TrimPrefix(file, root), "/"), func(part string) bool {
		return strings.HasPrefix(part, ".") && part != "." && part != ".." || left[strings.ToLower(part)]
	})
}

// rootOf is the one folder that was chosen or dropped, with its slash; empty if there were
// several, or files.
func rootOf(paths []string) string {
	first, _, within := strings.Cut(common(paths), "/")
	if !within {
		return ""
	}
	return first + "/"
}

// common is the folder that all files lie in, with its slash; empty if there is none.
func common(paths []string) string {
	if len(paths) == 0 {
		return ""
	}
	prefix, _ := path.Split(paths[0])
	for _, p := range paths[1:] {
		for !strings.HasPrefix(p, prefix) {
			prefix, _ = path.Split(strings.TrimSuffix(prefix, "/"))
		}
	}
	return prefix
}

// foldersOf are the folders that a file lies in, the innermost first.
func foldersOf(file string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for dir := path.Dir(file); dir != "." && dir != "/"; dir = path.Dir(dir) {
			if !yield(dir) {
				return
			}
		}
	}
}

// endings are how photos' names end; a file without any may be one too.
var endings = set("jpg jpeg jpe jfif png gif webp bmp dib tif tiff avif heic heif ico jxl")

// others are endings with digits of what is no photo: what follows a dot in a name that is but a
// number, as in "cat.17", is no ending.
var others = set("h5 hdf5 mp3 mp4 m4a m4v 3gp 7z bz2")

// maybePhoto reports whether a file may be a photo by its name.
func maybePhoto(file string) bool {
	ending := strings.TrimPrefix(strings.ToLower(path.Ext(file)), ".")
	return !others[ending] && (endings[strings.TrimSpace(ending)] || strings.ContainsFunc(ending, notLetter) || ending == "")
}

// Photos are those of the files that may be photos by their names, hidden ones left out, in the
// order in which people count: 2.jpg before 10.jpg.
func Photos(paths []string) (photos []string) {
	root := rootOf(paths)
	for _, p := range paths {
		if !Hidden(p, root) && maybePhoto(p) {
			photos = append(photos, p)
		}
	}
	slices.SortFunc(photos, Natural)
	return photos
}

// Natural compares names with numbers in them as people do: "2.jpg" comes before "10.jpg".
func Natural(a, b string) int {
	for a != "" && b != "" {
		x, y := digits(a), digits(b)
		if x == "" || y == "" {
			if a[0] != b[0] {
				return cmp.Compare(a[0], b[0])
			}
			a, b = a[1:], b[1:]
			continue
		}
		if c := compareNumbers(x, y); c != 0 {
			return c
		}
		a, b = a[len(x):], b[len(y):]
	}
	return cmp.Compare(len(a), len(b))
}

// digits are those that a text begins with.
func digits(s string) string {
	return s[:len(s)-len(strings.TrimLeft(s, "0123456789"))]
}

// compareNumbers compares digits of any length: 07 is before 7, and both before 10.
func compareNumbers(a, b string) int {
	x, y := strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(x, y), cmp.Compare(len(b), len(a)))
}

// isPlaceholder reports whether a file stands for one that is in iCloud: .cat.jpg.icloud.
func isPlaceholder(file string) bool {
	name := strings.ToLower(path.Base(file))
	return strings.HasPrefix(name, ".") && strings.HasSuffix(name, ".icloud")
}

func notLetter(r rune) bool { return r < 'a' || r > 'z' }
