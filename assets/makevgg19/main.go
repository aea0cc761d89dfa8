//go:build !js

// Command makevgg19 converts the pretrained VGG19 weights into the 8-bit form
// that the page loads:
//
//	go run ./assets/makevgg19 -out DIR                fetch Keras' file and convert it
//	go run ./assets/makevgg19 -out DIR -from PATH     convert a file or a folder
//
// PATH is a Keras .h5 file, a TensorFlow.js model (its folder, or its
// model.json), or a .safetensors file with torchvision's names; package convert
// tells which. The fetched file is kept in the user's cache folder, and a fetch
// that broke off goes on where it was. The files in DIR are replaced only when
// the new ones are complete and have been read back. Exit codes: 0, converted;
// 1, not; 2, the command line is wrong.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"

	"pawgrad/assets/vgg19"
	"pawgrad/assets/vgg19/convert"
)

const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

const megabyte = 1e6

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], official(), os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

const usage = `usage: makevgg19 -out DIR [-from PATH] [-cache DIR]

Converts the VGG19 weights for the page: about 20 MB. Without -from it fetches
Keras' file (80 MB).

`

// run is the command without its process: its exit code is the result.
func run(ctx context.Context, args []string, source fetcher, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("makevgg19", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprint(stderr, usage)
		flags.PrintDefaults()
	}
	from := flags.String("from", "", "the weights: a .h5 or .safetensors `file`, or a TensorFlow.js folder (default: fetch Keras' file)")
	out := flags.String("out", "", "the `folder` to write to; it is made if need be")
	cache := flags.String("cache", "", "the `folder` where the fetched file is kept (default: pawgrad in the user's cache folder)")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return exitOK
	case err != nil:
		return exitUsage
	case flags.NArg() != 0 || *out == "":
		fmt.Fprintln(stderr, "makevgg19: give the folder to write to with -out, and the weights, if you have them, with -from")
		flags.Usage()
		return exitUsage
	}
	fail := func(err error) int {
		fmt.Fprintf(stderr, "makevgg19: nothing was converted: %v\n", err)
		return exitFailed
	}
	if *from == "" {
		if *cache == "" {
			dir, err := os.UserCacheDir()
			if err != nil {
				return fail(fmt.Errorf("%w; name a folder for the fetched file with -cache", err))
			}
			*cache = filepath.Join(dir, "pawgrad")
		}
		*from = filepath.Join(*cache, convert.OfficialName)
		source.report = func(format string, args ...any) { fmt.Fprintf(stdout, format+"\n", args...) }
		if err := source.fetch(ctx, *from); err != nil {
			return fail(err)
		}
	}
	m, err := convertTo(ctx, *from, *out)
	if err != nil {
		return fail(err)
	}
	fmt.Fprintf(stdout, "%s: %d layers, %.1f MB in %d shards, of %s\n", *out, len(m.Layers), float64(m.Bytes())/megabyte, len(m.Shards), m.Source)
	fmt.Fprintf(stdout, "licence: %s (%s), %s\n", m.Licence.Name, m.Licence.URL, m.Licence.By)
	return exitOK
}

// convertTo converts the weights at from and puts the result into the folder
// out.
func convertTo(ctx context.Context, from, out string) (*vgg19.Manifest, error) {
	files, err := filesAt(from)
	if err != nil {
		return nil, err
	}
	src, err := convert.Open(files)
	if err != nil {
		return nil, err
	}
	return writeTo(ctx, src, out)
}

// writeTo writes the quantized form of src into the folder out.
func writeTo(ctx context.Context, src vgg19.Source, out string) (*vgg19.Manifest, error) {
	const elsewhere = "choose another folder with -out"
	if err := os.MkdirAll(out, 0o755); err != nil {
		return nil, fmt.Errorf("%w; %s", err, elsewhere)
	}
	part, err := os.MkdirTemp(out, ".part-*")
	if err != nil {
		return nil, fmt.Errorf("%w; %s", err, elsewhere)
	}
	defer os.RemoveAll(part)
	m, err := vgg19.Write(src, func(name string, data []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(part, name), data, 0o644)
	}, nil)
	if err != nil {
		return nil, err
	}
	if err := verify(part, m); err != nil {
		return nil, fmt.Errorf("what was written reads back differently: %w", err)
	}
	// The manifest goes first and comes last: where one is, its shards are.
	if err := os.Remove(filepath.Join(out, vgg19.ManifestName)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%w; %s", err, elsewhere)
	}
	var names []string
	for _, s := range m.Shards {
		names = append(names, s.Name)
	}
	for _, name := range append(names, vgg19.ManifestName) {
		if err := os.Rename(filepath.Join(part, name), filepath.Join(out, name)); err != nil {
			return nil, fmt.Errorf("%w; %s", err, elsewhere)
		}
	}
	return m, nil
}

// verify reads the quantized form in a folder as the page does.
func verify(dir string, m *vgg19.Manifest) error {
	r := vgg19.NewReader(m)
	for i, s := range m.Shards {
		data, err := os.ReadFile(filepath.Join(dir, s.Name))
		if err != nil {
			return err
		}
		if err := r.Add(i, data); err != nil {
			return err
		}
	}
	return nil
}
