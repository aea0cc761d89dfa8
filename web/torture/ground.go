package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"

	"pawgrad/web/measure"
	"pawgrad/web/site"
	"pawgrad/web/visitor"
)

// key says what was done, and to which build of the site.
type key struct {
	Build, Stage, What string
	Number             int
}

// outcome is what came of it.
type outcome struct {
	// Fault says what was not borne, empty for nothing.
	Fault string `json:"fault,omitempty"`
	// Says is what the page did or said.
	Says string `json:"says,omitempty"`
	// Numbers are what was measured.
	Numbers map[string]float64 `json:"numbers,omitempty"`
}

// ground is where the page is tortured: the site, served, and what has been done so far.
type ground struct {
	ctx     context.Context
	root    string
	build   string // folder for all that can be made again
	site    string // folder of the built site
	version string // of it
	address string // where it is served: what a browser keeps is bound to it
	base    bool   // whether VGG19's weights lie beside the page
	browser string // its name, once one has been started

	log  *measure.Log[key, outcome]
	stop func() // serves no longer
}

func newGround(ctx context.Context, root string, o options) (*ground, error) {
	g := &ground{ctx: ctx, root: root, build: filepath.Join(root, "build", "torture"), address: net.JoinHostPort("localhost", o.port)}
	if o.again {
		if err := errors.Join(os.RemoveAll(g.folder("log")), os.RemoveAll(g.folder("profiles"))); err != nil {
			return nil, err
		}
	}
	if err := os.MkdirAll(g.build, 0o755); err != nil {
		return nil, err
	}
	weights := ""
	if o.weights != "" {
		weights = g.folder("vgg19")
		if _, err := os.Stat(filepath.Join(weights, "manifest.json")); errors.Is(err, fs.ErrNotExist) {
			c := exec.CommandContext(ctx, "go", "run", "./assets/makevgg19", "-out", weights, "-from", o.weights)
			c.Dir, c.Stdout, c.Stderr = root, os.Stderr, os.Stderr
			if err := c.Run(); err != nil {
				return nil, fmt.Errorf("convert the weights: %w", err)
			}
		}
		g.base = true
	}
	// Without weights a site that tests have built will do.
	if g.site = os.Getenv("PAWGRAD_DIST"); g.site == "" || g.base {
		g.site = g.folder("site")
		log.Print("Building the site ...")
		if _, err := site.BuildContext(ctx, root, g.site, weights); err != nil {
			return nil, err
		}
	}
	shell, err := os.ReadFile(filepath.Join(g.site, "index.html"))
	if err != nil {
		return nil, err
	}
	version := regexp.MustCompile(`name="pawgrad-build" content="([^"]*)"`).FindSubmatch(shell)
	if version == nil {
		return nil, fmt.Errorf("the site does not say its version")
	}
	g.version = string(version[1])
	if g.log, err = measure.OpenLog[key, outcome](g.folder("log")); err != nil {
		return nil, err
	}
	if _, g.stop, err = site.Serve(g.address, site.Handler(g.site)); err != nil {
		return nil, fmt.Errorf("cannot serve at %s (%w): is it being tortured already? Another checkout may do so at another -port", g.address, err)
	}
	return g, nil
}

func (g *ground) close() {
	g.stop()
	g.log.Close()
}

// link is the page's address with settings.
func (g *ground) link(settings string) string { return "http://" + g.address + "/#" + settings }

// once does something unless it has been done already, and keeps what came of it.
func (g *ground) once(stage, what string, number int, do func() (outcome, error)) (outcome, error) {
	done := key{g.version, stage, what, number}
	if o, known := g.log.Get(done); known {
		return o, nil
	}
	o, err := do()
	if err != nil {
		return outcome{}, err
	}
	if o.Fault != "" {
		log.Printf("%s, %s, %d: %s", stage, what, number, o.Fault)
	}
	return o, g.log.Put(done, o)
}

// browse opens a browser; with a name its profile is kept for the next time.
func (g *ground) browse(profile, before string) (*visitor.Visitor, error) {
	if profile != "" {
		profile = filepath.Join(g.folder("profiles"), g.version, profile)
	}
	v, err := visitor.Open(g.ctx, visitor.Options{Profile: profile, Downloads: g.folder("downloads"), Before: before})
	if err == nil {
		g.browser = v.Name
	}
	return v, err
}
