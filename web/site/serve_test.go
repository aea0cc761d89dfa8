package site

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
)

// TestEveryFileIsServedForWhatItIs asks for a file of each kind that a site has: its type
// does not depend on the machine, and the browser is not to guess another.
func TestEveryFileIsServedForWhatItIs(t *testing.T) {
	dir := t.TempDir()
	types := map[string]string{
		"/": "text/html; charset=utf-8", "/boot.js": "text/javascript; charset=utf-8", "/pawgrad.css": "text/css; charset=utf-8",
		"/LICENSES.txt": "text/plain; charset=utf-8", "/vgg19/manifest.json": "application/json",
		"/manifest.webmanifest": "application/manifest+json", "/icon.svg": "image/svg+xml", "/icon-192.png": "image/png",
		"/page.wasm.gz": "application/gzip", "/cats-and-dogs.pack": "application/octet-stream",
		"/ready/cnn.model": "application/octet-stream", "/vgg19/block1.bin": "application/octet-stream",
	}
	for name := range types {
		if name == "/" {
			name = shellFile
		}
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		// What a browser that guesses would take for a page.
		if err := os.WriteFile(path, []byte("<html><script>alert(1)</script>"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, handler := range map[string]http.Handler{"as built": Handler(dir), "for development": DevHandler(dir, "localhost:8324")} {
		for file, want := range types {
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, httptest.NewRequest("GET", file, nil))
			if w.Code != http.StatusOK || w.Header().Get("Content-Type") != want || w.Header().Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s, %s: status %d, type %q, %q", name, file, w.Code, w.Header().Get("Content-Type"), w.Header().Get("X-Content-Type-Options"))
			}
		}
	}
}
