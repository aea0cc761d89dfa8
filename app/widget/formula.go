package widget

import (
	"slices"
	"strings"

	"pawgrad/app/say"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// piece is a part of a formula: plain text, or a symbol with what it stands for.
type piece struct {
	text, meaning string
}

// commonSymbols are those that mean the same in every formula and are no
// hyper-parameter.
var commonSymbols = map[string]string{
	"θ": "The network's weights: all the numbers that training changes.",
	"g": "The gradient of the loss on one batch: which way, and how steeply, the loss rises with each weight. Squares and roots are taken weight by weight.",
}

// ownSymbols are those that differ from method to method.
var ownSymbols = map[spec.MethodID]map[string]string{
	spec.GD:       {"g": "The gradient of the loss on all training photos: which way, and how steeply, the loss rises with each weight."},
	spec.Momentum: {"v": "The velocity: a fading sum of past steps. It starts from zero."},
	spec.Nesterov: {"v": "The velocity: a fading sum of past steps. It starts from zero."},
	spec.Adagrad:  {"G": "The sum of all squared gradients so far. It only grows, so steps only shrink."},
	spec.RMSprop:  {"E": "A running mean of the squared gradient: how large it has lately been."},
	spec.Adam: {
		"m":  "A running mean of the gradient: where it has lately pointed.",
		"v":  "A running mean of the squared gradient: how large it has lately been.",
		"m̂": "m divided by 1−β₁ᵗ, with t the number of steps: the correction for having started from zero. With bias correction off it is m itself.",
		"v̂": "v divided by 1−β₂ᵗ, with t the number of steps: the correction for having started from zero. With bias correction off it is v itself.",
	},
}

// Symbols returns what each symbol in a method's formula stands for, in the language in use.
func Symbols(m spec.Method) map[string]string {
	table := map[string]string{}
	for symbol, meaning := range commonSymbols {
		table[symbol] = say.Text(meaning)
	}
	for _, key := range m.Settings {
		if s, ok := spec.SettingByKey(key); ok && s.Symbol != "" {
			table[s.Symbol] = say.Text(s.Label) + ". " + say.Text(s.Help)
		}
	}
	for symbol, meaning := range ownSymbols[m.ID] {
		table[symbol] = say.Text(meaning)
	}
	return table
}

// dissect splits a line of a formula at its symbols, the longest first: "m̂" is not
// "m" with something after it. Remarks in words, after three blanks, are left whole.
func dissect(line string, table map[string]string) []piece {
	math, remark, _ := strings.Cut(line, "   ")
	var pieces []piece
	plain := ""
	flush := func() {
		if plain != "" {
			pieces = append(pieces, piece{text: plain})
			plain = ""
		}
	}
	for math != "" {
		best := ""
		for symbol := range table {
			if len(symbol) > len(best) && strings.HasPrefix(math, symbol) {
				best = symbol
			}
		}
		if best == "" {
			r := []rune(math)[0]
			plain += string(r)
			math = math[len(string(r)):]
			continue
		}
		flush()
		pieces = append(pieces, piece{best, table[best]})
		math = math[len(best):]
	}
	flush()
	if remark != "" {
		pieces = append(pieces, piece{text: "   " + say.Text(remark)})
	}
	return pieces
}

// Formula is a method's update rule; each symbol explains itself when it is
// pointed at, focused or tapped.
func Formula(m spec.Method) ui.UI { return FormulaOf(m, Symbols(m)) }

// FormulaOf is a method's update rule whose symbols a table explains.
func FormulaOf(m spec.Method, table map[string]string) ui.UI {
	lines := make([]ui.UI, len(m.Formula))
	for i, line := range m.Formula {
		var parts []ui.UI
		for _, p := range dissect(line, table) {
			if p.meaning == "" {
				parts = append(parts, ui.Span().Text(p.text))
				continue
			}
			parts = append(parts, ui.Span().Class("tip").Body(
				ui.Button().Type("button").Class("symbol").Aria("label", p.text+": "+p.meaning).Text(p.text),
				ui.Span().Class("tip-text").Aria("hidden", true).Text(p.meaning),
			))
		}
		lines[i] = ui.Div().Body(parts...)
	}
	return ui.Div().Class("formula").Body(lines...)
}

// SymbolsIn lists the symbols of a method's formula in the order in which they
// first appear.
func SymbolsIn(m spec.Method, table map[string]string) []string {
	var list []string
	for _, line := range m.Formula {
		for _, p := range dissect(line, table) {
			if p.meaning != "" && !slices.Contains(list, p.text) {
				list = append(list, p.text)
			}
		}
	}
	return list
}
