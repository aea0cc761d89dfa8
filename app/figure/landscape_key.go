package figure

import "math"

// keyBelow lays the bar of colours under the x axis.
func (out *LandscapeLayout) keyBelow(m Measure) {
	if len(out.levels) == 0 {
		return
	}
	t := out.theme
	bottom := out.Plot.Bottom() + t.lineHeight()
	if out.frame.xLabel != "" {
		bottom += t.lineHeight()
	}
	key := landscapeKey{label: []string{fit(out.landscape.LossAxis.Label, out.frame.width-2*out.frame.pad, t.small(), m)}, every: 1}
	key.labelY = bottom + 1.7*t.gap() + t.Small*capHeight
	key.bar = Rect{out.Plot.X, key.labelY + t.gap()*0.9, math.Max(out.Plot.W, math.Min(360*t.size(), out.frame.inner.Right()-out.Plot.X-t.Small)), keyBar * t.size()}
	widest := 0.0
	for _, level := range out.levels {
		widest = math.Max(widest, m(level.Label, t.small()))
	}
	for step := key.bar.W / float64(len(out.levels)+1); step*float64(key.every) < widest+t.gap() && key.every < len(out.levels); {
		key.every++
	}
	out.key = key
}

// keyBeside lays legend and bar right of the plot, if both fit there.
func (out *LandscapeLayout) keyBeside(width float64, m Measure) {
	t := out.theme
	key := landscapeKey{upright: true, every: 1}
	x, y := out.Plot.Right()+2*t.gap()+t.Small, out.Plot.Y
	row := t.lineHeight() * 1.15
	for _, s := range out.landscape.series() {
		if s.Name != "" {
			key.legend = append(key.legend, legendEntry{x, y + row/2, s.Name, s.Style})
			y += row
		}
	}
	if len(key.legend) > 0 {
		y += row / 2
	}
	if len(out.levels) > 0 {
		key.label = wrap(out.landscape.LossAxis.Label, width, t.small(), m)
		key.labelY = y + t.Small*capHeight
		y += float64(len(key.label))*t.lineHeight() + t.gap()
		step := math.Min(24*t.size(), (out.Plot.Bottom()-y)/float64(len(out.levels)+1))
		if step < keyStep*t.size() {
			return // too low: the key goes below
		}
		for step*float64(key.every) < t.lineHeight()*0.9 {
			key.every++
		}
		key.bar = Rect{x, y, keyBar * t.size(), step * float64(len(out.levels)+1)}
	}
	if y > out.Plot.Bottom() {
		return
	}
	out.key = key
}
