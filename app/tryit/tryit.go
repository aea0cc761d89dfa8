// Package tryit names photos: the visitor's own, or some that no network was trained on.
package tryit

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pawgrad/app/compare"
	"pawgrad/app/format"
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/redraw"
	"pawgrad/app/say"
	"pawgrad/app/session"
	"pawgrad/app/session/naming"
	"pawgrad/app/widget"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Panel is how photos are looked at.
type Panel struct {
	screen  *widget.Screen
	session *session.Session
	runs    *compare.Comparison
	// show brings the panel into view and then calls a function.
	show func(then func())

	// looker is the network whose heat maps are laid over the photos.
	looker string
	// listing is how a list of many photos is looked at.
	listing listing
	// shapes remembers the photos' widths by their heights, heats the addresses
	// of heat maps.
	shapes map[int]float64
	heats  map[*protocol.HeatMap]string
}

// New returns the panel; show brings it into view and then calls a function.
func New(screen *widget.Screen, s *session.Session, runs *compare.Comparison, show func(then func())) *Panel {
	return &Panel{screen: screen, session: s, runs: runs, show: show, listing: listing{by: byName},
		shapes: map[int]float64{}, heats: map[*protocol.HeatMap]string{}}
}

// UI is the panel's component.
func (in *Panel) UI() ui.UI { return &tryIt{in.part(redraw.OfTryIt)} }

type part = redraw.Part[*Panel]

func (in *Panel) part(shows host.Topic) part { return redraw.NewPart(in, in.screen.Topics, shows) }

// Photos has photos named.
func (in *Panel) Photos(files []host.Blob) {
	if len(files) == 0 {
		return
	}
	in.session.Naming.AddPhotos(files, naming.Unknown)
	if len(files) <= naming.MaxPhotos { // a list shows itself
		in.show(func() { in.screen.Browser.Reveal("photos") })
	}
}

// folder has the photos of a folder named as a list.
func (in *Panel) folder(files []host.Blob) {
	if len(files) == 0 {
		return
	}
	command := protocol.NameAll{}
	for _, f := range files {
		command.Paths = append(command.Paths, f.Name())
	}
	command.Name, _, _ = strings.Cut(files[0].Name(), "/")
	in.session.Naming.NameAll(command, files)
}

// ShowList brings the list of many photos into view.
func (in *Panel) ShowList() {
	in.listing.first = 0
	in.show(func() { in.screen.Browser.Reveal("list") })
}

// Models has saved networks name photos, and shows where.
func (in *Panel) Models(files []host.Blob) {
	for _, file := range files {
		in.session.Naming.OpenModel(file)
		in.show(func() { in.screen.Browser.Reveal("open-model") })
	}
}

type tryIt struct{ part }

// Ids of the file inputs for photos to be named.
const (
	inputPhotos = "open-photos"
	inputFolder = "open-photo-folder"
)

func (p *tryIt) Render() ui.UI {
	in := p.In
	hint := say.Text("Train a network first: then it says of each photo which class it shows.")
	switch namers := in.session.Namers(); {
	case len(namers) == 1 && namers[0].Ready != nil:
		hint = readyHint(namers[0].Ready)
	case len(namers) > 0:
		hint = say.F("Each photo is named by %'d {trained network|trained networks}.", len(namers))
	}
	return ui.Div().Class("try").ID("try-it").Body(
		ui.Div().Class("try-open").Body(
			ui.Div().Class("dropzone").Body(
				ui.P().Body(ui.Strong().Text(say.Text("Drop photos anywhere")), ui.Text(say.Text(", paste one, or"))),
				widget.Button("secondary", widget.IconFile, say.Text("Choose photos …"), func(ui.Context, ui.Event) { in.screen.Browser.Choose(inputPhotos) }).ID("choose-photos"),
				widget.TextButton("small", say.Text("A folder of photos …"), func(ui.Context, ui.Event) { in.screen.Browser.Choose(inputFolder) }).ID("choose-photo-folder").
					Title(say.Text("Names all photos of a folder, however many, as a list to be sorted and saved.")),
				ui.P().Class("hint").ID("try-hint").Text(hint),
				p.opened(),
			),
			ui.Div().Class("try-samples").Body(
				ui.P().Class("hint").Text(say.Text("Or take one of the test photos, which no network has seen in training:")),
				widget.When(testedInBits(in.session.Namers()), func() ui.UI {
					return ui.P().Class("hint").ID("tested-in-bits").Text(say.Text("VGG19 may be some 0.02 more or less sure here than in its test: there it read what its frozen layers had seen, kept with 8 bits a number."))
				}),
				p.samples(),
			),
		),
		in.screen.FileInput(inputPhotos, "image/*", true, in.Photos),
		in.screen.FileInput(inputFolder, "", true, in.folder).Attr("webkitdirectory", "true"),
		p.list(),
		p.photos(),
	)
}

