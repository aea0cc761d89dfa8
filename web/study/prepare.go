package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"pawgrad/nn/spec"
	"pawgrad/web/site"
)

// prepare makes what the page needs: the pretrained weights beside the site, the site,
// and a pack of the photos, if there are any.
func prepare(ctx context.Context, root string, o options) (m materials, err error) {
	m.weights = filepath.Join(root, "build", "vgg19") // whatever is there
	if o.weights != "" {
		m.weights = filepath.Join(o.build, "vgg19-"+mark(o.weights))
		if _, err := os.Stat(filepath.Join(m.weights, "manifest.json")); errors.Is(err, fs.ErrNotExist) {
			if err := command(ctx, root, "./assets/makevgg19", "-out", m.weights, "-from", o.weights); err != nil {
				return m, err
			}
		}
	}
	if o.built == "" {
		log.Print("Building the site ...")
		if _, err := site.BuildContext(ctx, root, o.site(), m.weights); err != nil {
			return m, err
		}
	}
	if m.pack = o.photos; o.photos == "" || strings.HasSuffix(o.photos, ".pack") {
		return m, nil
	}
	m.pack = filepath.Join(o.build, "photos-"+mark(o.photos)+".pack")
	if _, err := os.Stat(m.pack); err == nil {
		return m, nil
	}
	// The page makes smaller photos of these.
	size := strconv.Itoa(spec.StudySize)
	return m, command(ctx, root, "./assets/makepack", "-size", size, "-out", m.pack, o.photos)
}

func (o options) site() string { return cmp.Or(o.built, filepath.Join(o.build, "site")) }

// profile is the browser's for a part; what writes to other results is another study, and must not
// continue this one.
func (o options) profile(part string) string {
	return filepath.Join(o.build, "profile-"+mark(o.results)+"-"+part)
}

// mark is a short name for a path.
func mark(path string) string {
	sum := fnv.New32a()
	sum.Write([]byte(path))
	return fmt.Sprintf("%08x", sum.Sum32())
}

// command runs one of the project's commands.
func command(ctx context.Context, root string, args ...string) error {
	c := exec.CommandContext(ctx, "go", append([]string{"run"}, args...)...)
	c.Dir, c.Stdout, c.Stderr = root, os.Stderr, os.Stderr
	if err := c.Run(); err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	return nil
}

// serve hands out the site until the returned function is called.
func serve(o options) (stop func(), err error) {
	if _, stop, err = site.Serve(o.address, site.Handler(o.site())); err != nil {
		return nil, fmt.Errorf("cannot serve at %s (%w): is another study under way?", o.address, err)
	}
	return stop, nil
}
