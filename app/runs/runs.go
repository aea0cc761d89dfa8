// Package runs shows a card for each run, and above the cards of a round its head.
package runs

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"pawgrad/app/compare"
	"pawgrad/app/format"
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/redraw"
	"pawgrad/app/report"
	"pawgrad/app/say"
	"pawgrad/app/session"
	"pawgrad/app/widget"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Panel is what is looked at of the runs.
type Panel struct {
	screen  *widget.Screen
	session *session.Session
	runs    *compare.Comparison
	report  *report.Panel

	// named is the round whose name is being edited, and draft what was typed.
	named int
	draft string
	// leaving is the round that is to be removed if the visitor says so again.
	leaving int
	// clearing tells that networks beyond their room are to be removed if the visitor says so
	// again.
	clearing bool
	// rates are learning rates typed for runs that are being trained, refused why one cannot be.
	rates, refused map[string]string
	// shown is which of the cards are, and first the round that they began with.
	shown widget.Window
	first int
}

// mostCards is how many cards are shown at a time.
const mostCards = 100

// New returns the cards of all runs; report saves a round.
func New(screen *widget.Screen, s *session.Session, runs *compare.Comparison, report *report.Panel) *Panel {
	return &Panel{screen: screen, session: s, runs: runs, report: report, rates: map[string]string{}, refused: map[string]string{}}
}

// UI is the panel's component.
func (in *Panel) UI() ui.UI { return &runs{part: in.part(redraw.OfRuns)} }

type part = redraw.Part[*Panel]

func (in *Panel) part(shows host.Topic) part { return redraw.NewPart(in, in.screen.Topics, shows) }

// runs shows a card for each run, the latest round first.
type runs struct {
	part
	drawn int // how many cards have been
}

// cardsAFrame is how many cards come in a frame: a hundred at once would hold the page's thread
// for a third of a second.
const cardsAFrame = 20

// gradually is up to which card they are drawn now; the others come in the next frames.
func (p *runs) gradually(from, to int) int {
	if !p.Mounted() { // a page that is written out has no frames to come
		return to
	}
	p.drawn = min(to-from, p.drawn+cardsAFrame)
	if p.drawn < to-from {
		p.In.screen.Touch(redraw.Heads)
	}
	return from + p.drawn
}

func (p *runs) Render() ui.UI {
	in := p.In
	if len(in.session.Runs) == 0 {
		return ui.Div().ID("runs").Body(ui.P().Class("empty").
			Text(say.Text("Each run gets a card here, with its progress, its speed, and buttons to pause and to stop it.")), p.disk())
	}
	if latest := in.session.Rounds[len(in.session.Rounds)-1].Number; latest != in.first {
		in.first = latest
		in.shown.Reset()
	}
	byRound := map[int][]*session.Run{}
	for _, r := range in.session.Runs {
		byRound[r.Round] = append(byRound[r.Round], r)
	}
	from, to := in.shown.Over(len(in.session.Runs), mostCards)
	to = p.gradually(from, to)
	sections, before := []ui.UI{p.surplus(), in.window("runs-above")}, 0
	for i := len(in.session.Rounds) - 1; i >= 0 && before < to; i-- {
		round := in.session.Rounds[i]
		runs := byRound[round.Number]
		var cards []ui.UI
		for _, r := range runs[min(max(0, from-before), len(runs)):min(to-before, len(runs))] {
			cards = append(cards, p.card(r))
		}
		before += len(runs)
		if cards != nil {
			sections = append(sections, ui.Section().Class("round").DataSet("round", round.Number).Aria("label", say.F("Round %'d", round.Number)).Body(
				p.roundHead(round),
				ui.Div().Class("cards").Body(cards...),
			))
		}
	}
	return ui.Div().ID("runs").Body(append(sections, in.window("runs-below"), p.disk())...)
}

// window moves to other cards, if there are more than are shown.
func (in *Panel) window(id string) ui.UI {
	return in.shown.Controls(id, say.Text("Runs"), func() { in.screen.Touch(redraw.Heads) })
}

