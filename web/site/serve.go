package site

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// Handler serves the built site in dir the way any static file server would; its
// one addition is to have the browser ask again whether a file has changed,
// since a developer's site changes under its address.
func Handler(dir string) http.Handler {
	files := http.FileServer(http.Dir(dir))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		files.ServeHTTP(w, r)
	})
}

// DevHandler serves the site in dir with the script of a reloading tool put into
// the page, and without keeping it for offline use. reloadHost is the tool's
// address, such as "localhost:8324".
func DevHandler(dir, reloadHost string) http.Handler {
	files := Handler(dir)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" && r.URL.Path != "/"+shellFile {
			files.ServeHTTP(w, r)
			return
		}
		shell, err := os.ReadFile(filepath.Join(dir, shellFile))
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write(withReload(shell, reloadHost))
	})
}

// withReload changes the page for development: the reloading tool's script is
// let in by the content security policy and started.
func withReload(shell []byte, host string) []byte {
	return bytes.ReplaceAll([]byte(strings.NewReplacer(
		"script-src 'self'", "script-src 'self' http://"+host,
		"connect-src 'self'", "connect-src 'self' http://"+host+" ws://"+host,
		`name="pawgrad-build"`, `name="pawgrad-build" data-offline="no"`,
	).Replace(string(shell))),
		[]byte("</body>"), []byte(`<script src="http://`+host+`/auto-reload.js" defer></script></body>`))
}
