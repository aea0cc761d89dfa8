// Command web builds the static site and, if asked to, serves it.
//
//	go run ./web -out dist                            # build only
//	go run ./web -out dist -serve localhost:8080      # build and serve
//	vgrun ... ./web -serve localhost:8080 -dev        # the same, reloading on save
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"maps"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"pawgrad/web/site"
)

// vgrun's default address for its reload script.
const reloadHost = "localhost:8324"

// For so long after a save vgrun overlooks other saves.
const vgrunIsBlind = 4 * time.Second

func main() {
	log.SetFlags(0)
	out := flag.String("out", "", "folder to write the site to; a temporary one if empty")
	weights := flag.String("weights", "build/vgg19", "folder with VGG19's weights, as makevgg19 writes them; the site does without if there are none")
	serve := flag.String("serve", "", "address to serve the site at, such as localhost:8080; none if empty")
	dev := flag.Bool("dev", false, "have the page reload when vgrun has rebuilt it")
	flag.Parse()
	if flag.NArg() > 0 {
		log.Fatalf("web takes no arguments, only flags; it was given %q. See -help.", flag.Args())
	}
	if err := run(*out, *weights, *serve, *dev); err != nil {
		log.Fatal(err)
	}
}

func run(out, weights, serve string, dev bool) error {
	root, err := site.Root()
	if err != nil {
		return err
	}
	if out == "" {
		temp, err := os.MkdirTemp("", "pawgrad-site-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temp)
		out = filepath.Join(temp, "dist")
	}
	if weights != "" && !filepath.IsAbs(weights) {
		weights = filepath.Join(root, weights)
	}
	// Listening first reports a busy port before the long work, not after it.
	var listener net.Listener
	if serve != "" {
		if listener, err = net.Listen("tcp", serve); err != nil {
			return fmt.Errorf("Cannot serve at %s (%w). Choose another port: make run PORT=8081.", serve, err)
		}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	log.Print("Building the site ...")
	var handler http.Handler
	if dev {
		handler = buildForDev(ctx, root, out, weights)
	} else {
		report, err := site.BuildContext(ctx, root, out, weights)
		if err != nil {
			return err
		}
		logSizes(report, out)
		handler = site.Handler(out)
	}
	if serve == "" || ctx.Err() != nil {
		return nil
	}
	log.Printf("Open http://%s/ (stop with Ctrl-C)", reachable(serve, listener))
	return serveUntil(ctx, listener, handler)
}

// buildForDev builds the site and returns what serves it, or what says why it
// could not be built: vgrun would give up if this program ended with an error.
func buildForDev(ctx context.Context, root, out, weights string) http.Handler {
	report, err := site.BuildSettled(ctx, root, out, weights, vgrunIsBlind)
	if err != nil {
		if ctx.Err() == nil {
			log.Print(err)
		}
		return site.FailedHandler(err, reloadHost)
	}
	logSizes(report, out)
	return site.DevHandler(out, reloadHost)
}

// reachable is the address to type into a browser: the host as it was asked for,
// and the port that was got.
func reachable(asked string, listener net.Listener) string {
	host, _, err := net.SplitHostPort(asked)
	if err != nil || host == "" || host == "0.0.0.0" || host == "::" {
		host = "localhost"
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		panic(fmt.Sprintf("web: listening at %s: %v", listener.Addr(), err))
	}
	return net.JoinHostPort(host, port)
}

// serveUntil serves until the context ends: by Ctrl-C, or because vgrun stops the
// program to start its successor.
func serveUntil(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{Handler: handler}
	go func() {
		<-ctx.Done()
		server.Close()
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// logSizes lists the files that weigh something.
func logSizes(report site.Report, out string) {
	const worthNaming = 100_000 // bytes
	total := 0
	for _, name := range slices.Sorted(maps.Keys(report.Sizes)) {
		size := report.Sizes[name]
		total += size
		if size >= worthNaming {
			log.Printf("  %-24s %6.2f MB", name, float64(size)/1e6)
		}
	}
	log.Printf("Version %s, %.2f MB in %s", report.Version, float64(total)/1e6, out)
}
