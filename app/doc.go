// Package app is the page. It puts together what the packages below it are: the panels
// (setup, curves, results, runs, tryit, understand, report), which show a session and its
// compare.Comparison on a widget.Screen, in a browser.Browser.
//
// Three kinds of things happen, each with one way through. What the visitor does arrives
// at a component's handler, which calls a method of the session or changes its own panel.
// What trainers tell arrives at the session, on go-app's own goroutine. And whatever
// changed is named as a topic to [redraw.Topics.Touch], which, once in an animation frame,
// lets just those components render that show the topic (the table is in package redraw).
// The curves never pass through a render: a chart is a canvas that paints itself.
//
// It never imports GoMLX, nor any package that does. Everything that needs a browser is
// behind browser.Browser, so all panels, and their tests, also run natively.
package app
