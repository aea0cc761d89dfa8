// Package lessons is six guided experiments: a question, a prediction that the student makes, a set-up that is ready to
// start, what to look at, and an explanation by the numbers of the student's own curves.
//
// What a student has run is known by its settings, so that it is found again after a reload and in an opened file.
package lessons

import (
	"strconv"

	"pawgrad/app/compare"
	"pawgrad/app/host"
	"pawgrad/app/redraw"
	"pawgrad/app/say"
	"pawgrad/app/session"
	"pawgrad/app/widget"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Panel is where the student is in the lessons.
type Panel struct {
	screen  *widget.Screen
	session *session.Session
	runs    *compare.Comparison
	// start sets an experiment up, given as a link, and starts it.
	start func(link string)
	// open is the lesson that is unfolded, by its id; empty if none is.
	open string
}

// New returns the lessons, all folded.
func New(screen *widget.Screen, s *session.Session, runs *compare.Comparison, start func(link string)) *Panel {
	return &Panel{screen: screen, session: s, runs: runs, start: start}
}

// UI is the panel's component.
func (in *Panel) UI() ui.UI { return &lessons{in.part(redraw.OfLessons)} }

type part = redraw.Part[*Panel]

func (in *Panel) part(shows host.Topic) part { return redraw.NewPart(in, in.screen.Topics, shows) }

// keyPrediction begins the names under which predictions are kept.
const keyPrediction = "pawgrad.lesson."

// predicted is the choice that the student has made, -1 for none.
func (in *Panel) predicted(l lesson) int {
	choice, err := strconv.Atoi(in.screen.Browser.Stored(keyPrediction + l.id))
	if err != nil || choice < 0 || choice >= len(l.choices) {
		return -1
	}
	return choice
}

// predict keeps a choice. Once the experiment has run it stands.
func (in *Panel) predict(l lesson, choice int) {
	if in.roundOf(l) != nil && in.predicted(l) >= 0 {
		return
	}
	in.screen.Browser.Store(keyPrediction+l.id, strconv.Itoa(choice))
	in.screen.Touch(redraw.Lessons)
}

// unfold shows a lesson, or hides it.
func (in *Panel) unfold(l lesson) {
	if in.open == l.id {
		in.open = ""
	} else {
		in.open = l.id
	}
	in.screen.Touch(redraw.Lessons)
}

type lessons struct{ part }

func (p *lessons) Render() ui.UI {
	items := make([]ui.UI, len(table))
	for i, l := range table {
		items[i] = p.lesson(i+1, l)
	}
	return ui.Div().ID("lessons").Body(
		ui.P().Class("hint").Text(say.Text("Each takes a few minutes: predict, let it train, and read what your own curves say.")),
		ui.Ol().Class("lesson-list").Body(items...),
	)
}

func (p *lessons) lesson(number int, l lesson) ui.UI {
	in, open := p.In, p.In.open == l.id
	return ui.Li().Class("lesson").ID("lesson-"+l.id).Body(
		ui.H3().Body(ui.Button().Type("button").Class("lesson-title").Aria("expanded", open).
			OnClick(func(ui.Context, ui.Event) { in.unfold(l) }, ui.EventScope(l.id)).
			Text(strconv.Itoa(number)+". "+say.Text(l.title))),
		widget.When(open, func() ui.UI { return p.unfolded(l) }),
	)
}

// unfolded is a lesson from the question to the explanation.
func (p *lessons) unfolded(l lesson) ui.UI {
	in := p.In
	chosen, begun, busy := in.predicted(l), in.roundOf(l) != nil, in.session.Unfinished() > 0
	choices := make([]ui.UI, 0, len(l.choices)+1)
	choices = append(choices, ui.Legend().Text(say.Text("Your prediction")))
	for i, text := range l.choices {
		id := "predict-" + l.id + "-" + strconv.Itoa(i)
		choices = append(choices, ui.Label().For(id).Body(
			ui.Input().Type("radio").Name("predict-"+l.id).ID(id).Checked(i == chosen).Disabled(begun && chosen >= 0 && i != chosen).
				OnChange(func(ui.Context, ui.Event) { in.predict(l, i) }, ui.EventScope(l.id, i)),
			ui.Text(" "+say.Text(text)),
		))
	}
	hint := ""
	switch {
	case chosen < 0:
		hint = say.Text("Predict first.")
	case busy:
		hint = say.Text("Other runs are under way. Wait for them, or stop them.")
	}
	return ui.Div().Class("lesson-body").Body(
		ui.P().Text(say.Text(l.question)),
		ui.FieldSet().Body(choices...),
		ui.Div().Class("row").Body(
			ui.Button().Type("button").Class("secondary").ID("start-"+l.id).Disabled(hint != "").
				OnClick(func(ui.Context, ui.Event) { in.start(l.link) }, ui.EventScope(l.id)).Text(say.Text("Start the experiment")),
			ui.Span().Class("hint").Text(hint),
		),
		ui.P().Body(ui.Strong().Text(say.Text("What to look at: ")), ui.Text(say.Text(l.look))),
		p.explanation(l, chosen),
	)
}

// explanation is what the student's runs say, once all are over.
func (p *lessons) explanation(l lesson, chosen int) ui.UI {
	runs, done := p.In.over(l)
	if !done {
		return ui.Div().Class("unseen")
	}
	verdict := ""
	if outcome := l.outcome(runs); chosen >= 0 {
		verdict = say.F("You predicted: “%s” Your runs say so too.", say.Text(l.choices[chosen]))
		if outcome != chosen {
			verdict = say.F("You predicted: “%s” Your runs say otherwise: “%s”", say.Text(l.choices[chosen]), say.Text(l.choices[outcome]))
		}
	}
	return ui.Div().Class("lesson-answer").ID("answer-"+l.id).Role("status").Body(
		widget.When(verdict != "", func() ui.UI { return ui.P().Body(ui.Strong().Text(verdict)) }),
		ui.P().Text(l.because(runs)),
	)
}
