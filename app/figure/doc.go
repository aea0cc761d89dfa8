// Package figure draws every figure of the page.
//
//	[Line]        curves by epoch or by time, with bands over seeds ([OverSeeds])
//	[Multiples]   small charts on shared axes: steps and gradients layer by layer
//	[Sweep]       loss by learning rate, with what diverged and what was chosen
//	[Box]         values over seeds or batches
//	[Forest]      test accuracies with their intervals beside the study's
//	[ROC], [Confusion], [Architecture]
//	[Landscape]   paths over a surface seen from above
//
// A figure is a plain struct of data. Drawing it takes two steps, kept apart so that the first can be tested without
// any picture: Layout computes, from the data and a size, where everything goes; Draw then paints that layout on a
// [Surface]. A Surface knows five things only (its size, paths, text, the width of text, clipping) and there are two: [SVG]
// writes a file, Canvas (js/wasm only) paints on the screen. Both take the same path strings and the same text positions,
// so what a visitor saves is what the visitor saw.
//
// Conventions: lengths are CSS pixels, y grows downwards, angles are degrees clockwise. A value that is NaN or infinite is
// a gap, never an error: a run that diverges must still be drawn. What a band, a box or a bar shows is written below the figure, as it
// differs from book to book. A figure that reads values out takes what the visitor points at as a field (Hover, Focus) and its layout says
// what lies at a place (HoverAt, RowAt, SpotAt), so that keys and pointer end in the same picture. Colour belongs to the data: everything else is ink,
// muted ink or a thin rule from the [Theme].
//
// The package knows neither the page nor the trainers, and builds natively.
package figure

// Figure is anything that can be drawn and put into words.
type Figure interface {
	// Heading is the figure's title, also used as the title of a saved file.
	Heading() string
	// Describe says in one or two sentences what the figure shows, for a screen reader.
	Describe() string
	// Table is what the figure shows, in numbers.
	Table() Table
	// Draw paints the figure over the whole surface, ground included.
	Draw(s Surface, t Theme)
}

// draw lays a figure out for a surface and paints it there.
func draw[L interface{ Draw(Surface) }](layout func(width, height float64, t Theme, m Measure) L, s Surface, t Theme) {
	width, height := s.Size()
	layout(width, height, t, s.Measure).Draw(s)
}

// ToSVG draws a figure as a standalone SVG file of the given size in CSS pixels.
func ToSVG(f Figure, width, height float64, t Theme) []byte {
	s := NewSVG(width, height, f.Heading(), f.Describe())
	f.Draw(s, t)
	return s.Bytes()
}
