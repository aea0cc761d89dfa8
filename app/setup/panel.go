// Package setup is the rail in which an experiment is set up, in the order one works: data,
// model, methods, settings, and the button that starts it all.
package setup

import (
	"pawgrad/app/host"
	"pawgrad/app/redraw"
	"pawgrad/app/say"
	"pawgrad/app/session"
	"pawgrad/app/session/form"
	"pawgrad/app/widget"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Links are the ways from the set-up to the rest of the page.
type Links struct {
	// Fetch loads the photos that come with the page.
	Fetch func()
	// Open takes files that the visitor has chosen to train on.
	Open func(files []host.Blob)
	// Rates shows where the result of a search for learning rates will be, Layers the
	// network's layers.
	Rates, Layers func()
}

// Panel is the set-up: what is unfolded in it.
type Panel struct {
	screen  *widget.Screen
	session *session.Session
	links   Links

	// folded hides it on a narrow screen.
	folded bool
	// open is the method or the arm whose details are shown; see [form.Field].
	open form.Field
	// varying is what is to be varied in those details, and refused why it cannot be.
	varying struct{ key, values, refused string }
	// searchShare is in how many parts of the experiment's epochs rates are searched for.
	searchShare int
	// copied is the address last put onto the clipboard: of this page or of VGG19's weights.
	copied string
	// seat is the one of a class whose link is shown, counted from 1; 0 shows none.
	seat int
}

// New returns the set-up, folded.
func New(screen *widget.Screen, s *session.Session, links Links) *Panel {
	return &Panel{screen: screen, session: s, links: links, folded: true, searchShare: 2}
}

type part = redraw.Part[*Panel]

func (in *Panel) part(shows host.Topic) part { return redraw.NewPart(in, in.screen.Topics, shows) }

// Action is the large button alone, for a header.
func (in *Panel) Action() ui.UI { return &action{part: in.part(redraw.OfAction), Compact: true} }

// Render returns the rail.
func (in *Panel) Render() ui.UI {
	class := "side"
	if in.folded {
		class = "side folded"
	}
	return ui.Aside().Class(class).ID("setup").Aria("label", say.Text("Set-up")).Body(
		&summary{in.part(redraw.OfSummary)},
		ui.Div().Class("rail").ID("rail").Body(&dataPanel{part: in.part(redraw.OfData)}, &modelPanel{in.part(redraw.OfModel)}, &methodsPanel{in.part(redraw.OfMethods)}, &settingsPanel{in.part(redraw.OfSettings)}),
		&action{part: in.part(redraw.OfAction)},
	)
}

// fold hides or shows the set-up on a narrow screen.
func (in *Panel) fold(folded bool) {
	in.folded = folded
	in.screen.Touch(redraw.Folds)
}

// start begins runs of the methods, with those of all arms beside them if that is asked for. If
// a field cannot be read, it is brought into sight and into focus, so that the visitor can mend
// it at once.
func (in *Panel) start(methods []spec.MethodID, arms bool) {
	e := in.session.Form.Experiment
	e.Methods, e.Arms = methods, nil
	if arms {
		e.Arms = in.session.Form.Experiment.Started()
	}
	begin := in.session.Start
	if arms {
		begin = in.session.StartWithArms
	}
	if !begin(methods) {
		in.showUnreadable(e)
	}
}

// StartChosen begins runs of all that is chosen.
func (in *Panel) StartChosen() { in.start(in.session.Form.Experiment.Methods, true) }

// startArm begins a run of one arm alone.
func (in *Panel) startArm(look int) {
	if in.session.StartArm(look) {
		return
	}
	e := in.session.Form.Experiment
	if a, ok := e.Arm(look); ok {
		e.Methods, e.Arms = nil, []spec.Arm{a}
		in.showUnreadable(e)
	}
}

// showUnreadable brings the first field of an experiment that cannot be read into sight.
func (in *Panel) showUnreadable(e spec.Experiment) {
	if f, bad := in.session.Form.Unreadable(e); bad {
		in.show(form.Field{Method: f.Method, Arm: f.Arm})
		in.fold(false)
		in.screen.Focus(fieldID(f))
	}
}

// show opens the details of a method or an arm; those of the zero value are none.
func (in *Panel) show(whose form.Field) {
	in.open = whose
	in.varying = struct{ key, values, refused string }{key: spec.KeyLearningRate}
	in.screen.Touch(redraw.Folds)
}

// ShowRate opens the first chosen method where its learning rate is set.
func (in *Panel) ShowRate() {
	method := spec.Methods[0].ID
	if chosen := in.session.Form.Experiment.Methods; len(chosen) > 0 {
		method = chosen[0]
	}
	in.show(form.Field{Method: method})
	in.fold(false)
	in.screen.Focus(fieldID(form.Field{Method: method, Key: spec.KeyLearningRate}))
}

// OpenWeights has files of VGG19's weights converted, and brings the place into sight
// where one sees how it goes.
func (in *Panel) OpenWeights(files []host.Blob) {
	if len(files) == 0 {
		return
	}
	in.session.Weights.Convert(files)
	in.fold(false)
	in.screen.Reveal("weights")
}

// head is the heading of a step of the set-up.
func head(number, title, note string) ui.UI {
	return ui.Div().Class("panel-head").Body(
		ui.H2().Body(ui.Span().Class("step").Text(number), ui.Text(title)),
		ui.Span().Class("panel-note").Text(note),
	)
}
