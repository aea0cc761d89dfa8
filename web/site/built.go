package site

import (
	"os"
	"path/filepath"
)

// Built returns the folder of a built site for tests in a browser: the one that the
// environment variable PAWGRAD_DIST names, which saves the time of building it, or else
// one that it builds of the project in root, and which remove removes.
func Built(root string) (dist string, remove func(), err error) {
	if dist := os.Getenv("PAWGRAD_DIST"); dist != "" {
		return dist, func() {}, nil
	}
	folder, err := os.MkdirTemp("", "pawgrad-site-")
	if err != nil {
		return "", nil, err
	}
	dist = filepath.Join(folder, "dist")
	if _, err := Build(root, dist); err != nil {
		os.RemoveAll(folder)
		return "", nil, err
	}
	return dist, func() { os.RemoveAll(folder) }, nil
}
