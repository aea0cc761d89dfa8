//go:build !js

// Command makevgg19 brings the pretrained VGG19 weights into the 8-bit form that
// the page loads:
//
//	go run ./assets/makevgg19 -out DIR                from wherever they can be had
//	go run ./assets/makevgg19 -out DIR -from PATH     from a file or a folder
//
// Package obtain says where it looks: in DIR, in the caches of Keras, PyTorch and
// Hugging Face's programs, at the official address. PATH is a Keras .h5 file, a
// TensorFlow.js model (its folder, or its model.json), or a .pth or .safetensors
// file with torchvision's names; package convert tells which. The fetched file is
// kept in the user's cache folder, and a fetch that broke off goes on where it
// was. The files in DIR are replaced only when the new ones are complete and have
// been read back. Exit codes: 0, they are in DIR; 1, they are not; 2, the command
// line is wrong.
//
// With -try, for those who can do without, it does not wait long for a network,
// says in one line what came of it, and ends with 0, unless it was interrupted.
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

	"pawgrad/assets/printable"
	"pawgrad/assets/vgg19/obtain"
)

const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

const megabyte = 1e6

func main() {
	home, err := os.UserHomeDir()
	if err != nil {
		home = string(filepath.Separator) // there are no caches then
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], machine{
		Places: obtain.Places(os.Getenv, home), Published: obtain.Published, Fetcher: obtain.OfficialFile()}, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// machine is what the command finds around it.
type machine struct {
	Places    []obtain.Place
	Published func(path string) obtain.Sum
	Fetcher   obtain.Fetcher
}

const usage = `usage: makevgg19 -out DIR [-from PATH] [-cache DIR] [-try]

Brings the VGG19 weights for the page, about 20 MB. Without -from it takes what
Keras, PyTorch or Hugging Face have left on this machine, or fetches Keras' file
(80 MB).

`

// run is the command without its process: its exit code is the result.
func run(ctx context.Context, args []string, on machine, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("makevgg19", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprint(stderr, usage)
		flags.PrintDefaults()
	}
	from := flags.String("from", "", "the weights: a .h5, .pth or .safetensors `file`, or a TensorFlow.js folder")
	out := flags.String("out", "", "the `folder` to write to; it is made if need be")
	cache := flags.String("cache", "", "the `folder` where the fetched file is kept (default: pawgrad in the user's cache folder)")
	try := flags.Bool("try", false, "do without them, if they cannot be had soon")
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
	if *cache == "" {
		dir, err := os.UserCacheDir()
		if err != nil {
			dir = os.TempDir()
		}
		*cache = filepath.Join(dir, "pawgrad")
	}
	if *try {
		on.Fetcher = on.Fetcher.Hasty()
	}
	bar := &progress{w: stdout, inPlace: isTerminal(stdout)}
	on.Fetcher.Progress = bar.show
	m, source, err := obtain.Bring(ctx, obtain.Options{
		Out: *out, Named: *from, Cache: *cache, Places: on.Places, Published: on.Published, Fetcher: on.Fetcher,
		Say: func(line string) { fmt.Fprintf(stderr, "VGG19: %s.\n", printable.Text(line)) },
	})
	bar.end()
	switch {
	case err == nil:
		fmt.Fprintf(stdout, "VGG19: %.1f MB of weights in %s, %s (made of %s; %s, %s).\n",
			float64(m.Bytes())/megabyte, *out, printable.Text(source), printable.Text(m.Source), printable.Text(m.Licence.Name), printable.Text(m.Licence.By))
		return exitOK
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "VGG19: interrupted. What has arrived is kept, so the next time goes on from there; VGG19=no goes without.")
		return exitFailed
	case *try:
		fmt.Fprintf(stdout, "VGG19: not this time, so the page offers the small network (%s). To get it later: make vgg19, or make vgg19 FROM=file with one that you have.\n", printable.Lines(err.Error()))
		return exitOK
	}
	fmt.Fprintf(stderr, "VGG19: there are no weights: %s.\nCheck the connection and try again, as what has arrived is kept; or name a file or folder of weights that you have (make vgg19 FROM=path).\n", printable.Lines(err.Error()))
	return exitFailed
}
