// Command torture does to the page what it must bear, for an hour and more: it kills the browser
// in the middle of training, of feature extraction and of imports, brings damaged files of every
// kind, refuses and fills the store, and uses the page without a pause while its memory is read.
//
//	make torture [STAGES=kills,files,storage,soak] [KILLS=100] [FILES=50] [SOAK=1h] [WEIGHTS=vgg19.h5]
//
// What has been done is kept in build/torture/log, a line for each kill, file and case, under the
// build of the site, so that an interrupted command goes on; AGAIN=1 begins anew. The exit code is 1 if
// something was lost, a file met with silence, or memory grew.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"pawgrad/web/measure"
	"pawgrad/web/site"
)

// errBroken tells that the page did not bear something.
var errBroken = errors.New("not everything was borne")

// options are the command line.
type options struct {
	stages  string
	kills   int           // in all
	files   int           // of each format
	soak    time.Duration // how long the page is used without a pause
	weights string        // VGG19's, for feature extraction
	again   bool
	port    string // at which the site is served meanwhile
}

// stage is something that is done to the page.
type stage struct {
	name string
	run  func(*ground, options) ([]finding, error)
}

// stages are all of them, in the order in which they are done.
var stages = []stage{
	{"kills", (*ground).kills},
	{"files", (*ground).files},
	{"storage", (*ground).storage},
	{"soak", (*ground).soak},
}

// finding is a line of the table that is printed at the end.
type finding struct {
	what, how, came string
	broken          bool
}

func main() {
	var o options
	flag.StringVar(&o.stages, "stages", "", "`names` of what to do: kills, files, storage, soak (default: all)")
	flag.IntVar(&o.kills, "kills", 100, "how often to kill the browser")
	flag.IntVar(&o.files, "files", 50, "how many damaged files to bring of each format")
	flag.DurationVar(&o.soak, "soak", time.Hour, "how long to use the page without a pause")
	flag.StringVar(&o.weights, "weights", "", "VGG19's weights, a `file or folder`; without them no feature extraction is interrupted")
	flag.BoolVar(&o.again, "again", false, "begin anew instead of going on")
	flag.StringVar(&o.port, "port", "8398", "where the site is served on this machine meanwhile")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "torture takes no arguments, only flags; it was given %q. See -help.\n", flag.Args())
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	switch err := run(ctx, o); {
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(os.Stderr, "Interrupted. The same command goes on.")
		os.Exit(1)
	case err != nil:
		fmt.Fprintln(os.Stderr, "torture:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	chosen, err := choose(o.stages)
	if err != nil {
		return err
	}
	root, err := site.Root()
	if err != nil {
		return err
	}
	g, err := newGround(ctx, root, o)
	if err != nil {
		return err
	}
	defer g.close()
	var all []finding
	for _, s := range chosen {
		findings, err := s.run(g, o)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		all = append(all, findings...)
	}
	fmt.Printf("\n%s; %s\n\n| what | how much | what came of it |\n|---|---|---|\n", measure.Machine(), g.browser)
	broken := false
	for _, f := range all {
		fmt.Printf("| %s | %s | %s |\n", f.what, f.how, f.came)
		broken = broken || f.broken
	}
	if broken {
		return errBroken
	}
	return nil
}

// choose returns the stages of a list of names, all of them if it is empty.
func choose(names string) ([]stage, error) {
	if names == "" {
		return stages, nil
	}
	wanted := strings.Split(names, ",")
	for _, name := range wanted {
		if !slices.ContainsFunc(stages, func(s stage) bool { return s.name == name }) {
			return nil, fmt.Errorf("there is no stage %q: choose of kills, files, storage, soak", name)
		}
	}
	return slices.DeleteFunc(slices.Clone(stages), func(s stage) bool { return !slices.Contains(wanted, s.name) }), nil
}

// folder is one of the command's own.
func (g *ground) folder(name string) string { return filepath.Join(g.build, name) }
