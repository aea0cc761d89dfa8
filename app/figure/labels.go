package figure

import (
	"math"
	"sort"
)

// endLabel is a curve's name beside its end.
type endLabel struct {
	curve int
	y     float64
}

const (
	// labelAt is how far right of the plot a curve's name starts, in gaps: room for an end marker and a leader.
	labelAt = 3.5
	// labelWidth is the narrowest chart with names at the ends, CSS pixels at scale 1; a narrower one spends its width on curves.
	labelWidth = 460
	// labelShare is the most of the width that names may take from the curves.
	labelShare = 0.3
)

// labelled lists the series that are named at their ends: the main ones, or all if all are thin.
func (l Line) labelled() []int {
	var mains, all []int
	for i, s := range l.Series {
		if s.Name == "" {
			continue
		}
		all = append(all, i)
		if !s.Style.Thin {
			mains = append(mains, i)
		}
	}
	if len(mains) > 0 {
		return mains
	}
	return all
}

// labelReserve is the width to keep free for end labels, 0 where there is no room for them. It depends on names, not on data,
// so the plot does not move while data arrives.
func (l Line) labelReserve(width float64, plot Rect, t Theme, m Measure) float64 {
	names := l.labelled()
	if l.Legend || len(names) == 0 || width < labelWidth*t.size() || float64(len(names))*t.lineHeight() > plot.H {
		return 0
	}
	widest := 0.0
	for _, i := range names {
		widest = math.Max(widest, m(l.Series[i].Name+" ↑", t.small()))
	}
	reserve := widest + (labelAt+1)*t.gap()
	if reserve > labelShare*width {
		return 0
	}
	return reserve
}

// placeLabels sets the names beside their ends and apart from each other.
func (out *LineLayout) placeLabels() []endLabel {
	var labels []endLabel
	var want []float64
	for _, i := range out.line.labelled() {
		if end := out.curves[i].end; end != nil {
			labels = append(labels, endLabel{curve: i, y: end.Y})
		}
	}
	sort.SliceStable(labels, func(a, b int) bool { return labels[a].y < labels[b].y })
	for _, l := range labels {
		want = append(want, l.y)
	}
	for i, y := range spread(want, out.theme.lineHeight(), out.Plot.Y, out.Plot.Bottom()) {
		labels[i].y = y
	}
	return labels
}

// spread moves ascending positions as little as possible so that neighbours are at least gap apart and all stay in [low, high]
// where they fit. It is pool-adjacent-violators: a group that must touch sits around the mean of what its members want.
func spread(want []float64, gap, low, high float64) []float64 {
	type group struct {
		sum   float64 // of the wanted starts of the group
		count int
		start float64
	}
	var groups []group
	for _, w := range want {
		g := group{sum: w, count: 1}
		for {
			g.start = g.sum / float64(g.count)
			g.start = math.Max(low, math.Min(high-gap*float64(g.count-1), g.start))
			last := len(groups) - 1
			if last < 0 || groups[last].start+gap*float64(groups[last].count) <= g.start {
				break
			}
			before := groups[last]
			g.sum = before.sum + g.sum - gap*float64(before.count*g.count)
			g.count += before.count
			groups = groups[:last]
		}
		groups = append(groups, g)
	}
	out := make([]float64, 0, len(want))
	for _, g := range groups {
		for i := range g.count {
			out = append(out, g.start+gap*float64(i))
		}
	}
	return out
}
