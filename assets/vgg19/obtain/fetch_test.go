package obtain

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// content is what the test server has.
var content = bytes.Repeat([]byte("VGG19 weights. "), 20_000)

// whole serves the content, by ranges if asked.
func whole(w http.ResponseWriter, r *http.Request) {
	http.ServeContent(w, r, "weights.h5", time.Time{}, bytes.NewReader(content))
}

// brokenAfter promises the rest of the content and hangs up after n bytes.
func brokenAfter(n int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var start int
		if _, err := fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-", &start); err == nil {
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", start, len(content)-1, len(content)))
			w.Header().Set("Content-Length", fmt.Sprint(len(content)-start))
			w.WriteHeader(http.StatusPartialContent)
		} else {
			w.Header().Set("Content-Length", fmt.Sprint(len(content)))
		}
		_, _ = w.Write(content[start : start+n])
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
}

func answer(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

func sumOf(b []byte) Sum {
	sum := md5.Sum(b)
	return Sum{md5.New, hex.EncodeToString(sum[:])}
}

// testFetcher fetches from a server that answers each request with the next
// handler, and with the last one from then on. requests lists the ranges that
// were asked for.
func testFetcher(t *testing.T, handlers ...http.HandlerFunc) (f Fetcher, requests func() []string) {
	t.Helper()
	var lock sync.Mutex
	var ranges []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lock.Lock()
		n := len(ranges)
		ranges = append(ranges, r.Header.Get("Range"))
		lock.Unlock()
		handlers[min(n, len(handlers)-1)](w, r)
	}))
	requests = func() []string {
		lock.Lock()
		defer lock.Unlock()
		return slices.Clone(ranges)
	}
	t.Cleanup(server.Close)
	return Fetcher{URL: server.URL, Sum: sumOf(content), Limit: int64(len(content)) + 1000,
		Answer: time.Minute, Stall: time.Minute, Tries: 5, Progress: func(done, total int64) {
			if total > 0 && done > total {
				t.Errorf("%d of %d bytes have arrived", done, total)
			}
		}}, requests
}

func TestFetch(t *testing.T) {
	ignoresRange := func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(content) }
	otherRange := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Range", "bytes 0-1/2")
		w.WriteHeader(http.StatusPartialContent)
	}
	otherFile := func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>sign in</html>")) }
	endless := func(w http.ResponseWriter, _ *http.Request) {
		for {
			if _, err := w.Write(content); err != nil {
				return
			}
		}
	}
	// claims promises n bytes of the content, and sends them or all there are.
	claims := func(n int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Range") != "" {
				whole(w, r)
				return
			}
			w.Header().Set("Content-Length", fmt.Sprint(n))
			_, _ = w.Write(content[:min(n, len(content))])
		}
	}
	spoilt := append([]byte("x"), content[1:5000]...)
	for name, c := range map[string]struct {
		handlers []http.HandlerFunc
		part     []byte // what an earlier run left
		ranges   []string
		says     string // of the error; empty: it succeeds
		keeps    int    // bytes that are kept for the next run
	}{
		"whole":                {[]http.HandlerFunc{whole}, nil, []string{""}, "", 0},
		"broken twice":         {[]http.HandlerFunc{brokenAfter(1000), brokenAfter(2000), whole}, nil, []string{"", "bytes=1000-", "bytes=3000-"}, "", 0},
		"goes on after a stop": {[]http.HandlerFunc{whole}, content[:5000], []string{"bytes=5000-"}, "", 0},
		"complete before":      {[]http.HandlerFunc{whole}, content, []string{fmt.Sprintf("bytes=%d-", len(content))}, "", 0},
		"no ranges":            {[]http.HandlerFunc{ignoresRange}, content[:5000], []string{"bytes=5000-"}, "", 0},
		"part of another file": {[]http.HandlerFunc{whole}, spoilt, []string{"bytes=5000-", ""}, "", 0},
		"huge part":            {[]http.HandlerFunc{whole}, append(content, make([]byte, 2000)...), []string{""}, "", 0},
		"busy for a while":     {[]http.HandlerFunc{answer(503), answer(429), whole}, nil, []string{"", "", ""}, "", 0},
		"busy":                 {[]http.HandlerFunc{answer(503)}, content[:10], []string{"bytes=10-", "bytes=10-", "bytes=10-", "bytes=10-", "bytes=10-"}, "503", 10},
		"gone":                 {[]http.HandlerFunc{answer(404)}, content[:10], []string{"bytes=10-"}, "404", 10},
		"other range":          {[]http.HandlerFunc{otherRange}, content[:10], []string{"bytes=10-"}, "bytes from 10 on", 10},
		"other file":           {[]http.HandlerFunc{otherFile}, nil, []string{""}, "it is another file", 0},
		"claims too much":      {[]http.HandlerFunc{claims(len(content) + 500)}, nil, []string{"", fmt.Sprintf("bytes=%d-", len(content))}, "", 0},
		"claims too little":    {[]http.HandlerFunc{claims(len(content) - 500)}, nil, []string{""}, "another file", 0},
		"endless":              {[]http.HandlerFunc{endless}, nil, []string{""}, "more than", 0},
	} {
		t.Run(name, func(t *testing.T) {
			f, requests := testFetcher(t, c.handlers...)
			path := filepath.Join(t.TempDir(), "cache", "weights.h5")
			if c.part != nil {
				if err := os.Mkdir(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path+".part", c.part, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			err := f.Fetch(context.Background(), path)
			if c.says == "" {
				got, _ := os.ReadFile(path)
				if err != nil || !bytes.Equal(got, content) {
					t.Errorf("%d bytes, %v", len(got), err)
				}
			} else {
				if err == nil || !strings.Contains(err.Error(), c.says) {
					t.Errorf("%v, want an error with %q", err, c.says)
				}
				if _, err := os.Stat(path); err == nil {
					t.Error("there is a file all the same")
				}
			}
			if fmt.Sprint(requests()) != fmt.Sprint(c.ranges) {
				t.Errorf("asked for %q, want %q", requests(), c.ranges)
			}
			if kept := sizeOf(path + ".part"); kept != int64(c.keeps) {
				t.Errorf("%d bytes are kept, want %d", kept, c.keeps)
			}
		})
	}
}

// What is there and right is not fetched again; what is there and wrong is.
func TestFetchLooksFirst(t *testing.T) {
	f, requests := testFetcher(t, whole)
	path := filepath.Join(t.TempDir(), "weights.h5")
	for _, before := range [][]byte{content, content[:100]} {
		if err := os.WriteFile(path, before, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := f.Fetch(context.Background(), path); err != nil || sumOf(must(os.ReadFile(path))).Begins != f.Sum.Begins {
			t.Error(err)
		}
		if want := (len(content) - len(before)) / (len(content) - 100); len(requests()) != want {
			t.Errorf("%d requests with %d bytes there, want %d", len(requests()), len(before), want)
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// A server that says nothing more must not hold the command for ever. How
// many requests reach it in so short a time is not known.
func TestFetchEndsSilence(t *testing.T) {
	f, _ := testFetcher(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	f.Answer = time.Millisecond
	err := f.Fetch(context.Background(), filepath.Join(t.TempDir(), "x"))
	if err == nil || !strings.Contains(err.Error(), "silent") {
		t.Error(err)
	}
}

func TestFetchStopsWhenAsked(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	f, _ := testFetcher(t, func(w http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	if err := f.Fetch(ctx, filepath.Join(t.TempDir(), "x")); err == nil || ctx.Err() == nil {
		t.Error(err)
	}
}
