package site

import "net/http"

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
