package chromium

import (
	"errors"
	"slices"

	"github.com/chromedp/cdproto"
)

// leftWith are what the browser says of a question to a page that went to another before it answered.
var leftWith = []string{
	"Inspected target navigated or closed",
	"Execution context was destroyed.",
	"Cannot find context with specified id",
	"Cannot find default execution context",
	"Promise was collected",
	"Not attached to an active page",
}

// Navigating reports whether an error is that of a question to a page which went to another before
// it answered: whoever waits for something asks again.
func Navigating(err error) bool {
	var said *cdproto.Error
	return errors.As(err, &said) && slices.Contains(leftWith, said.Message)
}
