// Command tune looks for each method's learning rate: it trains every method
// with every rate of a list on the same images, from the same start, and prints
// what became of each. The rates in package spec's defaults.go are from it; see
// nn/README.md for the figures.
//
//	go run ./web/tune -pack photos64.pack -methods sgd:0.03/0.1,adam -set "size=64&epochs=30"
//	go run ./web -out dist; go run ./web/tune -pack photos64.pack -dist dist ...
//
// Its output is a table in Markdown, a line for each run, as runs end. Given a
// built site it trains with that site's trainers in Chromium, as visitors do, and
// several at a time. Without one it runs natively on the same backend under
// wazero, which takes about twice as long, and for a network of this size is some
// forty times faster than GoMLX's own ("-backend go").
//
// With -log each run is kept as a line of JSON with all of its epochs, and a run
// that is there already is not trained again.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/gomlx/compute"
	_ "github.com/gomlx/compute/gobackend"

	"pawgrad/app/protocol"
	"pawgrad/assets/pack"
	"pawgrad/assets/printable"
	"pawgrad/nn/spec"
	"pawgrad/nn/train"
	_ "pawgrad/wasm"
	"pawgrad/web/accuracy/native"
	"pawgrad/web/driver"
	"pawgrad/web/measure"
)

func main() {
	file := flag.String("pack", "", "image set, a `file` made by makepack (required)")
	dist := flag.String("dist", "", "built site, a `folder`: train in Chromium with its trainers")
	workers := flag.Int("workers", 2, "runs at a time in Chromium")
	backend := flag.String("backend", "wasm", "GoMLX backend without -dist, wasm or go")
	methods := flag.String("methods", "sgd,momentum,nesterov,adagrad,rmsprop,adam", "methods to try, by `ids`, with rates if they are their own: sgd:0.1/0.3")
	rates := flag.String("rates", "", "learning rates to try, a `list` (default: a list for each method)")
	model := flag.String("model", string(spec.CNN), "network, cnn or vgg19")
	settings := flag.String("set", "size=64", "other `settings` of the runs, as the page's links have them")
	seeds := flag.Int("seeds", 1, "seeds, each a run")
	weights := flag.String("weights", "build/vgg19", "`folder` of VGG19's weights, made by makevgg19")
	keep := flag.String("features", os.TempDir(), "`folder` where VGG19's features are kept from one call to the next")
	logTo := flag.String("log", "", "`file` of the finished runs, which are not trained again")
	flag.Parse()
	if *file == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	// A signal ends the browser with the command.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := func() error {
		runs, err := plan(spec.ModelID(*model), *methods, *rates, *settings, *seeds)
		if err != nil {
			return err
		}
		book, err := measure.OpenLog[spec.Run, *driver.Outcome](*logTo)
		if err != nil {
			return err
		}
		defer book.Close()
		if *model != string(spec.VGG19) {
			*weights = ""
		}
		materials := driver.Materials{Pack: *file, Weights: *weights, Keep: *keep}
		if *dist != "" {
			return inChromium(ctx, *dist, *workers, materials, runs, book)
		}
		return natively(ctx, *backend, materials, runs, book)
	}()
	if err != nil {
		fmt.Fprintln(os.Stderr, "tune:", printable.Lines(err.Error()))
		os.Exit(1)
	}
}

// natively trains runs one after the other on a backend of this program.
func natively(ctx context.Context, backend string, m driver.Materials, runs []spec.Run, book *log) error {
	b, err := compute.NewWithConfig(backend)
	if err != nil {
		return err
	}
	set, file, err := pack.OpenFile(m.Pack)
	if err != nil {
		return err
	}
	defer file.Close()
	var extra train.Pretrained
	if m.Weights != "" {
		if runs[0].Variants() > 0 {
			return errors.New("VGG19's features of changed photos are computed in Chromium only. Name a built site with -dist.")
		}
		base, err := native.OpenBase(m.Weights)
		if err != nil {
			return err
		}
		start, run := time.Now(), runs[0]
		name := fmt.Sprintf("%s-%d-%s-%s-native.rows", set.SHA256()[:16], run.ImageSize, run.Cut(), base.Manifest().ID())
		rows, err := native.Features(ctx, backend, base, set, run, filepath.Join(m.Keep, name))
		if err != nil {
			return err
		}
		fmt.Printf("features of %d photos: %.0f s\n", set.Len(), time.Since(start).Seconds())
		if extra, err = native.Pretrained(base, rows, set, run); err != nil {
			return err
		}
	}
	printHead(set.Info().Name, "backend "+backend)
	return each(book, runs, 1, func(run spec.Run) (*driver.Outcome, error) { return try(ctx, b, run, set, extra) })
}

// try trains one run.
func try(ctx context.Context, b compute.Backend, run spec.Run, set *pack.Set, extra train.Pretrained) (*driver.Outcome, error) {
	t, err := train.New(b, run, set, extra)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	o := &driver.Outcome{Engine: "native"}
	trained, start := 0, time.Now()
	for !t.Done() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		e, err := t.Next()
		if diverged := (*train.Diverged)(nil); errors.As(err, &diverged) {
			o.Diverged = diverged.Sentence()
			return o, nil
		}
		if err != nil {
			return nil, err
		}
		if e.Phase == train.Training {
			trained += e.Images
		}
		if p := e.EpochPoint; p != nil {
			o.ImagesPerSecond = float64(trained) / time.Since(start).Seconds()
			o.Epochs = append(o.Epochs, protocol.EpochPoint{Epoch: p.Epoch, Seconds: time.Since(start).Seconds(),
				TrainLoss: p.TrainLoss, TrainAccuracy: p.TrainAccuracy,
				ValidationLoss: p.ValidationLoss, ValidationAccuracy: p.ValidationAccuracy})
		}
		if r := e.Result; r != nil {
			o.Done = protocol.Done{Seconds: time.Since(start).Seconds(), Test: protocol.Evaluation{Loss: r.Test.Loss, Accuracy: r.Test.Accuracy}}
		}
	}
	return o, nil
}