// card is one run.
func (p *runs) card(r *session.Run) ui.UI {
	in := p.In
	return ui.Article().Class("card").ID("card-"+r.ID).DataSet("method", string(r.Spec.Method)).DataSet("status", compare.Status(r)).
		Aria("label", in.runs.CardName(r)).Body(
		ui.Div().Class("card-head").Body(
			in.screen.Swatch(r.Spec.Method, r.Spec.Arm.Look),
			ui.Span().Class("card-name").Text(r.Method().Name),
			ui.Span().Class("card-hyper").Title(in.card(r)).Text(in.card(r)),
			p.buttons(r),
		),
		ui.Progress().Max(1).Value(r.Share()).Aria("label", say.F("%s progress", in.runs.CardName(r))),
		ui.P().Class("card-line").Text(stateLine(r)),
		p.rate(r),
		p.numbers(r),
		p.warning(r),
		p.failure(r),
	)
}

// card is what a card says of its run beside the method's name.
func (in *Panel) card(r *session.Run) string {
	return strings.Join(slices.DeleteFunc([]string{in.runs.Place(r), hyperText(r)}, func(s string) bool { return s == "" }), " · ")
}

// hyperText writes a run's hyper-parameters: "δ 0.01, γ 0.9".
func hyperText(r *session.Run) string {
	text := ""
	for _, key := range r.Method().Settings {
		s, ok := spec.SettingByKey(key)
		if !ok || s.Symbol == "" {
			continue
		}
		if text != "" {
			text += ", "
		}
		text += s.Symbol + " " + say.Number(s.Text(r.Spec))
	}
	return text
}

// stateLine says in words what a run is doing.
func stateLine(r *session.Run) string {
	epoch := say.F("epoch %s of %'d", format.Fixed(r.Progress.Epoch, 1), r.Spec.Epochs)
	switch r.Status {
	case session.Queued:
		if r.Preparing() {
			return say.Text("Waiting until VGG19's frozen layers have looked at the photos")
		}
		return say.Text("Waiting for a free core")
	case session.Waiting:
		return say.F("Waiting for its next turn at %s", epoch)
	case session.Starting:
		return say.Text("Preparing the photos and the network")
	case session.Paused:
		return say.F("Paused at %s", epoch)
	case session.Stopping:
		return say.Text("Stopping: testing the network as it stands. Stop again to end at once.")
	case session.Finished:
		if r.Result.Reason == protocol.EarlyStopped {
			return say.F("Done: stopped early at epoch %s, as the validation loss no longer fell. %s", format.Fixed(r.Result.Epochs, 1), resultText(r))
		}
		return say.F("Done after %s. %s", format.Duration(r.Result.Seconds), resultText(r))
	case session.Stopped:
		if r.Result == nil {
			return say.Text("Stopped before it was tested")
		}
		return say.F("Stopped at epoch %s. %s", format.Fixed(r.Result.Epochs, 1), resultText(r))
	case session.Failed:
		return say.F("Failed at %s", epoch)
	}
	words := map[protocol.Phase]string{protocol.Validating: say.Text("Validating after "), protocol.Testing: say.Text("Testing after ")}
	word := cmp.Or(words[r.Progress.Phase], say.Text("Training: "))
	if left := format.Remaining(r.Progress.ETA); left != "" {
		return word + epoch + ", " + left
	}
	return word + epoch
}

// resultText says what a run has come to: a trial of a search is not tested.
func resultText(r *session.Run) string {
	if n := len(r.Epochs); r.Untested() && n > 0 {
		return say.F("Validation accuracy %s", format.Accuracy(r.Epochs[n-1].ValidationAccuracy))
	}
	return say.F("Test accuracy %s", format.Accuracy(r.Result.Test.Accuracy))
}

// numbers are a run's speed and memory, at places that do not move.
func (p *runs) numbers(r *session.Run) ui.UI {
	value := func(name, text, help string) ui.UI {
		return ui.Div().Title(help).Body(ui.Dt().Text(name), ui.Dd().Text(text))
	}
	speed, work, memory, loss := format.Missing, format.Missing, format.Missing, format.Missing
	if r.Progress.ImagesPerSecond > 0 {
		speed = format.Rate(r.Progress.ImagesPerSecond) + "/s"
	} else if r.Rate > 0 {
		speed = "⌀ " + format.Rate(r.Rate) + "/s"
	}
	if r.Progress.GFLOPs > 0 {
		work = format.Rate(r.Progress.GFLOPs) + " GFLOP/s" + p.In.ofRoofline(r.Progress.GFLOPs)
	}
	if r.Progress.Bytes > 0 && !r.Status.Over() {
		memory = say.F("%s MB", format.Fixed(float64(r.Progress.Bytes)/1e6, 0))
	}
	if n := len(r.Epochs); n > 0 {
		loss = format.Fixed(r.Epochs[n-1].ValidationLoss, 4)
	}
	return ui.Dl().Class("numbers").Body(
		value(say.Text("Images"), speed, say.Text("Training photos worked through each second")),
		value(say.Text("Arithmetic"), work, say.Text("Billions of floating-point operations a second, convolutions counted as direct ones; behind it, how often "+
			"that is what one core here reaches at most in plain arithmetic. More than 1 is possible, since the engine "+
			"leaves out what is not needed.")),
		value(say.Text("Memory"), memory, say.Text("Memory in use by this run")),
		value(say.Text("Val. loss"), loss, say.Text("Cross-entropy on the validation photos after the last epoch, in nats")),
	)
}

