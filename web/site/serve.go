package site

import (
	"net"
	"net/http"
	"path"
	"strings"
)

// mediaTypes are the media types of a site's files by their endings. What the machine's own
// tables say differs from one to the next.
var mediaTypes = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".txt": "text/plain; charset=utf-8", ".json": "application/json", ".webmanifest": "application/manifest+json",
	".svg": "image/svg+xml", ".png": "image/png", ".wasm": "application/wasm", ".gz": "application/gzip",
}

// otherType is that of all other files: bytes, of which the browser is to make nothing.
const otherType = "application/octet-stream"

// typeOf is the media type of a file of the site.
func typeOf(name string) string {
	if strings.HasSuffix(name, "/") {
		name = shellFile
	}
	if t, known := mediaTypes[strings.ToLower(path.Ext(name))]; known {
		return t
	}
	return otherType
}

// Handler serves the built site in dir the way any static file server would. What it adds
// is to have the browser ask again whether a file has changed, since a developer's site
// changes under its address, to have it take each file for what it is called, and to let
// pages of other sites read the files, as a sandboxed frame with the page in it is one.
func Handler(dir string) http.Handler {
	files := http.FileServer(http.Dir(dir))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head(w, typeOf(r.URL.Path))
		w.Header().Set("Access-Control-Allow-Origin", "*")
		files.ServeHTTP(w, r)
	})
}

// Isolated has browsers keep the pages that a handler serves apart from other sites, as threads
// that share memory need it. A sandboxed frame is another site: it may read the files, too.
func Isolated(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
		w.Header().Set("Cross-Origin-Embedder-Policy", "require-corp")
		w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
		h.ServeHTTP(w, r)
	})
}

// head says of a file what it is, that it is nothing else, and that it may change.
func head(w http.ResponseWriter, mediaType string) {
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Type", mediaType)
}

// Serve answers at an address, of which port 0 is any that is free, until stop is called; at is
// the address with its port.
func Serve(address string, handler http.Handler) (at string, stop func(), err error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{Handler: handler}
	go server.Serve(listener)
	return listener.Addr().String(), func() { server.Close() }, nil
}
