package app

import (
	"slices"

	"pawgrad/app/figure"
)

// pointing is where the visitor points in a chart of rows or of rates.
type pointing struct {
	chart string
	row   int
	rate  float64
}

// point moves the visitor's pointing; nil ends it.
func (l *lab) point(p *pointing) {
	if p == nil && l.pointing == nil || p != nil && l.pointing != nil && *p == *l.pointing {
		return
	}
	l.pointing = p
	l.touch(rowTopic)
}

// row is the row of a chart that is read out, nil for none.
func (l *lab) row(chart string) *int {
	if p := l.pointing; p != nil && p.chart == chart {
		return &p.row
	}
	return nil
}

// rowed is a figure of rows worked out for a size.
type rowed interface {
	RowAt(x, y float64) (row int, ok bool)
}

// readRows makes a chart read out the row that the visitor points at. layout works the
// chart out for a size, count tells how many rows it has.
func (l *lab) readRows(c *chart, layout func(width, height float64, t figure.Theme, m figure.Measure) rowed, count func() int) *chart {
	c.topics |= rowTopic
	c.upright = true
	c.point = func(c *chart, x, y float64) {
		if c.canvas == nil {
			return
		}
		width, height := c.canvas.Size()
		if row, ok := layout(width, height, l.theme(), c.canvas.Measure).RowAt(x, y); ok {
			l.point(&pointing{chart: c.ID, row: row})
		} else {
			l.point(nil)
		}
	}
	c.step = func(c *chart, by int) {
		at := 0
		if row := l.row(c.ID); row != nil {
			at = min(max(*row+by, 0), count()-1)
		}
		if at < count() {
			l.point(&pointing{chart: c.ID, row: at})
		}
	}
	c.leave = func() { l.point(nil) }
	return c
}

// readRates makes a sweep's chart read out the losses at the rate that the visitor
// points at.
func (l *lab) readRates(c *chart) *chart {
	c.topics |= rowTopic
	c.point = func(c *chart, x, y float64) {
		if c.canvas == nil {
			return
		}
		width, height := c.canvas.Size()
		if rate, ok := l.sweepFigure().Layout(width, height, l.theme(), c.canvas.Measure).HoverAt(x, y); ok {
			l.point(&pointing{chart: c.ID, rate: rate})
		} else {
			l.point(nil)
		}
	}
	c.step = func(c *chart, by int) {
		var rates []float64
		for _, curve := range l.sweepFigure().Curves {
			rates = append(rates, curve.Rate...)
		}
		slices.Sort(rates)
		rates = slices.Compact(rates)
		if len(rates) == 0 {
			return
		}
		at := 0
		if p := l.pointing; p != nil && p.chart == c.ID {
			i, _ := slices.BinarySearch(rates, p.rate)
			at = min(max(i+by, 0), len(rates)-1)
		}
		l.point(&pointing{chart: c.ID, rate: rates[at]})
	}
	c.leave = func() { l.point(nil) }
	return c
}
