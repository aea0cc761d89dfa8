package results

import (
	"pawgrad/app/figure"
	"pawgrad/app/redraw"
	"pawgrad/app/widget"
)

// pointing is where the visitor points in a chart of rows or of rates.
type pointing struct {
	chart string
	row   int
	rate  float64
}

// point moves the visitor's pointing; nil ends it.
func (in *Panel) point(p *pointing) {
	if p == nil && in.pointing == nil || p != nil && in.pointing != nil && *p == *in.pointing {
		return
	}
	in.pointing = p
	in.screen.Touch(redraw.Rows)
}

// row is the row of a chart that is read out, nil for none.
func (in *Panel) row(chart string) *int {
	if p := in.pointing; p != nil && p.chart == chart {
		return &p.row
	}
	return nil
}

// rowed is a figure of rows worked out for a size.
type rowed interface {
	RowAt(x, y float64) (row int, ok bool)
}

// rowChart is a chart that reads out the row that the visitor points at: draw draws it
// with that row, layout works it out for a size, count tells how many rows it has.
func (in *Panel) rowChart(id string, count func() int, draw func(row *int) figure.Figure, layout func(widget.Place) rowed) widget.Chart {
	return widget.Chart{
		ID: id, Topics: redraw.OfTestRows, Tall: true, Upright: true,
		Make: func() figure.Figure { return draw(in.row(id)) },
		Point: func(at widget.Place) {
			if row, ok := layout(at).RowAt(at.X, at.Y); ok {
				in.point(&pointing{chart: id, row: row})
			} else {
				in.point(nil)
			}
		},
		Step: func(by int) {
			at := 0
			if row := in.row(id); row != nil {
				at = min(max(*row+by, 0), count()-1)
			}
			if at < count() {
				in.point(&pointing{chart: id, row: at})
			}
		},
		Leave: func() { in.point(nil) },
	}
}
