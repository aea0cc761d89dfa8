package figure

import "pawgrad/app/say"
import "math"

// ArchitectureLayout is a network drawing worked out for one size.
type ArchitectureLayout struct {
	architecture Architecture
	theme        Theme
	frame        frame
	items        []archItem
	list         bool // one block a line, for a phone
	flows        [][2]point
	cut          *archCut // nil without frozen layers
	empty        string
	height       float64 // what the drawing takes
}

// archCut is the line between frozen and trained layers with its text.
type archCut struct {
	from, to point
	text     Text // without its look
}

// archItem is a block with its place.
type archItem struct {
	block     block
	solid     solid
	textX     float64
	textY     float64 // centre of the first line
	noteX     float64 // right end of the note, in a list
	textRight bool    // text stands beside the block, not below
	brief     bool    // no room to say that the block is frozen; its grey and the cut do
}

// solid is the body that stands for a block: a slab seen from the front and right, or, without depth, a bar.
type solid struct {
	x, y          float64 // centre of the whole body's height, left edge
	width, height float64 // of the front face
	depth         float64 // of the side, both right and up
}

// Sizes of the drawing in CSS pixels at scale 1.
const (
	archList   = 560 // narrower than this, blocks are listed
	archTall   = 92  // the highest front face in a row
	archListed = 44  // the same in a list
	archDepth  = 0.3 // of the height: how far the side face goes right and up
	archApart  = 14  // between blocks
)

// Height is the height in CSS pixels that the drawing wants at a width.
func (a Architecture) Height(width float64, t Theme) float64 {
	return a.Layout(width, math.Inf(1), t, Estimate).height
}

// Layout works the drawing out for a size in CSS pixels. A height of +Inf takes what the drawing wants.
func (a Architecture) Layout(width, height float64, t Theme, m Measure) ArchitectureLayout {
	subtitle, list := "", width < archList*t.size()
	if len(a.Layers) > 0 {
		subtitle = a.weights()
		if !list {
			subtitle += say.Text(". Under each block: shape of its output, number of weights")
		}
	}
	out := ArchitectureLayout{architecture: a, theme: t, list: list, frame: newFrame(a.Title, subtitle, "", width, height, t, m)}
	blocks := a.blocks()
	if len(blocks) == 0 {
		out.empty = say.Text(emptyArchitecture)
		out.height = out.frame.inner.Y + archTall*t.size() + out.frame.pad
		return out
	}
	if out.list {
		out.layList(blocks, m)
	} else {
		out.layRows(blocks, height, m)
	}
	return out
}

// body sizes a block's solid against the largest picture and the longest vector among all.
func body(b block, blocks []block, tall float64) solid {
	var picture, vector int
	for _, other := range blocks {
		if shape := other.layer.Shape; len(shape) == 3 {
			picture = max(picture, shape[0])
		} else if len(shape) == 1 {
			vector = max(vector, shape[0])
		}
	}
	unit := tall / archTall
	switch shape := b.layer.Shape; len(shape) {
	case 3:
		h := tall * math.Sqrt(float64(shape[0])/float64(max(1, picture)))
		w := (3 + 3*math.Log2(float64(max(1, shape[2])))) * unit
		if b.layer.Kind == "pool" {
			w *= 0.5 // a pool computes little: it is drawn as a thin slice of the same picture
		}
		return solid{width: w, height: h, depth: archDepth * h}
	case 1:
		share := math.Log2(float64(shape[0]+1)) / math.Log2(float64(max(1, vector)+1))
		return solid{width: 9 * unit, height: math.Max(9*unit, tall*share)}
	}
	return solid{width: 9 * unit, height: 9 * unit}
}

// highest is the height of the highest body in a row.
func highest(row, blocks []block, tall float64) float64 {
	high := 0.0
	for _, b := range row {
		s := body(b, blocks, tall)
		high = math.Max(high, s.height+s.depth)
	}
	return high
}

