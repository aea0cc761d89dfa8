package app

import (
	"strconv"

	"pawgrad/app/host"
	"pawgrad/app/session"
	"pawgrad/app/session/naming"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// tryIt names photos: the visitor's own, or some that no network was trained on.
type tryIt struct{ watching }

func (p *tryIt) OnMount(ctx ui.Context) {
	p.watch(ctx, host.Photos|host.RunStates|host.ImageSet|viewTopic)
}

// inputPhotos is the id of the file input for photos.
const inputPhotos = "open-photos"

func (p *tryIt) Render() ui.UI {
	l := p.lab
	hint := "Train a network first: then it says of each photo whether it shows a cat or a dog."
	if n := len(l.Namers()); n > 0 {
		hint = "Each photo is named by " + counted(n, "trained network") + "."
	}
	return ui.Div().Class("try").ID("try-it").Body(
		ui.Div().Class("try-open").Body(
			ui.Div().Class("dropzone").Body(
				ui.P().Body(ui.Strong().Text("Drop photos anywhere"), ui.Text(", paste one, or")),
				button("secondary", iconFile, "Choose photos …", func(ui.Context, ui.Event) { l.browser.Choose(inputPhotos) }).ID("choose-photos"),
				ui.P().Class("hint").ID("try-hint").Text(hint),
				p.opened(),
			),
			ui.Div().Class("try-samples").Body(
				ui.P().Class("hint").Text("Or take one of the test photos, which no network has seen in training:"),
				p.samples(),
			),
		),
		ui.Input().Type("file").ID(inputPhotos).Class("unseen").TabIndex(-1).Aria("hidden", true).Multiple(true).Accept("image/*").
			OnChange(func(ui.Context, ui.Event) { l.tryPhotos(l.browser.Chosen(inputPhotos)) }),
		p.photos(),
	)
}

// inputModel is the id of the file input for a trained network.
const inputModel = "open-model-file"

// opened are the networks brought as files, and the button that brings one.
func (p *tryIt) opened() ui.UI {
	l := p.lab
	var rows []ui.UI
	for _, o := range l.Naming.Opened {
		rows = append(rows, ui.Li().DataSet("opened", o.ID).Body(
			ui.Span().Text(openedName(o)),
			iconButton("", iconClose, "Close "+o.Name, func(ui.Context, ui.Event) { l.Naming.CloseModel(o.ID) }, o.ID),
		))
	}
	return ui.Div().Class("opened").Body(
		when(rows != nil, func() ui.UI { return ui.Ul().ID("opened").Body(rows...) }),
		textButton("small", "Open a saved network …", func(ui.Context, ui.Event) { l.browser.Choose(inputModel) }).ID("open-model"),
		ui.Input().Type("file").ID(inputModel).Class("unseen").TabIndex(-1).Aria("hidden", true).Accept(".model").
			OnChange(func(ui.Context, ui.Event) {
				for _, file := range l.browser.Chosen(inputModel) {
					l.openModel(file)
				}
			}),
	)
}

// openedName says what an opened network is: "mine: VGG19 by Adam, 96 px".
func openedName(o *naming.Opened) string {
	if o.Spec.Model == "" {
		return o.Name + ": being read …"
	}
	method, _ := spec.MethodByID(o.Spec.Method)
	return o.Name + ": " + o.Spec.Network().Name + " by " + method.Name + ", " + whole(o.Spec.ImageSize) + " px"
}

// namerName names a network that names photos.
func (l *lab) namerName(n session.Namer) string {
	if n.Run != nil {
		return l.name(n.Run)
	}
	return n.Opened.Name
}

// looking is the switch that lays over each photo where a network looks, and the
// choice of the network if there are several.
func (p *tryIt) looking() ui.UI {
	l := p.lab
	namers := l.Namers()
	if len(namers) == 0 {
		return ui.Div().Class("unseen")
	}
	shown := l.looker()
	options := make([]ui.UI, len(namers))
	for i, n := range namers {
		options[i] = ui.Option().Value(n.ID).Selected(n.ID == shown).Text(l.namerName(n))
	}
	return ui.Div().Class("looking").Body(
		ui.Button().Type("button").Class("toggle").ID("heat").Aria("pressed", l.Naming.Heat).
			OnClick(func(ui.Context, ui.Event) { l.Naming.ShowHeat(!l.Naming.Heat) }).Text("Where it looks"),
		tip("Where it looks", "Red marks what made the network give its answer (Grad-CAM: the last convolution's channels, "+
			"weighted by how much the answer depends on them)."),
		when(l.Naming.Heat && len(namers) > 1, func() ui.UI {
			return ui.Select().ID("looker").Aria("label", "Network whose view is shown").
				OnChange(func(_ ui.Context, e ui.Event) {
					id := e.Get("target").Get("value").String()
					l.look(func(v *view) { v.looker = id })
				}).Body(options...)
		}),
	)
}

// looker is the ID of the network whose view of the photos is shown, empty if there is
// none.
func (l *lab) looker() string {
	namers := l.Namers()
	if len(namers) == 0 {
		return ""
	}
	for _, n := range namers {
		if n.ID == l.view.looker {
			return n.ID
		}
	}
	return namers[0].ID
}

// samples is the strip of test images to choose from.
func (p *tryIt) samples() ui.UI {
	l := p.lab
	var cells []ui.UI
	for _, s := range l.Images.Test {
		// go-app leaves an empty alt out, hence the role: the button has the words.
		cells = append(cells, ui.Button().Type("button").Class("sample").Aria("label", "Try test photo "+strconv.Itoa(s.Index)).
			OnClick(func(ui.Context, ui.Event) { l.Naming.AddSample(s) }, ui.EventScope(l.url(s.Picture))).
			Body(ui.Img().Src(l.url(s.Picture)).Role("presentation").Width(44).Height(44)))
	}
	return ui.Div().Class("strip").ID("samples").Body(cells...)
}

// photos are those to be named, newest first.
func (p *tryIt) photos() ui.UI {
	l := p.lab
	if len(l.Naming.Photos) == 0 {
		return ui.Div().Class("photos").ID("photos")
	}
	cards := make([]ui.UI, len(l.Naming.Photos))
	for i, photo := range l.Naming.Photos {
		cards[i] = p.photo(photo)
	}
	return ui.Div().Class("photos").ID("photos").Body(
		ui.Div().Class("photos-head").Body(
			p.looking(),
			button("small", iconClose, "Clear photos", func(ui.Context, ui.Event) { l.Naming.ClearPhotos() }).ID("clear-photos"),
		),
		ui.Div().Class("photo-cards").Body(cards...),
	)
}

func (p *tryIt) photo(photo *naming.Photo) ui.UI {
	l := p.lab
	truth := ""
	if photo.Label != naming.Unknown {
		truth = "It is a " + className(l.Images, photo.Label) + "."
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
	l := p.lab
	if photo.Picture == nil {
		return ui.Div().Class("photo-picture").Body(ui.Span().Class("blank"))
	}
	// The frame has the photo's shape, so that the map covers just the photo.
	shape := l.shapes[photo.ID]
	if shape == 0 {
		shape = 1
	}
	heat := ""
	if l.Naming.Heat {
		heat = l.heat(photo.Maps[l.looker()])
	}
	pc := func(share float64) string { return fixed(100*min(1, share), 2) + "%" }
	return ui.Div().Class("photo-picture").Body(
		ui.Div().Class("photo-frame").Style("width", pc(shape)).Style("height", pc(1/shape)).Body(
			ui.Img().Src(l.url(photo.Picture)).Alt(photo.Name).OnLoad(func(_ ui.Context, e ui.Event) {
				width, height := e.Get("target").Get("naturalWidth").Float(), e.Get("target").Get("naturalHeight").Float()
				if height > 0 && l.shapes[photo.ID] != width/height {
					l.shapes[photo.ID] = width / height
					l.touch(host.Photos)
				}
			}, ui.EventScope(photo.ID)),
			when(heat != "", func() ui.UI { return ui.Img().Class("heat").Src(heat).Alt("Where the network looks") }),
		),
	)
}

// answers are what each network says of a photo.
func (p *tryIt) answers(photo *naming.Photo) ui.UI {
	if photo.Error != "" {
		return ui.P().Class("problem").Text(photo.Error)
	}
	var rows []ui.UI
	for _, n := range p.lab.Namers() {
		if probability, ok := photo.Answers[n.ID]; ok {
			rows = append(rows, p.answer(n, probability, photo.Label))
		}
	}
	switch {
	case rows != nil:
		return ui.Ul().Class("answers").Body(rows...)
	case photo.Waiting:
		return ui.P().Class("hint").Text("Looking …")
	}
	return ui.P().Class("hint").Text("Waits for a trained network.")
}

// answer is one network's: its bar grows from the middle, to the left for a cat
// and to the right for a dog.
func (p *tryIt) answer(n session.Namer, dog float64, label int) ui.UI {
	word, sure, side := "dog", dog, "right"
	if dog < 0.5 {
		word, sure, side = "cat", 1-dog, "left"
	}
	class := "answer"
	if label != naming.Unknown && (label == 1) != (dog >= 0.5) {
		class = "answer wrong"
	}
	width := fixed(100*(sure-0.5), 1) + "%"
	return ui.Li().Class(class).DataSet("run", n.ID).DataSet("answer", word).Body(
		p.lab.swatch(n.Method()),
		ui.Span().Class("answer-method").Text(p.lab.namerName(n)),
		ui.Span().Class("answer-bar").Aria("hidden", true).Body(
			ui.Span().Class("answer-fill "+side).Style("width", width)),
		ui.Span().Class("answer-word").Text(word+" "+percent(sure)),
	)
}
