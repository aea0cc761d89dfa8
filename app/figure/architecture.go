package figure

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pawgrad/app/say"
)

// Architecture draws a network as a row of blocks, each as high as its picture and as thick as it has channels, by soft scales: heights go
// by the square root of the pixels and thickness by the logarithm of the channels, so that both ends of a network can be seen.
// It wraps where the width ends, and becomes a list on a phone. Trained layers are coloured, frozen ones grey.
type Architecture struct {
	Title  string
	Layers []Layer
	// Cut names the first layer that is trained, by Keras' names: "block5_conv1". A dashed line stands before it, where all before is
	// frozen and what it makes of a photo can be computed once.
	Cut string
}

// Layer is one layer of a network.
type Layer struct {
	Kind   string // "input", "conv", "pool", "flatten", "dropout", "dense"
	Name   string // what is written: "Conv 3×3"
	Shape  []int  // of the output without the batch: height, width, channels; or features
	Params int    // number of weights, biases included
	Frozen bool   // not trained
}

const emptyArchitecture = "The network is drawn here when a model is chosen"

// Heading implements Figure.
func (a Architecture) Heading() string { return a.Title }

// Describe implements Figure.
func (a Architecture) Describe() string {
	if len(a.Layers) == 0 {
		return say.F("Network: %s. No layers yet.", a.Title)
	}
	var parts []string
	for _, b := range a.blocks() {
		parts = append(parts, say.F("%s to %s", b.label(), shapeText(b.layer.Shape)))
	}
	cut := ""
	if at := cutBefore(a.blocks()); at > 0 {
		cut = say.F(" Frozen as far as %s to %s; %s.", a.blocks()[at-1].label(), shapeText(a.blocks()[at-1].layer.Shape), a.cutText())
	}
	return say.F("Network: %s. %s. Layers: %s.%s", a.Title, a.weights(), strings.Join(parts, ", "), cut)
}

// Table implements Figure: a row for each layer.
func (a Architecture) Table() Table {
	t := Table{Caption: a.Title, Head: []string{say.Text("Layer"), say.Text("Output"), say.Text("Weights"), say.Text("Trained")}, Note: a.weights() + "."}
	for _, l := range a.Layers {
		trained := "yes"
		switch {
		case l.Params == 0:
			trained = missing
		case l.Frozen:
			trained = "no"
		}
		t.Rows = append(t.Rows, []string{l.Name, shapeText(l.Shape), strconv.Itoa(l.Params), trained})
	}
	return t
}

// weights says how many weights there are and how many are trained.
func (a Architecture) weights() string {
	all, frozen := 0, 0
	for _, l := range a.Layers {
		all += l.Params
		if l.Frozen {
			frozen += l.Params
		}
	}
	if frozen == 0 {
		return say.F("%s weights", shortCount(all))
	}
	return say.F("%s weights, %s of them frozen (grey)", shortCount(all), shortCount(frozen))
}

// block is a run of layers that look the same and are drawn as one.
type block struct {
	layer    Layer // the first
	last     string
	count    int
	params   int
	sameName bool
}

// blocks joins neighbours of the same kind and output.
func (a Architecture) blocks() []block {
	var out []block
	for _, l := range a.Layers {
		if n := len(out); n > 0 {
			b := &out[n-1]
			if b.layer.Kind == l.Kind && b.layer.Frozen == l.Frozen && slices.Equal(b.layer.Shape, l.Shape) {
				b.count++
				b.params += l.Params
				b.last = l.Name
				b.sameName = b.sameName && l.Name == b.layer.Name
				continue
			}
		}
		out = append(out, block{layer: l, last: l.Name, count: 1, params: l.Params, sameName: true})
	}
	return out
}

// cutBefore is the index of the first block that is trained after frozen ones, 0 if there is none.
func cutBefore(blocks []block) int {
	for i := 1; i < len(blocks); i++ {
		if blocks[i-1].layer.Frozen && !blocks[i].layer.Frozen {
			return i
		}
	}
	return 0
}

// cutText stands at the cut.
func (a Architecture) cutText() string {
	if a.Cut == "" {
		return say.Text("trained from here on")
	}
	return say.F("trained from %s on", a.Cut)
}

// label names a block.
func (b block) label() string {
	name := b.short(b.layer.Name)
	switch {
	case b.count == 1:
		return name
	case b.sameName:
		return fmt.Sprintf("%d × %s", b.count, name)
	}
	return name + " – " + b.short(b.last)
}

// short leaves out of a name what its shape says anyway: the number of channels.
func (b block) short(name string) string {
	if n := len(b.layer.Shape); n > 0 {
		return strings.Replace(name, ", "+strconv.Itoa(b.layer.Shape[n-1]), "", 1)
	}
	return name
}

// lines is the text of a block: its name, the shape of its output, its weights.
func (b block) lines() [3]string {
	return [3]string{b.label(), shapeText(b.layer.Shape), b.note()}
}

// frozenNote is said of the weights of a frozen block.
const frozenNote = ", frozen"

// note is the third line of a block: its weights.
func (b block) note() string {
	switch {
	case b.params == 0:
		return ""
	case b.layer.Frozen:
		return shortCount(b.params) + say.Text(frozenNote)
	}
	return shortCount(b.params)
}

// shapeText writes a shape as 148×148×32.
func shapeText(shape []int) string {
	parts := make([]string, len(shape))
	for i, n := range shape {
		parts[i] = strconv.Itoa(n)
	}
	return strings.Join(parts, "×")
}

// shortCount writes a count with three significant digits: 896, 18.5 k, 3.21 M.
func shortCount(n int) string {
	switch v := float64(n); {
	case n >= 999_500:
		return threeDigits(v/1e6) + " M"
	case n >= 1000:
		return threeDigits(v/1e3) + " k"
	}
	return strconv.Itoa(n)
}

func threeDigits(v float64) string {
	places := 2
	for bound := 10.0; v >= bound-0.005 && places > 0; bound *= 10 {
		places--
	}
	return say.Number(strconv.FormatFloat(v, 'f', places, 64))
}

// Draw implements Figure.
func (a Architecture) Draw(s Surface, t Theme) { draw(a.Layout, s, t) }