// ofRoofline writes a speed as a multiple of what one core reaches at most.
func (in *Panel) ofRoofline(gflops float64) string {
	if in.session.Desk.Roofline == 0 {
		return ""
	}
	return " (" + format.Fixed(gflops/in.session.Desk.Roofline, 1) + "×)"
}

// warning says what was odd about the last epoch of a run that goes on.
func (p *runs) warning(r *session.Run) ui.UI {
	if n := len(r.Epochs); n > 0 && !r.Status.Over() && r.Epochs[n-1].Warning != "" {
		return ui.P().Class("hint").Text(r.Epochs[n-1].Warning)
	}
	return ui.P().Class("unseen")
}

// failure says what went wrong and how to mend it.
func (p *runs) failure(r *session.Run) ui.UI {
	if r.Failure == nil {
		return ui.P().Class("unseen")
	}
	return ui.P().Class("problem").Role("alert").DataSet("failure", string(r.Failure.Kind)).Body(ui.Text(say.Sentence(r.Failure.Sentence)+" "), ui.Strong().Text(say.Sentence(r.Failure.Cure)))
}

// buttons are what can be done with a run now.
func (p *runs) buttons(r *session.Run) ui.UI {
	in, id, name := p.In, r.ID, p.In.runs.CardName(r)
	var list []ui.UI
	add := func(what, iconPath, label string, do func(string)) {
		list = append(list, widget.IconButton("", iconPath, label+" "+name, func(ui.Context, ui.Event) { do(id) }, what, id).
			DataSet("do", what))
	}
	switch {
	case r.Status == session.Running || r.Status == session.Starting || r.Status == session.Waiting:
		add("pause", widget.IconPause, say.Text("Pause"), in.session.Pause)
	case r.Status == session.Paused:
		add("resume", widget.IconPlay, say.Text("Resume"), in.session.Resume)
	case r.Status.Over() && r.Result == nil:
		add("retry", widget.IconRetry, say.Text("Try again:"), in.session.Retry)
	case r.Model != nil:
		add("save", widget.IconSave, say.Text("Save the trained network of"), in.saveModel)
		list = append(list, in.exports(r, name))
	}
	if r.Status.Over() {
		add("remove", widget.IconClose, say.Text("Remove"), in.session.Remove)
	} else {
		add("stop", widget.IconStop, say.Text("Stop"), in.session.Stop)
	}
	if r.Status.Over() && !in.session.Current(r) {
		label, show := say.Text("Show the curves of"), r.Hidden
		if !show {
			label = say.Text("Hide the curves of")
		}
		add("show", widget.IconMore, label, func(id string) { in.session.Show(id, show) })
	}
	return ui.Div().Class("card-buttons").Body(list...)
}

// saveModel offers a trained network as a file.
func (in *Panel) saveModel(id string) {
	if r := in.session.Run(id); r != nil && r.Model != nil {
		in.screen.Browser.SaveFile(in.modelFile(r), r.Model)
	}
}

// modelFile names the file of a run's network: "pawgrad-cnn-adam.model", and in a study
// "pawgrad-cnn-adam-150px-seed2.model".
func (in *Panel) modelFile(r *session.Run) string {
	name := "pawgrad-" + string(r.Spec.Model) + "-" + string(r.Spec.Method)
	if in.runs.Place(r) != "" {
		name += "-" + strconv.Itoa(r.Spec.ImageSize) + "px-seed" + strconv.FormatUint(r.Spec.Seed, 10)
	}
	return name + ".model"
}
