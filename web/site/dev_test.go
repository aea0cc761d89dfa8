package site

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestDevHandlerReloads(t *testing.T) {
	root, err := Root()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(DevHandler(root, "localhost:8324"))
	defer server.Close()
	response, err := http.Get(server.URL + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	for _, want := range []string{
		`<script src="http://localhost:8324/auto-reload.js"`,
		`script-src 'self' http://localhost:8324 'wasm-unsafe-eval'`,
		`connect-src 'self' http://localhost:8324 ws://localhost:8324`,
		`data-offline="no"`,
	} {
		if !strings.Contains(string(body), want) {
			t.Errorf("the page for development lacks %q", want)
		}
	}
}

// TestFailedHandler checks that a build's complaint is shown as text, and that the
// page which shows it reloads.
func TestFailedHandler(t *testing.T) {
	w := httptest.NewRecorder()
	FailedHandler(errors.New("a.go:1: x < y & z"), "localhost:8324").ServeHTTP(w, httptest.NewRequest("GET", "/any", nil))
	if w.Code != http.StatusInternalServerError {
		t.Errorf("the status is %d", w.Code)
	}
	for _, want := range []string{"a.go:1: x &lt; y &amp; z", `<script src="http://localhost:8324/auto-reload.js"`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the page lacks %q:\n%s", want, w.Body)
		}
	}
}

// TestSettled saves files while a site is built: sources ask for another build,
// others do not, and the last build's result is what counts.
func TestSettled(t *testing.T) {
	cases := []struct {
		name, saved string
		builds      int
	}{
		{"nothing saved", "", 1},
		{"a Go file", "app/page.go", 2},
		{"a style", "web/static/page.css", 2},
		{"a picture", "artifacts/shot.png", 1},
		{"the program of the last build", "build/web", 1},
		{"a branch", ".git/hooks/x.go", 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			root := t.TempDir()
			old := filepath.Join(root, "old.go")
			writeFile(t, old)
			if err := os.Chtimes(old, time.Time{}, time.Now().Add(-time.Hour)); err != nil {
				t.Fatal(err)
			}
			builds := 0
			_, err := settled(context.Background(), root, 0, func() (Report, error) {
				builds++
				if builds == 1 && c.saved != "" {
					writeFile(t, filepath.Join(root, c.saved))
					return Report{}, errors.New("half a file")
				}
				// The file system's clock may lag behind: the next look must find the save in the past.
				past := time.Now().Add(-time.Minute)
				if c.saved != "" {
					if err := os.Chtimes(filepath.Join(root, c.saved), past, past); err != nil {
						t.Fatal(err)
					}
				}
				return Report{}, nil
			})
			if builds != c.builds || (err != nil) != (c.builds == 1 && c.saved != "") {
				t.Errorf("%d builds, the last with the error %v; want %d builds", builds, err, c.builds)
			}
		})
	}
}

// TestSettledIsPatient saves a file after the first build, within the time in
// which the reloading tool overlooks it.
func TestSettledIsPatient(t *testing.T) {
	root := t.TempDir()
	builds, saved := 0, make(chan struct{})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	settled(ctx, root, time.Minute, func() (Report, error) {
		switch builds++; builds {
		case 1:
			go func() {
				defer close(saved)
				time.Sleep(10 * time.Millisecond)
				os.WriteFile(filepath.Join(root, "late.go"), nil, 0o644)
			}()
		case 2:
			cancel() // patience is over
		}
		return Report{}, nil
	})
	<-saved
	if builds != 2 {
		t.Errorf("%d builds, want 2", builds)
	}
}

// TestBuildEndsWithItsContext checks that an interrupted build leaves no site.
func TestBuildEndsWithItsContext(t *testing.T) {
	root, err := Root()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	out := filepath.Join(t.TempDir(), "dist")
	if _, err := BuildContext(ctx, root, out, ""); err == nil {
		t.Error("an interrupted build has succeeded")
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("an interrupted build has left a site")
	}
}

// TestSourcesAreWatched checks that the Makefile has the same files watched.
func TestSourcesAreWatched(t *testing.T) {
	root, err := Root()
	if err != nil {
		t.Fatal(err)
	}
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	want := "-watch-pattern '" + strings.ReplaceAll(sources.String(), "$", "$$") + "'"
	if !strings.Contains(string(makefile), want) {
		t.Errorf("the Makefile does not say %s", want)
	}
}

func writeFile(t *testing.T, path string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
}