// testedInBits reports whether a network was tested on what frozen layers had seen, which is
// kept with fewer digits than they compute here.
func testedInBits(namers []session.Namer) bool {
	return slices.ContainsFunc(namers, func(n session.Namer) bool { return n.Run != nil && n.Run.Spec.Cached() })
}

// inputModel is the id of the file input for a trained network.
const inputModel = "open-model-file"

// opened are the networks brought as files, and the button that brings one.
func (p *tryIt) opened() ui.UI {
	in := p.In
	var rows []ui.UI
	for _, o := range in.session.Naming.Opened {
		rows = append(rows, ui.Li().DataSet("opened", o.ID).Body(
			ui.Span().Text(openedName(o)),
			widget.IconButton("", widget.IconClose, say.F("Close %s", o.Name), func(ui.Context, ui.Event) { in.session.Naming.CloseModel(o.ID) }, o.ID),
		))
	}
	return ui.Div().Class("opened").Body(
		widget.When(rows != nil, func() ui.UI { return ui.Ul().ID("opened").Body(rows...) }),
		widget.TextButton("small", say.Text("Open a saved network …"), func(ui.Context, ui.Event) { in.screen.Browser.Choose(inputModel) }).ID("open-model"),
		in.screen.FileInput(inputModel, ".model,.onnx,.safetensors,.zip", false, in.Models),
	)
}

// openedName says what an opened network is: "mine: VGG19 by Adam, 96 px".
func openedName(o *naming.Opened) string {
	if o.Spec.Model == "" {
		return say.F("%s: being read …", o.Name)
	}
	return say.F("%s: %s by %s, %'d px", o.Name, o.Spec.Network().Name, format.Arm(o.Spec.Name()), o.Spec.ImageSize)
}

// namerName names a network that names photos.
func (in *Panel) namerName(n session.Namer) string {
	switch {
	case n.Run != nil:
		return in.runs.Name(n.Run)
	case n.Ready != nil:
		model, _ := spec.ModelByID(n.Ready.Model)
		return say.F("Ready-made %s", model.Name)
	}
	return n.Opened.Name
}

// earlier is the switch that has the networks of earlier rounds answer, too.
func (p *tryIt) earlier() ui.UI {
	s := p.In.session
	n := s.Earlier()
	return widget.When(n > 0, func() ui.UI {
		return widget.Toggle("earlier", say.F("Ask earlier rounds too: %'d {network|networks}", n),
			say.Text("The networks of the latest round always answer, and those whose curves are shown."),
			s.EarlierAnswer, func() { s.LetEarlierAnswer(!s.EarlierAnswer) })
	})
}

