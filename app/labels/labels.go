// Package labels is the label doctor's panel: photos of which networks that were trained
// without them are sure that they are labelled wrong, to be given another label or left out.
package labels

import (
	"strconv"
	"strings"

	"pawgrad/app/compare"
	"pawgrad/app/format"
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/redraw"
	"pawgrad/app/say"
	"pawgrad/app/session"
	"pawgrad/app/session/doctor"
	"pawgrad/app/widget"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// atOnce is how many more photos are shown at a time: a screen full.
const atOnce = 24

// Panel is what is looked at of the labels.
type Panel struct {
	screen  *widget.Screen
	session *session.Session
	runs    *compare.Comparison
	// shown is how many photos are.
	shown int
}

// New returns the panel of a session's label doctor.
func New(screen *widget.Screen, s *session.Session, runs *compare.Comparison) *Panel {
	return &Panel{screen: screen, session: s, runs: runs, shown: atOnce}
}

// UI is the panel's component.
func (in *Panel) UI() ui.UI { return &section{in.part(redraw.OfLabels)} }

type part = redraw.Part[*Panel]

func (in *Panel) part(shows host.Topic) part { return redraw.NewPart(in, in.screen.Topics, shows) }

// section is the whole panel.
type section struct{ part }

func (p *section) Render() ui.UI {
	in := p.In
	return ui.Section().Class("doctor").ID("doctor").Aria("labelledby", "doctor-heading").Body(
		ui.H3().ID("doctor-heading").Text(say.Text("Label doctor")),
		&examination{in.part(redraw.OfExamining)},
		widget.When(in.session.Doctor.Chart.Folds > 0 && in.session.Images.Set != nil, func() ui.UI { return p.findings() }),
	)
}

// examination offers to examine the labels, or shows how far that is.
type examination struct{ part }

func (p *examination) Render() ui.UI {
	in, d := p.In, p.In.session.Doctor
	if d.Examining() {
		return ui.Div().Class("row measuring").Body(
			ui.Progress().Max(100).Value(int(100*d.Share())).Aria("label", say.Text("Labels examined")),
			ui.Span().ID("doctor-progress").Text(in.progress()),
			widget.Button("small", widget.IconStop, say.Text("Cancel"), func(ui.Context, ui.Event) { d.Cancel() }).ID("doctor-cancel"),
		)
	}
	run := in.session.Examiner()
	if run == nil {
		return ui.P().Class("empty").ID("doctor-empty").Text(say.Text("When a network has been trained on the photos in use, their labels can be examined here."))
	}
	text := say.Text("Examine the labels")
	switch {
	case d.Chart.Continues(run.Spec.Examination()):
		text = say.Text("Go on examining")
	case d.Chart.Folds > 0:
		text = say.Text("Examine again")
	}
	return ui.Div().Class("measure").Body(
		ui.Div().Class("row").Body(
			ui.Button().Type("button").Class("secondary").ID("doctor-examine").
				OnClick(func(ui.Context, ui.Event) { in.session.ExamineLabels() }).Text(text),
			ui.Span().Class("hint").ID("doctor-plan").Text(in.plan(run)),
		),
		ui.P().Class("problem").ID("doctor-problem").Hidden(d.Problem == "").Text(say.Sentence(d.Problem)),
	)
}

// plan says what an examination does.
func (in *Panel) plan(run *session.Run) string {
	text := say.F("A photo that a network has learned from it may know by heart. So it is trained %d times anew, each time "+
		"without a part of the training photos, and asked about those: ", spec.Folds)
	x := run.Spec.Examination()
	if x.Model == spec.VGG19 {
		return say.F("%sthe head of VGG19 at %'d px, some seconds each time once the frozen layers have looked at all photos. Training goes on beside it.", text, x.ImageSize)
	}
	seconds := run.Result.Seconds * (spec.Folds - 1)
	return say.F("%s%s on %'d px, as in its run, which had the lowest validation loss. On one core it takes about %s; training goes on beside it.", text, in.runs.Name(run), x.ImageSize, format.Duration(seconds))
}

// progress says how far the examination is.
func (in *Panel) progress() string {
	d := in.session.Doctor
	if f := d.Preparing(); f != nil && !f.Looking {
		text := say.F("VGG19's frozen layers look at the photos: %'d of %'d", f.Done(), f.Total)
		if left := format.Remaining(f.ETA()); left != "" {
			text += ", " + left
		}
		return text
	}
	if d.Waiting() {
		return say.Text("Waiting for VGG19's weights …")
	}
	text := say.F("Network %d of %d", d.Chart.Folds+1, d.Chart.Of)
	if left := format.Remaining(d.ETA()); left != "" {
		text += ", " + left
	}
	return text
}

// findings are the photos, and what is to become of them.
func (p *section) findings() ui.UI {
	in, d := p.In, p.In.session.Doctor
	suspects := d.Chart.Suspects()
	shown := suspects[:min(len(suspects), in.shown)]
	indexes := make([]int, len(shown))
	photos := make([]ui.UI, len(shown))
	for i, s := range shown {
		indexes[i] = s.Index
	}
	in.session.Images.AskPictures(indexes)
	for i, s := range shown {
		photos[i] = in.photo(s)
	}
	more := min(len(suspects)-len(shown), atOnce)
	return ui.Div().Class("findings").Body(
		ui.P().ID("doctor-found").Text(in.found(len(suspects))),
		ui.Div().Class("gallery-strip").ID("doctor-photos").Body(photos...),
		ui.Div().Class("row").Body(
			widget.When(more > 0, func() ui.UI {
				return widget.TextButton("small", say.F("Show %'d more", more), func(ui.Context, ui.Event) {
					in.shown += atOnce
					in.screen.Touch(host.Labels)
				}).ID("doctor-more")
			}),
		),
		in.outcome(),
	)
}

// found says how many photos are suspected.
func (in *Panel) found(suspects int) string {
	c := in.session.Doctor.Chart
	text := say.F("Of %s", say.F("%'d {training photo|training photos}", len(c.Photos)))
	if !c.Complete() {
		text += say.Text(" examined so far")
	}
	if suspects == 0 {
		return say.F("%s the networks name every one as it is labelled.", text)
	}
	text += say.F(" the networks take %'d for the other class. Those of which they are surest come first; most of the later ones "+
		"are the networks' own mistakes. The photos decide, not the networks: press what is right below a photo. "+
		"Validation and test photos are not examined.", suspects)
	return text
}

// photo is a suspect with the choices that there are.
func (in *Panel) photo(s doctor.Photo) ui.UI {
	d, images := in.session.Doctor, in.session.Images
	name, other := compare.ClassName(images, s.Label), compare.ClassName(images, 1-s.Label)
	said := say.F("%s? %s sure: %s", name, format.Percent(s.Sure()), other)
	var picture ui.UI = ui.Span().Class("blank")
	if b := images.Picture(s.Index); b != nil {
		picture = ui.Img().Src(in.screen.URL(b)).Alt(say.F("%s, labelled %s", s.Name, name)).Title(s.Name).Width(64).Height(64)
	}
	decided, any := d.Chart.Decided[s.Index]
	choice := func(id, text string, label int) ui.UI {
		on := any && decided == label
		return widget.Toggle(id+"-"+strconv.Itoa(s.Index), text, "", on, func() {
			if now, any := d.Chart.Decided[s.Index]; any && now == label {
				d.Decide(s, s.Label)
			} else {
				d.Decide(s, label)
			}
		})
	}
	return ui.Figure().Class("gallery-photo").DataSet("index", strconv.Itoa(s.Index)).DataSet("name", s.Name).Body(
		picture,
		ui.FigCaption().Text(said),
		ui.Div().Class("toggles").Role("group").Aria("label", say.F("%s, labelled %s", s.Name, name)).Body(
			choice("relabel", format.Capital(other), 1-s.Label),
			choice("leave-out", say.Text("Leave out"), protocol.LeaveOut),
		),
	)
}

// outcome says what has been decided, and offers the set with it.
func (in *Panel) outcome() ui.UI {
	s, d := in.session, in.session.Doctor
	changed, leftOut := d.Chart.Counts()
	return widget.When(changed+leftOut > 0, func() ui.UI {
		return ui.Div().Class("row").ID("doctor-outcome").Role("group").Aria("label", say.Text("The set with other labels")).Body(
			ui.Span().ID("doctor-decided").Aria("live", "polite").Text(say.F("%'d relabelled, %'d left out.", changed, leftOut)),
			widget.TextButton("secondary", say.Text("Use this set"), func(ui.Context, ui.Event) { s.UseRelabelled() }).ID("doctor-use").Disabled(d.Making()).
				Title(say.Text("Makes the photos with these labels the set to train on. It is a set of its own: what was trained before keeps its own photos and labels.")),
			widget.Button("small", widget.IconSave, say.Text("Set"), func(ui.Context, ui.Event) {
				d.Make(func(m doctor.Made) { in.screen.Browser.SaveFile(in.fileName()+".pack", m.Pack) })
			}).ID("doctor-save").Disabled(d.Making()).Title(say.Text("The photos with these labels as a file that this page opens again")),
			widget.Button("small", widget.IconSave, say.Text("Labels"), func(ui.Context, ui.Event) {
				d.Make(func(m doctor.Made) { in.screen.Browser.SaveFile(in.fileName()+"-labels.csv", m.Labels) })
			}).ID("doctor-save-labels").Disabled(d.Making()).Title(say.Text("A table of all photos with the labels that they have and had, for other programs, or to be put beside the photos as labels.csv")),
			widget.TextButton("small", say.Text("Undo all"), func(ui.Context, ui.Event) { d.Undo() }).ID("doctor-undo"),
		)
	})
}

// fileName is what saved files are called, without their endings.
func (in *Panel) fileName() string {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) {
			return '-'
		}
		return r
	}, in.session.Images.Set.Name)
	return strings.ReplaceAll(strings.ReplaceAll(name, ", ", "-"), " ", "-") + "-relabelled"
}
