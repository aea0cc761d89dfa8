package app

import (
	"slices"
	"strconv"
	"strings"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// runs shows a card for each run, the latest round first.
type runs struct{ watching }

func (p *runs) OnMount(ctx ui.Context) {
	p.watch(ctx, host.RunStates|host.Numbers|viewTopic|roundTopic)
}

func (p *runs) Render() ui.UI {
	l := p.lab
	if len(l.Runs) == 0 {
		return ui.Div().ID("runs").Body(ui.P().Class("empty").
			Text("Each run gets a card here, with its progress, its speed, and buttons to pause and to stop it."))
	}
	var sections []ui.UI
	for i := len(l.Rounds) - 1; i >= 0; i-- {
		round := l.Rounds[i]
		var cards []ui.UI
		for _, r := range l.Runs {
			if r.Round == round.Number {
				cards = append(cards, p.card(r))
			}
		}
		if cards != nil {
			sections = append(sections, ui.Section().Class("round").DataSet("round", round.Number).Aria("label", "Round "+whole(round.Number)).Body(
				p.roundHead(round),
				ui.Div().Class("cards").Body(cards...),
			))
		}
	}
	return ui.Div().ID("runs").Body(sections...)
}

// card is one run.
func (p *runs) card(r *session.Run) ui.UI {
	l := p.lab
	return ui.Article().Class("card").ID("card-"+r.ID).DataSet("method", string(r.Spec.Method)).DataSet("status", statusWord(r)).
		Aria("label", l.cardName(r)).Body(
		ui.Div().Class("card-head").Body(
			l.swatch(r.Spec.Method),
			ui.Span().Class("card-name").Text(r.Method().Name),
			ui.Span().Class("card-hyper").Title(l.card(r)).Text(l.card(r)),
			p.buttons(r),
		),
		ui.Progress().Max(1).Value(r.Share()).Aria("label", l.cardName(r)+" progress"),
		ui.P().Class("card-line").Text(stateLine(r)),
		p.numbers(r),
		p.warning(r),
		p.failure(r),
	)
}

// place tells a run from those of its method in other parts of its round and with other
// seeds: "CNN, 150 px, seed 2"; empty if there are none.
func (l *lab) place(r *session.Run) string {
	round := l.RoundOf(r)
	var words []string
	if len(round.Parts) > 1 && !round.Sweep() { // the rate tells a search's parts apart
		words = append(words, partName(round.Parts[r.Part]))
	}
	if slices.ContainsFunc(round.Parts, func(e spec.Experiment) bool { return e.Seeds > 1 }) {
		words = append(words, "seed "+strconv.FormatUint(r.Spec.Seed, 10))
	}
	return strings.Join(words, ", ")
}

// card is what a card says of its run beside the method's name.
func (l *lab) card(r *session.Run) string {
	return strings.Join(slices.DeleteFunc([]string{l.place(r), hyperText(r)}, func(s string) bool { return s == "" }), " · ")
}

// cardName names a run for those who cannot see where its card stands.
func (l *lab) cardName(r *session.Run) string {
	if place := l.place(r); place != "" {
		return r.Method().Name + ", " + place
	}
	return r.Method().Name
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
		text += s.Symbol + " " + s.Text(r.Spec)
	}
	return text
}

// stateLine says in words what a run is doing.
func stateLine(r *session.Run) string {
	epoch := "epoch " + fixed(r.Progress.Epoch, 1) + " of " + whole(r.Spec.Epochs)
	switch r.Status {
	case session.Queued:
		if r.Preparing() {
			return "Waiting until VGG19's frozen layers have looked at the photos"
		}
		return "Waiting for a free core"
	case session.Waiting:
		return "Waiting for its next turn at " + epoch
	case session.Starting:
		return "Preparing the photos and the network"
	case session.Paused:
		return "Paused at " + epoch
	case session.Stopping:
		return "Stopping: testing the network as it stands. Stop again to end at once."
	case session.Finished:
		if r.Result.Reason == protocol.EarlyStopped {
			return "Done: stopped early at epoch " + fixed(r.Result.Epochs, 1) + ", as the validation loss no longer fell. " + resultText(r)
		}
		return "Done after " + duration(r.Result.Seconds) + ". " + resultText(r)
	case session.Stopped:
		if r.Result == nil {
			return "Stopped before it was tested"
		}
		return "Stopped at epoch " + fixed(r.Result.Epochs, 1) + ". " + resultText(r)
	case session.Failed:
		return "Failed at " + epoch
	}
	word := map[protocol.Phase]string{protocol.Validating: "Validating after ", protocol.Testing: "Testing after "}[r.Progress.Phase]
	if word == "" {
		word = "Training: "
	}
	if left := remaining(r.Progress.ETA); left != "" {
		return word + epoch + ", " + left
	}
	return word + epoch
}