// looking is the switch that lays over each photo where a network looks, and the
// choice of the network if there are several.
func (p *tryIt) looking() ui.UI {
	in := p.In
	namers := in.session.Namers()
	if len(namers) == 0 {
		return ui.Div().Class("unseen")
	}
	ids, names := make([]string, len(namers)), map[string]string{}
	for i, n := range namers {
		ids[i], names[n.ID] = n.ID, in.namerName(n)
	}
	return ui.Div().Class("looking").Body(
		widget.Toggle("heat", say.Text("Where it looks"), "", in.session.Naming.Heat, func() { in.session.Naming.ShowHeat(!in.session.Naming.Heat) }),
		widget.Tip(say.Text("Where it looks"), say.Text("Red marks what made the network give its answer (Grad-CAM: the last convolution's channels, weighted by how "+
			"much the answer depends on them).")),
		widget.When(in.session.Naming.Heat && len(namers) > 1, func() ui.UI {
			return widget.Select("looker", ids, in.lookingNow(), func(id string) string { return names[id] }, func(id string) {
				in.looker = id
				in.screen.Touch(host.Photos)
			}).Aria("label", say.Text("Network whose view is shown"))
		}),
	)
}

// lookingNow is the ID of the network whose view of the photos is shown, empty if there is
// none.
func (in *Panel) lookingNow() string {
	namers := in.session.Namers()
	if len(namers) == 0 {
		return ""
	}
	for _, n := range namers {
		if n.ID == in.looker {
			return n.ID
		}
	}
	return namers[0].ID
}

// samples is the strip of test images to choose from.
func (p *tryIt) samples() ui.UI {
	in := p.In
	var cells []ui.UI
	for _, s := range in.session.Images.Test {
		// go-app leaves an empty alt out, hence the role: the button has the words.
		cells = append(cells, ui.Button().Type("button").Class("sample").Aria("label", say.F("Try test photo %d", s.Index)).
			OnClick(func(ui.Context, ui.Event) { in.session.Naming.AddSample(s) }, ui.EventScope(in.screen.URL(s.Picture))).
			Body(ui.Img().Src(in.screen.URL(s.Picture)).Role("presentation").Width(44).Height(44)))
	}
	return ui.Div().Class("strip").ID("samples").Body(cells...)
}

// photos are those to be named, newest first.
func (p *tryIt) photos() ui.UI {
	in := p.In
	if len(in.session.Naming.Photos) == 0 {
		return ui.Div().Class("photos").ID("photos")
	}
	cards := make([]ui.UI, len(in.session.Naming.Photos))
	for i, photo := range in.session.Naming.Photos {
		cards[i] = p.photo(photo)
	}
	return ui.Div().Class("photos").ID("photos").Body(
		ui.Div().Class("photos-head").Body(
			p.looking(),
			p.earlier(),
			widget.Button("small", widget.IconClose, say.Text("Clear photos"), func(ui.Context, ui.Event) { in.session.Naming.ClearPhotos() }).ID("clear-photos"),
		),
		p.learned(),
		ui.Div().Class("photo-cards").Body(cards...),
	)
}

// learned says above photos that the visitor brought what the networks learned from.
func (p *tryIt) learned() ui.UI {
	hint := ""
	if slices.ContainsFunc(p.In.session.Naming.Photos, func(photo *naming.Photo) bool { return photo.Label == naming.Unknown }) {
		hint = learnedHint(p.In.session)
	}
	return ui.P().Class("hint").ID("learned-from").Hidden(hint == "").Text(hint)
}

func (p *tryIt) photo(photo *naming.Photo) ui.UI {
	in := p.In
	truth := ""
	if photo.Label != naming.Unknown {
		truth = say.F("It is a %s.", compare.ClassName(in.session.Images, photo.Label))
	}
	return ui.Article().Class("photo").DataSet("photo", strconv.Itoa(photo.ID)).Aria("label", photo.Name).Body(
		p.picture(photo),
		ui.Div().Class("photo-answers").Body(
			ui.P().Class("photo-name").Title(photo.Name).Body(ui.Text(photo.Name), ui.Span().Class("truth").Text(" "+truth)),
			p.answers(photo),
		),
	)
}

