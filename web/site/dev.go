package site

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// sources are the files of which a saved change asks for another build: those
// that the Makefile has vgrun watch.
var sources = regexp.MustCompile(`\.(go|js|css|html|svg|pack)$`)

// BuildSettled builds the site for development, again and again until no source
// was saved while it was built, and not before patience is over. vgrun overlooks
// what is saved within some seconds of the save that it has the site built for;
// here it is seen.
func BuildSettled(ctx context.Context, root, out, weights string, patience time.Duration) (Report, error) {
	return settled(ctx, root, patience, func() (Report, error) { return BuildContext(ctx, root, out, weights) })
}

func settled(ctx context.Context, root string, patience time.Duration, build func() (Report, error)) (Report, error) {
	const (
		pause = 100 * time.Millisecond // between two looks at the sources
		lag   = 20 * time.Millisecond  // of the clock that dates files
	)
	end := time.Now().Add(patience)
	for {
		began := time.Now().Add(-lag)
		report, err := build()
		changed := changedSince(root, began)
		for !changed && ctx.Err() == nil && time.Now().Before(end) {
			time.Sleep(pause)
			changed = changedSince(root, began)
		}
		if !changed || ctx.Err() != nil {
			return report, err
		}
	}
}

// changedSince reports whether a source below root was saved at a time or later.
// What cannot be read is not there any more, which the next build will tell.
func changedSince(root string, when time.Time) (changed bool) {
	filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil
		case entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && path != root:
			return fs.SkipDir
		case entry.IsDir() || !sources.MatchString(entry.Name()):
			return nil
		}
		if info, err := entry.Info(); err == nil && !info.ModTime().Before(when) {
			changed = true
			return fs.SkipAll
		}
		return nil
	})
	return changed
}

// FailedHandler answers every request by what went wrong in a build, on a page
// that is loaded anew when the next one is there. reloadHost is as for
// DevHandler.
func FailedHandler(problem error, reloadHost string) http.Handler {
	page := fmt.Sprintf(`<!doctype html><html lang="en"><meta charset="utf-8"><title>The build has failed</title>`+
		`<body><h1>The build has failed</h1><pre>%s</pre><p>Mend it and save: this page is then loaded anew.</p></body></html>`,
		html.EscapeString(problem.Error()))
	page = string(withReload([]byte(page), reloadHost))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head(w, typeOf(shellFile))
		w.WriteHeader(http.StatusInternalServerError)
		fmt.Fprint(w, page)
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
		head(w, typeOf(shellFile))
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
