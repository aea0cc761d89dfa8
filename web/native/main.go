// Command native trains what a link of the page, or an experiment's file, asks for without a browser, on any backend of
// GoMLX, and writes an experiment that the page opens: the way out for who has outgrown a browser's tab.
//
//	go run ./web/native -link '#size=64&methods=sgd,adam&seeds=3' -backend go -out experiment.json
//	go run ./web/native -experiment pawgrad-experiment.json -pack photos.pack -out experiment.json
//
// It trains on the photos that come with the page unless -pack names others. Two backends are in it: "wasm", the
// page's own engine under wazero, and GoMLX's "go". Another, such as one for accelerators, is in it once backends.go
// imports it.
//
// Interrupted (Ctrl-C), it tests the run under way as it stands and writes what there is.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/gomlx/compute"

	"pawgrad/app/record"
	"pawgrad/assets/bundled"
	"pawgrad/assets/printable"
	"pawgrad/web/trainer/jobs"
)

func main() {
	link := flag.String("link", "", "what to train, a `link` of the page or the part of it from # on")
	from := flag.String("experiment", "", "what to train, a `file` of an experiment, all of which is trained anew")
	pack := flag.String("pack", "", "image set, a `file` made by makepack (default: the photos that come with the page)")
	weights := flag.String("weights", "build/vgg19", "`folder` of VGG19's weights, made by makevgg19")
	backend := flag.String("backend", "wasm", "`backend` of GoMLX, with its options")
	out := flag.String("out", "pawgrad-experiment.json", "`file` to write")
	flag.Parse()
	if (*link == "") == (*from == "") || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *link, *from, *pack, *weights, *backend, *out); err != nil {
		fmt.Fprintln(os.Stderr, "native:", printable.Lines(err.Error()))
		os.Exit(1)
	}
}

// run trains what a link or a file asks for and writes what came of it.
func run(ctx context.Context, link, from, pack, weights, backend, out string) error {
	parts, err := asked(link, from)
	if err != nil {
		return err
	}
	photos, err := photosOf(pack)
	if err != nil {
		return err
	}
	name, _, _ := strings.Cut(backend, ":")
	if known := compute.List(); !slices.Contains(known, name) { // at which NewWithConfig would panic
		slices.Sort(known)
		return fmt.Errorf("There is no backend %q in this command. It has %s; backends.go says how to add another.", name, strings.Join(known, " and "))
	}
	b, err := compute.NewWithConfig(backend)
	if err != nil {
		return err
	}
	defer b.Finalize()
	if err := writable(out); err != nil { // before hours of training
		return err
	}
	t := &trainer{backend: b, photos: photos, weights: weights, say: func(line string) { fmt.Println(printable.Text(line)) }}
	round, err := t.train(ctx, parts)
	if err != nil {
		return err
	}
	round.Machine.Engine = "GoMLX backend " + backend
	file, err := os.Create(out)
	if err != nil {
		return err
	}
	if err := errors.Join(record.Write(file, round), file.Close()); err != nil {
		return err
	}
	fmt.Println("written:", out)
	return nil
}

// writable reports why a file could not be written later. What is in it stays.
func writable(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	return file.Close()
}

// photosOf reads an image set, or the one that comes with the page.
func photosOf(path string) (jobs.File, error) {
	if path == "" {
		return bytes.NewReader(bundled.Pack), nil
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return bytes.NewReader(content), nil
}
