package widget

import ui "github.com/maxence-charriere/go-app/v10/pkg/app"

// gradual is a block whose parts appear one after the other, each in an animation
// frame of its own. A panel with much in it would otherwise hold the page's thread
// for so long that the next click has to wait, above all while every core trains.
type gradual struct {
	part
	Class, ID string
	// Parts make the block's children; each is called anew at every rendering.
	Parts []func() ui.UI

	drawn   int  // parts that are there beside the first
	whole   bool // all of them are, from now on
	pending bool // the screen counts it as unfinished
}

// Gradual returns a block whose parts appear one after the other; each is called anew at
// every rendering.
func Gradual(s *Screen, class, id string, parts ...func() ui.UI) ui.UI {
	return &gradual{part: part{In: s}, Class: class, ID: id, Parts: parts}
}

func (g *gradual) OnMount(ctx ui.Context) {
	g.In.unfinished++
	g.pending = true
	g.next(ctx)
}

// OnDismount implements go-app's Dismounter.
func (g *gradual) OnDismount() { g.finish() }

// next draws one part more in the next frame, until all are there.
func (g *gradual) next(ctx ui.Context) {
	if g.whole {
		return
	}
	if g.drawn >= len(g.Parts)-1 {
		g.finish()
		return
	}
	g.In.Browser.Frame(func() {
		g.drawn++
		ctx.Update()
		ctx.Defer(g.next) // after the rendering that the update asked for
	})
}

// finish notes that nothing is left to draw.
func (g *gradual) finish() {
	g.whole = true
	if g.pending {
		g.pending = false
		g.In.unfinished--
	}
}

func (g *gradual) Render() ui.UI {
	parts := g.Parts
	// A page that is written out rather than mounted has no frames to come.
	if g.Mounted() && !g.whole {
		parts = parts[:min(len(parts), g.drawn+1)]
	}
	children := make([]ui.UI, len(parts))
	for i, part := range parts {
		children[i] = part()
	}
	block := ui.Div().Class(g.Class).Body(children...)
	if g.ID != "" {
		block.ID(g.ID)
	}
	return block
}
