// Command study redoes the study on the real page in headless Chromium and writes
// what came of it: the experiment as JSON and CSV, the figures, and a report.
//
//	go run ./web/study -photos FOLDER -weights vgg19.h5 [-sitting 90m]
//
// The plan of its parts is in plan.go. For each part it first finds the learning rates of all
// methods alike, with the site's trainers and by validation photos alone, as the page's Find rates
// does; their record is kept in the folder rates of the results. Then it opens the part in the
// page, with these rates, presses the page's own buttons, and saves through the page's own exports.
//
// It takes hours and may be interrupted at any time: the page keeps its experiments in the
// browser's profile and goes on from the last epoch. With -sitting it ends by itself, when the
// runs in hand then are finished, and says what is left. On another machine it goes on from the
// trials and runs that are finished in the results. Where that study is over, its report is
// written anew; -results names another folder to train again into.
//
// What the parts take on two cores and 2,000 photos, reckoned from the speeds of make bench (736,
// 113 and 33.5 photos a second and core for the CNN at 64 and 150 px and VGG19's block 5):
//
//	part                    rates    training
//	cnn-64                  1.2 h    1.6 h
//	vgg19-head-150          0.5 h    0.2 h
//	cnn-150-as-the-study    1.9 h    1.8 h
//	cnn-150                 1.9 h    1.8 h
//	vgg19-block5-150        2.8 h    2.3 h
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
	plan            []part        // its parts
	sitting         time.Duration // after which no further run is begun; 0 never ends
	address         string        // where the page is served; the profile is bound to it
	build           string        // folder for what can be made again
	every           time.Duration // how often the page is looked at
	// up reports whether the sitting is over.
	up func() bool
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
	flag.DurationVar(&o.sitting, "sitting", 0, "begin no further run after so long, as 90m, and end when those in hand are finished")
	flag.StringVar(&o.address, "address", "localhost:8399", "address to serve the page at; an interrupted study goes on only at its own")
	flag.StringVar(&o.build, "build", filepath.Join(root, "build", "study"), "folder for the site, the pack and the browser's profile")
	flag.BoolVar(&o.report, "report", false, "train nothing; write the report of what the results' JSON file holds")
	flag.Parse()
	o.every, o.plan, o.up = lookEvery, thePlan, sitting(o.sitting, time.Now)
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

// sitting is whether a sitting that begins now is over after so long; with 0 it never is.
func sitting(length time.Duration, now func() time.Time) (up func() bool) {
	began := now()
	return func() bool { return length > 0 && now().Sub(began) >= length }
}
