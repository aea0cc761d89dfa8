// Command study redoes the study on the real page in headless Chromium and writes
// what came of it: the experiment as JSON and CSV, the figures, and a report.
//
//	go run ./web/study -photos FOLDER -weights vgg19.h5
//
// It presses the page's own buttons, loads photos through the page's own file input
// and saves through the page's own exports. It takes hours and may be interrupted at
// any time: the page keeps its experiments in the browser's profile and goes on from
// the last epoch. On another machine it goes on from the runs that are finished in
// the results' JSON file. Where that study is over, its report is written anew; -results
// names another folder to train again into.
package main

import (
	"context"
	"errors"
	"flag"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"pawgrad/assets/printable"
	"pawgrad/web/site"
)

// options are the command line.
type options struct {
	photos, weights string        // what to train on and from
	results         string        // folder of the report, the figures and tables
	link            string        // settings of another experiment than the study
	address         string        // where the page is served; the profile is bound to it
	build           string        // folder for what can be made again
	every           time.Duration // how often the page is looked at
	// looked, if set, sees each look: tests disturb the study in it.
	looked func(p *thePage, s state)
	// before is JavaScript to be run before the page's own: tests listen in by it.
	before string
	// built is the folder of a site that tests have built already.
	built  string
	report bool // write the report of what is finished, and train nothing
}

func main() {
	log.SetFlags(log.Ltime)
	root, err := site.Root()
	if err != nil {
		log.Fatal(err)
	}
	var o options
	flag.StringVar(&o.photos, "photos", "", "folder, zip file or pack of photos; the page's own set if empty")
	flag.StringVar(&o.weights, "weights", "", "VGG19's pretrained weights; those in build/vgg19 if empty, and no VGG19 if there are none")
	flag.StringVar(&o.results, "results", filepath.Join(root, "results"), "folder to write to")
	flag.StringVar(&o.link, "link", "", "settings of an experiment, as in the page's links, to run instead of the study")
	flag.StringVar(&o.address, "address", "localhost:8399", "address to serve the page at; an interrupted study goes on only at its own")
	flag.StringVar(&o.build, "build", filepath.Join(root, "build", "study"), "folder for the site, the pack and the browser's profile")
	flag.BoolVar(&o.report, "report", false, "train nothing; write the report of what the results' JSON file holds")
	flag.Parse()
	o.every = lookEvery
	if flag.NArg() > 0 {
		log.Fatalf("study takes no arguments, only flags; it was given %q. See -help.", flag.Args())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	switch err := run(ctx, root, o); {
	case errors.Is(err, context.Canceled):
		log.Print("Interrupted. The same command goes on from the last epoch of every run.")
	case err != nil:
		log.Fatal(printable.Lines(err.Error()))
	}
}
