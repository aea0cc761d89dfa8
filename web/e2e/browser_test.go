package e2e

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"

	"pawgrad/web/chromium"
	"pawgrad/web/site"
)

// subPath is the folder of the host in which the site lives for the tests.
const subPath = "/some/sub-path/"

// world is what all tests share: one site, one browser.
var world struct {
	root    string // of the project
	dist    string // the folder of the built site
	site    *server
	browser context.Context
}

func TestMain(m *testing.M) {
	code, err := withWorld(m.Run)
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		code = 1
	}
	os.Exit(code)
}

// withWorld builds the site, starts server and browser, runs f, and ends both.
func withWorld(f func() int) (code int, err error) {
	if world.root, err = site.Root(); err != nil {
		return 0, err
	}
	dist, remove, err := site.Built(world.root)
	if err != nil {
		return 0, err
	}
	defer remove()
	world.dist = dist
	if world.site, err = serve(dist); err != nil {
		return 0, err
	}
	defer world.site.close()

	browser, err := launch("")
	if err != nil {
		return 0, err
	}
	defer browser.Close()
	world.browser = browser.Context
	return f(), nil
}

// launch starts a browser that reaches nothing but the site, with its profile in a folder; one
// of its own that goes when it ends, if that is "".
func launch(profile string, extra ...chromedp.ExecAllocatorOption) (*chromium.Browser, error) {
	return chromium.Launch(context.Background(), profile, append(extra,
		chromedp.ProxyServer(world.site.address),
		// By itself Chromium goes around a proxy for addresses of this machine.
		chromedp.Flag("proxy-bypass-list", "<-loopback>"),
	)...)
}

// chromiumsOwn are the hosts that a new profile of Chromium asks on its own
// account, whatever page is open.
var chromiumsOwn = map[string]bool{
	"accounts.google.com":                 true, // is anybody signed in?
	"update.googleapis.com":               true, // are there newer components?
	"content-autofill.googleapis.com":     true, // what are these form fields?
	"clients2.google.com":                 true, // what time is it?
	"clientservices.googleapis.com":       true, // which trials does this browser take part in?
	"optimizationguide-pa.googleapis.com": true, // which hints are there for this page?
	"safebrowsing.googleapis.com":         true, // which addresses are dangerous?
	"edgedl.me.gvt1.com":                  true, // the components themselves
	"redirector.gvt1.com":                 true, // where to get them
}

// server hands out the site as the browser's proxy, and so sees every request.
type server struct {
	address string // host:port, of the site and of the proxy alike
	http    *http.Server

	down atomic.Bool // whether to behave like a network that is gone
	// isolates is whether to have browsers keep the page apart from other sites, as static hosts do not.
	isolates atomic.Bool
	// before, if set, may answer a request for a file of the site and say so.
	before atomic.Pointer[func(w http.ResponseWriter, name string) bool]
	// elsewhere, if set, is the one page of another site, "localhost".
	elsewhere atomic.Pointer[string]

	mu       sync.Mutex
	strays   []string // addresses of other hosts that were asked for
	unserved []string // addresses of the site that were not found
}

func serve(dist string) (*server, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &server{address: listener.Addr().String()}
	files := http.StripPrefix(strings.TrimSuffix(subPath, "/"), site.Handler(dist))
	s.http = &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if page := s.elsewhere.Load(); page != nil && strings.HasPrefix(r.Host, "localhost:") {
			w.Header().Set("Content-Type", "text/html")
			w.Write([]byte(*page))
			return
		}
		if r.Host != s.address || r.Method == http.MethodConnect {
			if !chromiumsOwn[strings.TrimSuffix(r.Host, ":443")] {
				s.note(&s.strays, r.Method+" "+r.Host+r.URL.Path)
			}
			http.Error(w, "only the site itself may be asked", http.StatusForbidden)
			return
		}
		if !strings.HasPrefix(r.URL.Path, subPath) {
			s.note(&s.unserved, r.URL.Path)
			http.NotFound(w, r)
			return
		}
		if s.down.Load() {
			// Cutting the connection without an answer is what a lost network looks like.
			panic(http.ErrAbortHandler)
		}
		if before := s.before.Load(); before != nil && (*before)(w, strings.TrimPrefix(r.URL.Path, subPath)) {
			return
		}
		if s.isolates.Load() {
			site.Isolated(files).ServeHTTP(w, r)
			return
		}
		files.ServeHTTP(w, r)
	})}
	go s.http.Serve(listener)
	return s, nil
}

// answerFirst has f answer requests for files of the site, by their names, where it
// wants to, until it is given nil.
func (s *server) answerFirst(f func(w http.ResponseWriter, name string) bool) {
	if f == nil {
		s.before.Store(nil)
		return
	}
	s.before.Store(&f)
}

func (s *server) note(list *[]string, what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*list = append(*list, what)
}

// goDown takes the network away, or brings it back.
func (s *server) goDown(down bool) { s.down.Store(down) }

// take returns the notes made so far and forgets them.
func (s *server) take() (strays, unserved []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	strays, unserved = s.strays, s.unserved
	s.strays, s.unserved = nil, nil
	return strays, unserved
}

func (s *server) url() string { return "http://" + s.address + subPath }

func (s *server) close() { s.http.Close() }
