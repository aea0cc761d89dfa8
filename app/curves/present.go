package curves

import (
	"pawgrad/app/compare"
	"pawgrad/app/redraw"
)

// Next shows the next of the charts alone, by -1 the one before it; between the last and the
// first are all of them.
func (in *Panel) Next(by int) {
	views := len(compare.Quantities) + 1
	in.only = (in.only + by + views) % views
	in.screen.Touch(redraw.Choice | redraw.Sizes)
}

// Light has an arm stand out from the others, by its place in the legend, or no longer if it
// does already.
func (in *Panel) Light(arm int) {
	if arm == in.lines.Lit || arm > len(in.runs.Arms(false)) {
		arm = 0
	}
	in.lines.Lit = arm
	in.screen.Touch(redraw.Choice)
}

// All shows all charts and lets no arm stand out.
func (in *Panel) All() {
	if in.only == 0 && in.lines.Lit == 0 {
		return
	}
	in.only, in.lines.Lit = 0, 0
	in.screen.Touch(redraw.Choice | redraw.Sizes)
}
