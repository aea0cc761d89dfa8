// Package app is the page: go-app components, one panel a file, over the state
// that package session keeps.
//
// Three kinds of things happen, each with one way through. What the visitor does
// arrives at a component's handler, which calls a method of the session or changes
// the [view]. What trainers tell arrives at the session, on go-app's own goroutine.
// And whatever changed is named as a host.Topic to [lab.Changed], which, once in
// an animation frame, lets just those components render that watch the topic. The
// curves never pass through a render: a chart is a canvas that paints itself.
//
// Everything that needs a browser is behind [browser.Browser], so the package, and its
// tests, also run natively.
// It never imports GoMLX, nor any package that does.
package app