// layRows sets blocks side by side, their text below, in as many rows as the width needs.
func (out *ArchitectureLayout) layRows(blocks []block, height float64, m Measure) {
	t, f := out.theme, out.frame
	tall := archTall * t.size()
	widths := make([]float64, len(blocks))
	for i, b := range blocks {
		s := body(b, blocks, tall)
		widths[i] = s.width + s.depth
		for _, line := range b.lines() {
			widths[i] = math.Max(widths[i], m(line, t.small()))
		}
	}
	rows := breakRows(widths, f.inner.W, archApart*t.size())
	text := 3*t.lineHeight() + t.gap()
	rowGap := t.lineHeight()
	if !math.IsInf(height, 0) {
		room := height - f.inner.Y - f.pad - float64(len(rows))*(text+rowGap) + rowGap
		if cutBefore(blocks) > 0 {
			room -= t.lineHeight()
		}
		wanted, next := 0.0, 0
		for _, count := range rows {
			wanted += highest(blocks[next:next+count], blocks, tall)
			next += count
		}
		tall = math.Max(20*t.size(), tall*math.Min(1, room/wanted))
	}
	apart := spareApart(widths, rows, f.inner.W, archApart*t.size())
	y, next, cut := f.inner.Y, 0, cutBefore(blocks)
	for _, count := range rows {
		top := y
		if cut > 0 && next <= cut && cut < next+count {
			y += t.lineHeight() // the cut's text has a line of its own
		}
		high := highest(blocks[next:next+count], blocks, tall)
		x, middle := f.inner.X, y+high/2
		flow := [2]point{{x + widths[next]/2, middle}, {}}
		for i := next; i < next+count; i++ {
			if i == cut && i > 0 {
				at := math.Max(f.inner.X-t.gap(), x-apart/2)
				out.setCut(point{at, top}, point{at, y + high + text}, at, m)
			}
			s := body(blocks[i], blocks, tall)
			s.x, s.y = x+(widths[i]-s.width-s.depth)/2, middle
			out.items = append(out.items, archItem{block: blocks[i], solid: s, textX: x + widths[i]/2, textY: y + high + t.gap() + t.lineHeight()/2})
			flow[1] = point{x + widths[i]/2, middle}
			x += widths[i] + apart
		}
		out.flows = append(out.flows, flow)
		next += count
		y += high + text + rowGap
	}
	out.height = y - rowGap + f.pad
}

// breakRows says how many items go in each row: as few rows as possible, filled evenly.
func breakRows(widths []float64, room, apart float64) []int {
	fill := func(room float64) []int {
		var rows []int
		x := 0.0
		for i, w := range widths {
			if i == 0 || x+w > room {
				rows, x = append(rows, 0), 0
			}
			rows[len(rows)-1]++
			x += w + apart
		}
		return rows
	}
	best := fill(room)
	for narrower := room; narrower > 0; narrower -= room / 50 { // the narrowest room that needs no more rows fills them evenly
		rows := fill(narrower)
		if len(rows) > len(best) {
			break
		}
		best = rows
	}
	return best
}

// spareApart spreads blocks of the fullest row over the width, up to five times the usual distance.
func spareApart(widths []float64, rows []int, room, apart float64) float64 {
	out, next := 5*apart, 0
	for _, count := range rows {
		sum := 0.0
		for _, w := range widths[next : next+count] {
			sum += w
		}
		next += count
		if count > 1 {
			out = math.Min(out, (room-sum)/float64(count-1))
		}
	}
	return math.Max(apart, out)
}

// setCut places the line of the cut and its text: beside the top of an upright line, below the right end of a lying one.
func (out *ArchitectureLayout) setCut(from, to point, x float64, m Measure) {
	t, f := out.theme, out.frame
	s := out.architecture.cutText()
	text := Text{X: x + t.gap(), Y: from.Y, S: s, Baseline: Top}
	switch width := m(s, t.small()); {
	case out.list:
		text.Anchor, text.Y = End, from.Y+t.gap()*0.8
		text.X = x
	case text.X+width > f.inner.Right():
		text.X, text.Anchor = x-t.gap(), End
	}
	out.cut = &archCut{from, to, text}
}

// layList sets one block a line, its text beside it.
func (out *ArchitectureLayout) layList(blocks []block, m Measure) {
	t, f := out.theme, out.frame
	tall := archListed * t.size()
	column := 0.0
	for _, b := range blocks {
		s := body(b, blocks, tall)
		column = math.Max(column, s.width+s.depth)
	}
	middle := f.inner.X + column/2
	y, cut := f.inner.Y, cutBefore(blocks)
	for i, b := range blocks {
		if i == cut && i > 0 {
			y += t.gap() / 2
			out.setCut(point{f.inner.X, y}, point{f.inner.Right(), y}, f.inner.Right(), m)
			y += t.lineHeight()
		}
		s := body(b, blocks, tall)
		line := math.Max(s.height+s.depth, 2*t.lineHeight()) + t.gap()
		s.x, s.y = middle-(s.width+s.depth)/2, y+line/2
		textX := f.inner.X + column + 2*t.gap()
		brief := textX+m(shapeText(b.layer.Shape), t.small())+2*t.gap()+m(b.note(), t.small()) > f.inner.Right()
		out.items = append(out.items, archItem{block: b, brief: brief, solid: s, textX: textX, textY: y + line/2 - t.lineHeight()/2,
			noteX: f.inner.Right(), textRight: true})
		y += line
	}
	out.flows = [][2]point{{{middle, out.items[0].solid.y}, {middle, out.items[len(out.items)-1].solid.y}}}
	out.height = y + f.pad
}
