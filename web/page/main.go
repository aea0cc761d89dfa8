//go:build js && wasm

// Command page is the program of the web page, compiled to js/wasm: package app
// in the browser that it runs in.
package main

import (
	"pawgrad/app"
	"pawgrad/app/browser"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

func main() {
	ui.RouteWithRegexp(".*", func() ui.Composer { return app.New(browser.New()) })
	ui.RunWhenOnBrowser()
}
