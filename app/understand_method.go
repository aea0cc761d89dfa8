package app

import (
	"slices"
	"strconv"
	"strings"

	"pawgrad/app/session"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// methodCard explains a method: its formula, what each symbol stands for, and what
// each hyper-parameter is now.
type methodCard struct {
	watching
	Method spec.MethodID

	shown string // the values in view, so that only a change of theirs renders
}

func (c *methodCard) OnMount(ctx ui.Context) {
	c.stop = c.lab.watch(session.Settings|session.RunStates|session.Numbers, func() {
		if c.values() != c.shown {
			ctx.Update()
		}
	})
}

func (c *methodCard) Render() ui.UI {
	m, _ := spec.MethodByID(c.Method)
	c.shown = c.values()
	table, now := symbols(m), c.lab.hyperNow(m)
	var rows []ui.UI
	for _, symbol := range symbolsIn(m, table) {
		term := symbol
		if value, ok := now[symbol]; ok {
			term += " = " + value
			table[symbol] = "Now " + value + ". " + table[symbol]
		}
		rows = append(rows, ui.Dt().Text(term), ui.Dd().Text(symbols(m)[symbol]))
	}
	return ui.Article().Class("method-card").ID("explained-"+string(m.ID)).Body(
		ui.H4().Body(c.lab.swatch(m.ID), ui.Text(m.Name), ui.Span().Class("source").Text(m.Source)),
		formulaOf(m, table),
		ui.P().Class("symbols-now").Text(c.shown),
		ui.P().Text(m.Idea),
		ui.Details().Class("symbols").Body(
			ui.Summary().Text("Each symbol of "+m.Name),
			ui.Dl().Body(rows...),
		),
	)
}

// values is the line of the method's hyper-parameters as they are now.
func (c *methodCard) values() string {
	m, _ := spec.MethodByID(c.Method)
	now := c.lab.hyperNow(m)
	var parts []string
	for _, key := range m.Settings {
		s, _ := spec.SettingByKey(key)
		switch value := s.Text(c.lab.Experiment.Run(m.ID)); {
		case s.Symbol != "":
			parts = append(parts, s.Symbol+" = "+now[s.Symbol])
		case value == "true":
			parts = append(parts, strings.ToLower(s.Label))
		default:
			parts = append(parts, "no "+strings.ToLower(s.Label))
		}
	}
	return strings.Join(parts, ", ") + c.lab.rateNow(m)
}

// hyperNow is what the symbols of a method's hyper-parameters are in the form.
func (l *lab) hyperNow(m spec.Method) map[string]string {
	now := map[string]string{}
	for _, key := range m.Settings {
		if s, ok := spec.SettingByKey(key); ok && s.Symbol != "" {
			now[s.Symbol] = s.Text(l.Experiment.Run(m.ID))
		}
	}
	return now
}

// rateNow says, if the learning rate changes over time, what it has come to in the
// method's latest run, or how it will change.
func (l *lab) rateNow(m spec.Method) string {
	for _, r := range slices.Backward(l.Runs) {
		if !l.Current(r) {
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
			return "; its run is at δ = " + strconv.FormatFloat(r.Spec.Rate(epoch), 'g', 3, 64) + " after " + fixed(r.Trained(), 1) + " epochs"
		}
	}
	s, _ := spec.SettingByKey(spec.KeySchedule)
	for _, choice := range s.Choices {
		if spec.Schedule(choice.Value) == l.Experiment.Shared.Schedule && choice.Value != string(spec.Constant) {
			return "; δ falls over time: " + strings.ToLower(choice.Label)
		}
	}
	return ""
}
