package content

import (
	"path"
	"slices"
	"strings"
)

// Endings of the names of archives: of those that are read, and of those that are known and not.
var (
	ArchiveEndings = []string{".zip", ".tgz", ".gz", ".tar"}
	lockedEndings  = []string{".rar", ".7z", ".bz2", ".xz", ".zst"}
)

// Named tells by its name whether a file may be an [Archive] or a [Locked] one; all else is Unknown.
func Named(name string) Kind {
	switch ending := strings.ToLower(path.Ext(name)); {
	case slices.Contains(ArchiveEndings, ending):
		return Archive
	case slices.Contains(lockedEndings, ending):
		return Locked
	}
	return Unknown
}
