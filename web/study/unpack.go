package main

import (
	"archive/zip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// Kinds of files that results are made of: nothing else gets in, no photo and no weights.
var resultKinds = []string{".md", ".csv", ".json", ".svg"}

// leftOut are files of a report that results are better off without: each can be saved in the
// page, which opens the study's file, and is as large as that or larger. So are pictures as PNG.
var leftOut = []string{"steps.csv", "predictions.csv", "norms.csv"}

// mostBytes bounds a file of the results.
const mostBytes = 50 << 20

// unpack writes the files of a report's archive into a folder.
func unpack(archive, folder string) error {
	r, err := zip.OpenReader(archive)
	if err != nil {
		return err
	}
	defer r.Close()
	for _, f := range r.File {
		name := f.Name
		if name == "experiment.json" {
			name = experimentFile
		}
		if slices.Contains(leftOut, name) || filepath.Ext(name) == ".png" {
			continue
		}
		if filepath.Base(name) != name || !slices.Contains(resultKinds, filepath.Ext(name)) || f.UncompressedSize64 > mostBytes {
			return fmt.Errorf("%s does not belong into the results", f.Name)
		}
		if err := extract(f, filepath.Join(folder, name)); err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return nil
}

func extract(f *zip.File, path string) error {
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	content, err := io.ReadAll(io.LimitReader(in, mostBytes))
	if err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o644)
}
