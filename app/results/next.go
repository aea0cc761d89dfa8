package results

import (
	"pawgrad/app/say"
	"pawgrad/app/session"
	"pawgrad/app/widget"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Links are the ways from the results to the rest of the page.
type Links struct {
	// Photos shows where photos are named, Rate where a method's learning rate is set.
	Photos, Rate func()
}

// more says that methods still learn, and offers more epochs.
func (p *results) more() ui.UI {
	s := p.In.session
	offer, ok := s.More()
	return widget.When(ok, func() ui.UI {
		return ui.Div().Class("row next").ID("more").Body(
			ui.P().Text(moreText(offer)),
			widget.TextButton("small", say.F("Train %s", say.F("%'d {epoch|epochs}", offer.Epochs)), func(ui.Context, ui.Event) { s.TrainMore() }).ID("train-more"),
		)
	})
}

// moreText says which methods still learn, and what more epochs mean.
func moreText(offer session.More) string {
	n, all := offer.Learning, offer.Arms
	text, loss := say.F("All %'d methods still learn", all), say.Text("their validation loss")
	switch {
	case all == 1:
		text, loss = say.Text("The method still learns"), say.Text("its validation loss")
	case n == 1:
		text, loss = say.F("1 of %'d methods still learns", all), say.Text("its validation loss")
	case n < all:
		text = say.F("%'d of %'d methods still learn", n, all)
	}
	return say.F("%s: over the last third of the epochs %s was lower than over the third before. More epochs "+
		"may help. They are a new round from the start; this one is kept.", text, loss)
}

// next offers what to do when the first round is over.
func (p *results) next() ui.UI {
	in := p.In
	first := len(in.session.Rounds) == 1 && in.session.Unfinished() == 0
	return widget.When(first, func() ui.UI {
		return ui.Div().Class("row next").ID("next").Body(
			ui.P().Text(say.Text("What next?")),
			widget.TextButton("small", say.Text("Look at the mistakes"), func(ui.Context, ui.Event) { in.screen.Browser.Reveal("gallery") }).ID("next-mistakes"),
			widget.TextButton("small", say.Text("Name your own photo"), func(ui.Context, ui.Event) { in.links.Photos() }).ID("next-photo"),
			widget.TextButton("small", say.Text("Try another learning rate"), func(ui.Context, ui.Event) { in.links.Rate() }).ID("next-rate"),
		)
	})
}
