package widget

import (
	"pawgrad/app/say"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Window is which of many things of a list are shown: with thousands of them a page would
// take seconds to draw, and again at every change.
type Window struct {
	from, count, size int
}

// Over returns the bounds of what is shown of a list of count things, at most size at a
// time: from, up to but not including to.
func (w *Window) Over(count, size int) (from, to int) {
	w.count, w.size = count, size
	if w.from >= count {
		w.from = max(0, (count-1)/size*size)
	}
	return w.from, min(w.from+size, count)
}

// Reset shows the beginning of the list.
func (w *Window) Reset() { w.from = 0 }

// move shows what begins at another thing.
func (w *Window) move(to int) { w.from = min(max(0, to), max(0, (w.count-1)/w.size*w.size)) }

// Controls move the window that [Window.Over] was asked for last, and say what it shows:
// "Runs 101 to 200 of 3,000". There are none where all is shown. moved is told of a move.
func (w *Window) Controls(id, things string, moved func()) ui.UI {
	if w.count <= w.size {
		return ui.Div().Class("unseen")
	}
	from, to := w.from, min(w.from+w.size, w.count)
	step := func(name, text string, off bool, target func() int) ui.UI {
		return TextButton("small", text, func(ui.Context, ui.Event) {
			w.move(target())
			moved()
		}, id, name).ID(id + "-" + name).Disabled(off)
	}
	atStart, atEnd := from == 0, to == w.count
	return ui.Nav().Class("row window").ID(id).Aria("label", things).Body(
		step("first", say.Text("First"), atStart, func() int { return 0 }),
		step("previous", say.Text("Previous"), atStart, func() int { return w.from - w.size }),
		ui.Span().Class("hint").ID(id+"-shown").Role("status").Text(
			say.F("%s %'d to %'d of %'d", things, from+1, to, w.count)),
		step("next", say.Text("Next"), atEnd, func() int { return w.from + w.size }),
		step("last", say.Text("Last"), atEnd, func() int { return w.count }),
	)
}
