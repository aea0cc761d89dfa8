// Command tune looks for learning rates. With -search it does what the page's button Find rates
// does, for the experiment of a link: every arm gets the same rates, seeds and epochs, the best
// go on to longer runs, and validation photos alone decide. The record that it writes opens in
// the page.
//
//	go run ./web/tune -pack photos64.pack -search "v=2&size=64&epochs=50" -log rates.log -record rates.json
//	go run ./web -out dist; go run ./web/tune -pack photos64.pack -dist dist -search ...
//
// With -methods it trains methods at rates that are given, from the same start, and prints what
// became of each; see nn/README.md for figures.
//
//	go run ./web/tune -pack photos64.pack -methods sgd:0.03/0.1,adam:0.001 -set "size=64&epochs=30"
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
	"strings"
	"syscall"

	_ "github.com/gomlx/compute/gobackend"

	"pawgrad/assets/printable"
	"pawgrad/nn/search"
	"pawgrad/nn/spec"
	_ "pawgrad/wasm"
	"pawgrad/web/driver"
	"pawgrad/web/measure"
	"pawgrad/web/rates"
)

func main() {
	file := flag.String("pack", "", "image set, a `file` made by makepack (required)")
	dist := flag.String("dist", "", "built site, a `folder`: train in Chromium with its trainers")
	workers := flag.Int("workers", 2, "runs at a time in Chromium")
	backend := flag.String("backend", "wasm", "GoMLX backend without -dist, wasm or go")
	link := flag.String("search", "", "search for the rates of the experiment of a `link`, what an address has behind #")
	share := flag.Float64("share", 1, "of that experiment's epochs, for the last runs")
	recordTo := flag.String("record", "", "`file` for the record of the search, which the page opens")
	methods := flag.String("methods", "", "methods with the rates to try, by `ids`: sgd:0.1/0.3,adam:0.001")
	list := flag.String("rates", "", "rates of methods that name none, a `list`")
	model := flag.String("model", string(spec.CNN), "network of -methods, cnn or vgg19")
	settings := flag.String("set", "size=64", "other `settings` of their runs, as the page's links have them")
	seeds := flag.Int("seeds", 1, "their seeds, each a run")
	weights := flag.String("weights", "build/vgg19", "`folder` of VGG19's weights, made by makevgg19")
	keep := flag.String("features", os.TempDir(), "`folder` where VGG19's features are kept from one call to the next")
	logTo := flag.String("log", "", "`file` of the finished runs, which are not trained again")
	flag.Parse()
	if *file == "" || flag.NArg() > 0 || (*link == "") == (*methods == "") {
		flag.Usage()
		os.Exit(2)
	}
	// A signal ends the browser with the command.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := func() error {
		book, err := measure.OpenLog[spec.Run, *driver.Outcome](*logTo)
		if err != nil {
			return err
		}
		defer book.Close()
		at := func(like spec.Run, train func(*rates.Place) error) error {
			if like.Model != spec.VGG19 {
				*weights = ""
			}
			materials := driver.Materials{Pack: *file, Weights: *weights, Keep: *keep}
			var p *rates.Place
			if *dist != "" {
				p, err = rates.InChromium(ctx, *dist, *workers, materials, like)
			} else {
				p, err = natively(ctx, *backend, materials, like)
			}
			if err != nil {
				return err
			}
			defer p.Close()
			printHead(p)
			return train(p)
		}
		if *methods != "" {
			runs, err := plan(spec.ModelID(*model), *methods, *list, *settings, *seeds)
			if err != nil {
				return err
			}
			return at(runs[0], func(p *rates.Place) error { return each(book, runs, p) })
		}
		e, problems := spec.Decode(*link)
		if problems != nil {
			return errors.New(strings.Join(problems, " "))
		}
		plan := search.New(e, *share)
		if err := plan.Check(); err != nil {
			return err
		}
		return at(plan.Parts(0, nil)[0].Runs()[0], func(p *rates.Place) error { return seek(p, plan, book, *recordTo) })
	}()
	if err != nil {
		fmt.Fprintln(os.Stderr, "tune:", printable.Lines(err.Error()))
		os.Exit(1)
	}
}
