// Package obtain brings VGG19's pretrained weights into a folder, in the form
// that a site serves, from wherever they can be had with the least trouble:
// from that folder itself, where they are from the second time on; from a file
// that Keras, PyTorch or Hugging Face's programs have already put on this
// machine; from the official address.
//
// [Places] says where other programs keep them, [Plan] in which order the ways
// are tried; both decide and do nothing. [Bring] does it.
package obtain

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"pawgrad/assets/vgg19"
)

// Options are what Bring needs to know.
type Options struct {
	// Out is the folder of the converted weights.
	Out string
	// Named is a file or folder that the user has named, or empty.
	Named string
	// Cache is the folder where a fetched file is kept.
	Cache string
	// Places are where other programs keep the weights.
	Places []Place
	// Published tells what is published of a file; [Published], but for tests.
	Published func(path string) Sum
	// Fetcher gets the official file.
	Fetcher Fetcher
	// Say is told what did not work, a line each; there may be another way.
	Say func(line string)

	// convert is convertTo, but for tests.
	convert func(ctx context.Context, from, out string) (*vgg19.Manifest, error)
}

// Bring sees to it that the folder holds the weights, and returns what they are,
// and a few words on where they came from. If no way worked, the error is that of
// the last, which is worth telling.
func Bring(ctx context.Context, o Options) (m *vgg19.Manifest, from string, err error) {
	kept, damage := keptIn(o.Out)
	if damage != nil {
		o.Say(fmt.Sprintf("what is in %s cannot be used: %v", o.Out, damage))
		// Where a manifest is, everything has to be: a site is made of it.
		if err := os.Remove(filepath.Join(o.Out, vgg19.ManifestName)); err != nil {
			return nil, "", fmt.Errorf("%w; %s", err, elsewhere)
		}
	}
	for _, way := range Plan(Facts{Named: o.Named, Kept: kept != nil, Found: look(o.Places)}) {
		if way.Kind == Kept {
			return kept, "converted before", nil
		}
		if m, err = o.take(ctx, way); err == nil {
			return m, describe(way), nil
		}
		if ctx.Err() != nil {
			return nil, "", ctx.Err()
		}
		if way.Kind == Found {
			o.Say(fmt.Sprintf("%s, left by %s, cannot be used: %v", way.Path, way.By, err))
		}
	}
	return nil, "", err
}

// take converts the weights of one source.
func (o Options) take(ctx context.Context, way Source) (*vgg19.Manifest, error) {
	path := way.Path
	if way.Kind == Official {
		path = filepath.Join(o.Cache, OfficialName)
		if err := o.Fetcher.Fetch(ctx, path); err != nil {
			return nil, err
		}
	} else if err := o.Published(path).check(path); err != nil {
		return nil, err
	}
	if o.convert != nil {
		return o.convert(ctx, path, o.Out)
	}
	return convertTo(ctx, path, o.Out)
}

// describe says where weights came from.
func describe(way Source) string {
	switch way.Kind {
	case Found:
		return fmt.Sprintf("of %s, which %s has left", way.Path, way.By)
	case Official:
		return "from the official address"
	}
	return "of " + way.Path
}

// look finds the files that are there.
func look(places []Place) []Source {
	var found []Source
	for _, p := range places {
		paths, err := filepath.Glob(p.Pattern)
		if err != nil {
			continue // a folder of a name that is no pattern, as "[x"
		}
		for _, path := range paths {
			// Stat, not Lstat: what a link points to counts.
			if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
				found = append(found, Source{Kind: Found, Path: path, By: p.By})
			}
		}
	}
	return found
}

// keptIn reads the converted weights in a folder: nil if there are none, and an
// error if they are there and not whole.
func keptIn(dir string) (*vgg19.Manifest, error) {
	text, err := os.ReadFile(filepath.Join(dir, vgg19.ManifestName))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	m, err := vgg19.ParseManifest(text)
	if err != nil {
		return nil, err
	}
	if err := verify(dir, m); err != nil {
		return nil, err
	}
	return m, nil
}