// picture is the photo, under the heat map of the network whose view is shown.
func (p *tryIt) picture(photo *naming.Photo) ui.UI {
	in := p.In
	if photo.Picture == nil {
		return ui.Div().Class("photo-picture").Body(ui.Span().Class("blank"))
	}
	// The frame has the photo's shape, so that the map covers just the photo.
	shape := cmp.Or(in.shapes[photo.ID], 1)
	heat := ""
	if in.session.Naming.Heat {
		heat = in.heat(photo.Maps[in.lookingNow()])
	}
	pc := func(share float64) string { return format.Fixed(100*min(1, share), 2) + "%" }
	return ui.Div().Class("photo-picture").Body(
		ui.Div().Class("photo-frame").Style("width", pc(shape)).Style("height", pc(1/shape)).Body(
			ui.Img().Src(in.screen.URL(photo.Picture)).Alt(photo.Name).OnLoad(func(_ ui.Context, e ui.Event) {
				width, height := e.Get("target").Get("naturalWidth").Float(), e.Get("target").Get("naturalHeight").Float()
				if height > 0 && in.shapes[photo.ID] != width/height {
					in.shapes[photo.ID] = width / height
					in.screen.Touch(host.Photos)
				}
			}, ui.EventScope(photo.ID)),
			widget.When(heat != "", func() ui.UI { return ui.Img().Class("heat").Src(heat).Alt(say.Text("Where the network looks")) }),
		),
	)
}

// answers are what each network says of a photo.
func (p *tryIt) answers(photo *naming.Photo) ui.UI {
	if photo.Error != "" {
		return ui.P().Class("problem").Text(photo.Error)
	}
	var rows []ui.UI
	for _, n := range p.In.session.Namers() {
		if probability, ok := photo.Answers[n.ID]; ok {
			rows = append(rows, p.answer(n, probability, photo.Unlike[n.ID], photo.Label))
		}
	}
	switch {
	case rows != nil:
		return ui.Ul().Class("answers").Body(rows...)
	case photo.Waiting:
		return ui.P().Class("hint").Text(say.Text("Looking …"))
	}
	return ui.P().Class("hint").Text(say.Text("Waits for a trained network."))
}

// answer is one network's: its bar grows from the middle, to the left for the first class and
// to the right for the second, whose probability p2 is. A photo unlike those that the network learned from gets no
// certainty.
func (p *tryIt) answer(n session.Namer, p2 float64, unlike bool, label int) ui.UI {
	classes := p.In.session.ClassesOf(n)
	word, sure, side := classes[1], p2, "right"
	if p2 < 0.5 {
		word, sure, side = classes[0], 1-p2, "left"
	}
	class := "answer"
	// A network of other classes than those of the set, whose photo it is, is not wrong by that.
	set := p.In.session.Images.Set
	if label != naming.Unknown && set != nil && slices.Equal(set.Classes, classes) && (label == 1) != (p2 >= 0.5) {
		class = "answer wrong"
	}
	width, says := fmt.Sprintf("%.1f%%", 100*(sure-0.5)), format.Class(word)+" "+format.Percent(sure)
	if unlike {
		says = say.F("%s? Unlike the photos it learned from", format.Class(word))
		class += " unlike"
	}
	return ui.Li().Class(class).DataSet("run", n.ID).DataSet("answer", word).Body(
		ui.Span().Body(ui.If(n.Ready == nil, func() ui.UI { return p.In.screen.Swatch(n.Arm()) })),
		ui.Span().Class("answer-method").Text(p.In.namerName(n)),
		ui.Span().Class("answer-bar").Aria("hidden", true).Body(
			ui.Span().Class("answer-fill "+side).Style("width", width)),
		ui.Span().Class("answer-word").Text(says),
	)
}

// maxHeats bounds the heat maps whose addresses are remembered.
const maxHeats = 500

// heat is the address of a heat map, empty while there is none.
func (in *Panel) heat(m *protocol.HeatMap) string {
	if m == nil {
		return ""
	}
	u, ok := in.heats[m]
	if !ok {
		if len(in.heats) >= maxHeats {
			clear(in.heats)
		}
		if rgba, width, height := heatPixels(m); rgba != nil {
			u = in.screen.Browser.Picture(rgba, width, height)
		}
		in.heats[m] = u
	}
	return u
}
