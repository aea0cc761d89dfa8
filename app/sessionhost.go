package app

import (
	"pawgrad/app/browser"
	"pawgrad/app/host"
)

// sessionHost is the page as the session sees it.
type sessionHost struct {
	browser.Browser
	changed func(host.Topic)
}

// Changed implements session.Host.
func (h sessionHost) Changed(topics host.Topic) { h.changed(topics) }
