// Command accuracy measures what the page comes with, the first comparison of all methods
// on the bundled photos, and how well, and how fast, the site's networks do on real
// photos: it trains VGG19 with the built site's own trainers in a headless Chromium,
// tests each network on photos that it has not seen, times one worker, and compares
// with the project's marks.
//
//	make accuracy FROM=../shared/data/dogs-vs-cats WEIGHTS=../shared/data/vgg19 [ROWS=head96,fine150] [JSON=1]
//
// FROM is a folder or zip file of photos as makepack reads them, WEIGHTS what
// makevgg19 reads. All rows take about an hour on two cores, most of it for photos
// of 150 pixels. The rows import-zip and import-folder drop 25,000 photos on the page, which
// are made of FROM's once (package archive; 1.3 GB), and measure time and memory. What is finished is kept in build/accuracy, row by row and
// features too, under a key of all that it depends on (trainer program, browser,
// photos, weights, settings), so that a run which was broken off goes on and a
// changed trainer is measured anew. Speeds, the rows W2 and W3, are measured each
// time: on an idle machine, please. The exit code is 1 if a mark is not met.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"

	"pawgrad/assets/printable"
	"pawgrad/web/measure"
	"pawgrad/web/site"
)

// errMissed tells that a row did not meet its mark.
var errMissed = errors.New("not every mark is met")

func main() {
	from := flag.String("from", "../shared/data/dogs-vs-cats", "photos, a `folder or zip file`")
	weights := flag.String("weights", "../shared/data/vgg19", "VGG19's weights, a `file or folder`")
	chosen := flag.String("rows", "", "`ids` of the rows to measure (default: all)")
	asJSON := flag.Bool("json", false, "print JSON, a line for each row")
	workers := flag.Int("workers", min(2, runtime.NumCPU()), "trainers that compute features at the same time")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "accuracy takes no arguments, only flags; it was given %q. See -help.\n", flag.Args())
		os.Exit(2)
	}
	// A signal ends the browser with the command.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *from, *weights, *chosen, *workers, *asJSON); err != nil {
		fmt.Fprintln(os.Stderr, "accuracy:", printable.Lines(err.Error()))
		os.Exit(1)
	}
}

func run(ctx context.Context, from, weights, chosen string, workers int, asJSON bool) error {
	wanted, err := choose(rows, chosen)
	if err != nil {
		return err
	}
	root, err := site.Root()
	if err != nil {
		return err
	}
	b, err := newBench(ctx, root, from, weights, workers)
	if err != nil {
		return err
	}
	defer b.close()
	if slices.ContainsFunc(wanted, func(r row) bool { return !r.onPage }) {
		if err := b.bring(); err != nil {
			return err
		}
	}
	kept, err := measure.OpenLog[string, result](filepath.Join(root, "build", "accuracy.log"))
	if err != nil {
		return err
	}
	defer kept.Close()
	if !asJSON {
		fmt.Printf("# %s; 95 %% intervals are Wilson's\n", measure.Machine())
	}
	missed := false
	for _, r := range wanted {
		result, known, err := b.row(r, kept)
		if err != nil {
			return fmt.Errorf("row %s: %w", r.id, err)
		}
		result.judge(r.mark)
		missed = missed || !result.Met
		if asJSON {
			err = json.NewEncoder(os.Stdout).Encode(result)
		} else {
			_, err = fmt.Println(result.line(known))
		}
		if err != nil {
			return err
		}
	}
	if missed {
		return errMissed
	}
	return nil
}

// row measures a row, unless what is kept knows it.
func (b *bench) row(r row, kept *measure.Log[string, result]) (result, bool, error) {
	if r.onPage {
		res, err := r.measure(b, r)
		res.Machine = measure.Machine()
		return res, false, err
	}
	in, err := b.inputs(r)
	if err != nil {
		return result{}, false, err
	}
	key := in.key(r)
	if res, known := kept.Get(key); known {
		return res, true, nil
	}
	res, err := r.measure(b, r)
	if err != nil {
		return res, false, err
	}
	res.Machine, res.Browser = measure.Machine(), b.driver.Browser
	if !res.ofTheMoment {
		err = kept.Put(key, res)
	}
	return res, false, err
}