func resultText(r *session.Run) string { return "Test accuracy " + accuracy(r.Result.Test.Accuracy) }

// numbers are a run's speed and memory, at places that do not move.
func (p *runs) numbers(r *session.Run) ui.UI {
	value := func(name, text, help string) ui.UI {
		return ui.Div().Title(help).Body(ui.Dt().Text(name), ui.Dd().Text(text))
	}
	speed, work, memory, loss := missing, missing, missing, missing
	if r.Progress.ImagesPerSecond > 0 {
		speed = rate(r.Progress.ImagesPerSecond) + "/s"
	} else if r.Rate > 0 {
		speed = "⌀ " + rate(r.Rate) + "/s"
	}
	if r.Progress.GFLOPs > 0 {
		work = rate(r.Progress.GFLOPs) + " GFLOP/s" + p.lab.ofRoofline(r.Progress.GFLOPs)
	}
	if r.Progress.Bytes > 0 && !r.Status.Over() {
		memory = fixed(float64(r.Progress.Bytes)/1e6, 0) + " MB"
	}
	if n := len(r.Epochs); n > 0 {
		loss = fixed(r.Epochs[n-1].ValidationLoss, 4)
	}
	return ui.Dl().Class("numbers").Body(
		value("Images", speed, "Training photos worked through each second"),
		value("Arithmetic", work, "Billions of floating-point operations a second, convolutions counted as direct ones; behind it, how often that is what one core here reaches at most in plain arithmetic. More than 1 is possible, since the engine leaves out what is not needed."),
		value("Memory", memory, "Memory in use by this run"),
		value("Val. loss", loss, "Cross-entropy on the validation photos after the last epoch, in nats"),
	)
}

// ofRoofline writes a speed as a multiple of what one core reaches at most.
func (l *lab) ofRoofline(gflops float64) string {
	if l.Desk.Roofline == 0 {
		return ""
	}
	return " (" + fixed(gflops/l.Desk.Roofline, 1) + "×)"
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
	return ui.P().Class("problem").Role("alert").DataSet("failure", string(r.Failure.Kind)).Body(ui.Text(r.Failure.Sentence+" "), ui.Strong().Text(r.Failure.Cure))
}

// buttons are what can be done with a run now.
func (p *runs) buttons(r *session.Run) ui.UI {
	l, id, name := p.lab, r.ID, p.lab.cardName(r)
	var list []ui.UI
	add := func(what, iconPath, label string, do func(string)) {
		list = append(list, iconButton("", iconPath, label+" "+name, func(ui.Context, ui.Event) { do(id) }, what, id).
			DataSet("do", what))
	}
	switch {
	case r.Status == session.Running || r.Status == session.Starting || r.Status == session.Waiting:
		add("pause", iconPause, "Pause", l.Pause)
	case r.Status == session.Paused:
		add("resume", iconPlay, "Resume", l.Resume)
	case r.Status.Over() && r.Result == nil:
		add("retry", iconRetry, "Try again:", l.Retry)
	case r.Model != nil:
		add("save", iconSave, "Save the trained network of", l.saveModel)
	}
	if r.Status.Over() {
		add("remove", iconClose, "Remove", l.Remove)
	} else {
		add("stop", iconStop, "Stop", l.Stop)
	}
	if r.Status.Over() && !l.Current(r) {
		label, show := "Show the curves of", r.Hidden
		if !show {
			label = "Hide the curves of"
		}
		add("show", iconMore, label, func(id string) { l.Show(id, show) })
	}
	return ui.Div().Class("card-buttons").Body(list...)
}

// saveModel offers a trained network as a file.
func (l *lab) saveModel(id string) {
	if r := l.Run(id); r != nil && r.Model != nil {
		l.browser.SaveFile(l.modelFile(r), r.Model)
	}
}

// modelFile names the file of a run's network: "pawgrad-cnn-adam.model", and in a study
// "pawgrad-cnn-adam-150px-seed2.model".
func (l *lab) modelFile(r *session.Run) string {
	name := "pawgrad-" + string(r.Spec.Model) + "-" + string(r.Spec.Method)
	if l.place(r) != "" {
		name += "-" + strconv.Itoa(r.Spec.ImageSize) + "px-seed" + strconv.FormatUint(r.Spec.Seed, 10)
	}
	return name + ".model"
}
