package site

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"pawgrad/assets/vgg19"
)

// collectWeights adds VGG19's pretrained weights, which lie in a folder once they
// could be had; without that folder the site does without them. They are added
// only if all of them are whole.
func collectWeights(folder string, files map[string][]byte) error {
	text, err := os.ReadFile(filepath.Join(folder, vgg19.ManifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read VGG19's weights: %w", err)
	}
	const cure = "run make vgg19 again, or remove the folder to build the site without VGG19"
	manifest, err := vgg19.ParseManifest(text)
	if err != nil {
		return fmt.Errorf("VGG19's weights in %s cannot be used (%w): %s", folder, err, cure)
	}
	reader := vgg19.NewReader(manifest)
	for i, shard := range manifest.Shards {
		content, err := os.ReadFile(filepath.Join(folder, shard.Name))
		if err == nil {
			err = reader.Add(i, content)
		}
		if err != nil {
			return fmt.Errorf("VGG19's weights in %s cannot be used (%w): %s", folder, err, cure)
		}
		files[path.Join(weightsFolder, shard.Name)] = content
	}
	files[path.Join(weightsFolder, vgg19.ManifestName)] = text
	return nil
}

// weightsID names the weights among the files, or is empty if there are none.
func weightsID(files map[string][]byte) string {
	text, ok := files[path.Join(weightsFolder, vgg19.ManifestName)]
	if !ok {
		return ""
	}
	manifest, err := vgg19.ParseManifest(text)
	if err != nil {
		panic(fmt.Sprintf("site: a manifest that was read cannot be read again: %v", err))
	}
	return manifest.ID()
}
