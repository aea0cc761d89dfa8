package site

import (
	"errors"
	"os"
	"path/filepath"
)

// Root finds the folder of the project: the nearest one at or above the current
// folder that holds its go.mod.
func Root() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("There is no go.mod here or above. Run this inside a clone of Pawgrad.")
		}
		dir = parent
	}
}
