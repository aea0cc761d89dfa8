package plan

import (
	"iter"
	"path"
	"strings"
)

// left are files and folders that systems leave among photos, of which a user knows nothing.
var left = set("__macosx thumbs.db desktop.ini @eadir ehthumbs.db $recycle.bin")

// Hidden reports whether a file is passed over without a word: its own name or a folder's
// begins with a dot, or a system has left it there. The name of root, the one folder that
// was chosen or dropped, does not count; it is empty where there were several.
func Hidden(file, root string) bool {
	rest := strings.TrimPrefix(file, root)
	for part := range strings.SplitSeq(rest, "/") {
		if strings.HasPrefix(part, ".") && part != "." && part != ".." || left[strings.ToLower(part)] {
			return true
		}
	}
	return false
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

// maybePhoto reports whether a file may be a photo by its name.
func maybePhoto(file string) bool {
	ending := strings.TrimPrefix(strings.ToLower(path.Ext(file)), ".")
	return endings[strings.TrimSpace(ending)] || strings.ContainsFunc(ending, notLetter) || ending == ""
}

func notLetter(r rune) bool { return r < 'a' || r > 'z' }
