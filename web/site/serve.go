package site

import "net/http"

// Handler serves the built site in dir the way any static file server would. It
// adds that the browser is to ask again whether a file has changed, since a
// developer's site changes under its address; and that pages of other sites may
// read the files, as a sandboxed frame with the page in it is one.
func Handler(dir string) http.Handler {
	files := http.FileServer(http.Dir(dir))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("Access-Control-Allow-Origin", "*")
		files.ServeHTTP(w, r)
	})
}
