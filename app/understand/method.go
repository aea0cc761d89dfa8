package understand

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"pawgrad/app/format"
	"pawgrad/app/redraw"
	"pawgrad/app/say"
	"pawgrad/app/widget"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// methodCard explains a method: its formula, what each symbol stands for, and what
// each hyper-parameter is now.
type methodCard struct {
	part
	Method spec.MethodID

	shown string // the values in view, so that only a change of theirs renders
}

func (c *methodCard) OnMount(ctx ui.Context) {
	c.part.OnMount(ctx)
	c.Call(c.In.screen.Topics, redraw.OfMethodCard, func() {
		if c.values() != c.shown {
			ctx.Update()
		}
	})
}

func (c *methodCard) Render() ui.UI {
	m, _ := spec.MethodByID(c.Method)
	c.shown = c.values()
	table, now := widget.Symbols(m), c.In.hyperNow(m)
	sizes, _ := c.In.sizesNow(m)
	var rows []ui.UI
	for _, symbol := range widget.SymbolsIn(m, table) {
		term := symbol
		if value, ok := now[symbol]; ok {
			term += " = " + value
			table[symbol] = say.F("Now %s. %s", value, table[symbol])
		}
		if size, ok := sizes[symbol]; ok {
			term += ", " + size
			table[symbol] = say.F("Now %s. %s", size, table[symbol])
		}
		rows = append(rows, ui.Dt().Text(term), ui.Dd().Text(widget.Symbols(m)[symbol]))
	}
	return ui.Article().Class("method-card").ID("explained-"+string(m.ID)).Body(
		ui.H4().Body(c.In.screen.Swatch(m.ID, 0), ui.Text(m.Name), ui.Span().Class("source").Text(m.Source)),
		widget.FormulaOf(m, table),
		ui.P().Class("symbols-now").Text(c.shown),
		ui.P().Text(say.Text(m.Idea)),
		ui.Details().Class("symbols").Body(
			ui.Summary().Text(say.F("Each symbol of %s", m.Name)),
			ui.Dl().Body(rows...),
		),
	)
}

// values is the line of the method's hyper-parameters as they are now.
func (c *methodCard) values() string {
	m, _ := spec.MethodByID(c.Method)
	now := c.In.hyperNow(m)
	var parts []string
	for _, key := range m.Settings {
		s, _ := spec.SettingByKey(key)
		switch value := s.Text(c.In.session.Form.Experiment.Run(m.ID)); {
		case s.Symbol != "":
			parts = append(parts, s.Symbol+" = "+now[s.Symbol])
		case value == "true":
			parts = append(parts, say.Inside(say.Text(s.Label)))
		default:
			parts = append(parts, say.F("no %s", say.Inside(say.Text(s.Label))))
		}
	}
	text := strings.Join(parts, ", ") + c.In.rateNow(m)
	if sizes, epoch := c.In.sizesNow(m); sizes != nil {
		text += say.F("; measured after %s epochs: %s, %s", format.Fixed(epoch, 1), sizes["g"], sizes["θ"])
	}
	return text
}

// sizesNow is how large the gradient and the step were when the method's latest run last
// measured them, as lengths over all weights, by the symbols that they tell of, and after
// how many epochs; nil if it has measured nothing.
func (in *Panel) sizesNow(m spec.Method) (sizes map[string]string, epoch float64) {
	for _, r := range slices.Backward(in.session.Runs) {
		if !in.session.Current(r) {
			break
		}
		n := len(r.Norms.Epoch)
		if r.Spec.Method != m.ID || n == 0 {
			continue
		}
		gradient, step := length(r.Norms.Gradient[n-1]), length(r.Norms.Update[n-1])
		sizes = map[string]string{"g": "‖g‖ = " + gradient, "θ": "‖Δθ‖ = " + step}
		if m.ID == spec.Momentum || m.ID == spec.Nesterov {
			sizes["v"] = "‖v‖ = " + step // the step is v itself
		}
		return sizes, r.Norms.Epoch[n-1]
	}
	return nil, 0
}

// length is the L2 norm of a vector, given those of its parts.
func length(parts []float32) string {
	sum := 0.0
	for _, x := range parts {
		sum += float64(x) * float64(x)
	}
	return say.Number(strconv.FormatFloat(math.Sqrt(sum), 'g', 3, 64))
}

// hyperNow is what the symbols of a method's hyper-parameters are in the form.
func (in *Panel) hyperNow(m spec.Method) map[string]string {
	now := map[string]string{}
	for _, key := range m.Settings {
		if s, ok := spec.SettingByKey(key); ok && s.Symbol != "" {
			now[s.Symbol] = say.Number(s.Text(in.session.Form.Experiment.Run(m.ID)))
		}
	}
	return now
}

// rateNow says, if the learning rate changes over time, what it has come to in the
// method's latest run, or how it will change.
func (in *Panel) rateNow(m spec.Method) string {
	for _, r := range slices.Backward(in.session.Runs) {
		if !in.session.Current(r) {
			break
		}
		if r.Spec.Method == m.ID && r.Started.Steps > 0 {
			if r.Spec.Schedule == spec.Constant {
				return ""
			}
			epoch := r.Trained()
			if r.Status.Over() {
				// The rate of the last step, not of the one that would have come next.
				epoch = max(0, epoch-1/float64(max(1, r.Started.StepsPerEpoch)))
			}
			return say.F("; its run is at δ = %s after %s epochs", say.Number(strconv.FormatFloat(r.Spec.Rate(epoch, 0), 'g', 3, 64)), format.Fixed(r.Trained(), 1))
		}
	}
	s, _ := spec.SettingByKey(spec.KeySchedule)
	for _, choice := range s.Choices {
		if spec.Schedule(choice.Value) == in.session.Form.Experiment.Shared.Schedule && choice.Value != string(spec.Constant) {
			return say.F("; δ falls over time: %s", say.Inside(say.Text(choice.Label)))
		}
	}
	return ""
}
