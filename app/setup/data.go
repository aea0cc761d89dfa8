package setup

import (
	"strconv"
	"strings"

	"pawgrad/app/compare"
	"pawgrad/app/format"
	"pawgrad/app/protocol"
	"pawgrad/app/redraw"
	"pawgrad/app/say"
	"pawgrad/app/session/form"
	"pawgrad/app/session/images"
	"pawgrad/app/widget"
	"pawgrad/assets/content"
	"pawgrad/assets/pack"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// dataPanel is step 1: the photos to train on.
type dataPanel struct {
	part
	wrongMost string // what was typed as a number of photos and is none
}

// Ids of the file inputs, which are hidden behind buttons.
const (
	inputSet    = "open-set"
	inputFolder = "open-folder"
)

func (p *dataPanel) Render() ui.UI {
	in, d := p.In, p.In.session.Images
	return ui.Section().Class("panel").ID("data").DataSet("phase", strconv.Itoa(int(d.Phase))).Body(
		head("1", say.Text("Data"), p.name()),
		p.progress(),
		&questionForm{part: in.part(redraw.OfQuestion)},
		p.strip(),
		p.counts(),
		p.unequal(),
		p.report(),
		p.refused(),
		p.earlier(),
		ui.Div().Class("row").Body(
			widget.TextButton("small", say.Text("Files …"), func(ui.Context, ui.Event) { in.screen.Browser.Choose(inputSet) }).
				Title(say.Text("Train on your own photos: a .pack file, a zip file, or many photos. You can also drop them anywhere on the page.")),
			widget.TextButton("small", say.Text("Folder …"), func(ui.Context, ui.Event) { in.screen.Browser.Choose(inputFolder) }, inputFolder).
				Title(say.Text("Train on a folder of your own, with two folders of photos in it, such as cats/ and dogs/, or with cat.1.jpg "+
					"and dog.1.jpg. You can also drop it anywhere on the page.")),
			widget.When(d.Phase != images.Failed || d.Set != nil, func() ui.UI {
				return ui.Span().Class("hint").Text(say.Text("or drop your own"))
			}),
			widget.When(d.Phase == images.Failed && d.Set == nil, func() ui.UI {
				return widget.Button("small", widget.IconRetry, say.Text("Try again"), func(ui.Context, ui.Event) { in.links.Fetch() })
			}),
		),
		in.field(form.Field{Key: spec.KeyImageSize}),
		p.most(),
		in.screen.FileInput(inputSet, ".pack,"+strings.Join(content.ArchiveEndings, ",")+",image/*", true, in.links.Open),
		in.screen.FileInput(inputFolder, "", true, in.links.Open).Attr("webkitdirectory", "true"),
	)
}

func (p *dataPanel) name() string {
	if set := p.In.session.Images.Set; set != nil {
		return say.Text(set.Name)
	}
	return ""
}

// progress says what is going on, or why it did not work.
func (p *dataPanel) progress() ui.UI {
	d := p.In.session.Images
	text := ""
	if d.Found > 0 {
		return ui.P().Class("progress-line").ID("data-progress").Body(
			ui.Progress().Aria("label", say.Text("Looking through the folder")),
			ui.Span().Text(say.F("Looking through the folder: %'d {file|files} so far", d.Found)),
			p.cancel(),
		)
	}
	switch d.Phase {
	case images.Fetching:
		text = say.F("Loading the bundled photos: %s", format.Megabytes(d.Done))
		if d.Total > 0 {
			text += say.F(" of %s", format.Megabytes(d.Total))
		}
	case images.Importing:
		text = say.F("Reading photos: %'d", int(d.Done))
		if d.Total > 0 {
			text += say.F(" of %'d", int(d.Total))
		}
	case images.Loading:
		text = say.F("Checking the photos: %s of %s", format.Megabytes(d.Done), format.Megabytes(d.Total))
	case images.Failed:
		return ui.P().Class("problem").ID("data-problem").Role("alert").Text(say.Sentence(d.Problem))
	default:
		return ui.P().Class("unseen")
	}
	return ui.P().Class("progress-line").ID("data-progress").Body(
		ui.Progress().Max(max(1, int(d.Total))).Value(int(d.Done)).Aria("label", say.Text("Loading photos")),
		ui.Span().Text(text),
		widget.When(d.Phase == images.Importing, p.cancel),
	)
}

// cancel is the button that ends what is on its way.
func (p *dataPanel) cancel() ui.UI {
	return widget.TextButton("small", say.Text("Cancel"), func(ui.Context, ui.Event) { p.In.session.Images.Cancel() }).ID("import-cancel")
}

// strip shows some of the photos, of both classes by turns.
func (p *dataPanel) strip() ui.UI {
	in, d := p.In, p.In.session.Images
	var cells []ui.UI
	for _, s := range d.Train {
		cells = append(cells, ui.Img().Src(in.screen.URL(s.Picture)).Alt(compare.ClassName(d, s.Label)).Title(compare.ClassName(d, s.Label)).
			Width(44).Height(44))
	}
	for len(cells) < thumbs { // room is kept, so that nothing jumps when they come
		cells = append(cells, ui.Span().Class("blank"))
	}
	return ui.Div().Class("strip").ID("thumbnails").Body(cells...)
}

// thumbs is the number of pictures that the strip has room for.
const thumbs = 12

// counts tells how many photos there are of each split and class.
func (p *dataPanel) counts() ui.UI {
	set := p.In.session.Images.Set
	cell := func(label, help string, pick func() []int) ui.UI {
		total := format.Missing
		var classes []string
		var each []ui.UI
		if set != nil {
			counts := pick()
			total = format.Whole(protocol.Sum(counts))
			for i, count := range counts {
				classes = append(classes, format.CountOf(*set, count, i))
				each = append(each, ui.Span().Class("count-class").Text(classes[i]))
			}
		}
		return ui.Div().Title(help).DataSet("classes", strings.Join(classes, say.Text(" and "))).Body(append([]ui.UI{
			ui.Span().Class("count").Text(total),
			ui.Span().Class("count-label").Text(label),
		}, each...)...)
	}
	return ui.Div().Class("counts").ID("counts").Body(
		cell(say.As("photos", "training"), say.Text("The network learns from these."), func() []int { return set.Train }),
		cell(say.As("photos", "validation"), say.Text("Looked at after each epoch, never learned from."), func() []int { return set.Validation }),
		cell(say.As("photos", "test"), say.Text("Looked at once, at the end of a run."), func() []int { return set.Test }),
	)
}

// unequal warns of a class with many more photos than the other.
func (p *dataPanel) unequal() ui.UI {
	text := ""
	if set := p.In.session.Images.Set; set != nil {
		text = pack.Unequal(set.Classes, set.ByClass())
	}
	return ui.P().Class("warning").ID("unequal").Hidden(text == "").Text(say.Sentence(text))
}

// report says how the visitor's photos were read, and which were left out and why.
func (p *dataPanel) report() ui.UI {
	r := p.In.session.Images.Report
	if r == nil {
		return ui.Div().Class("unseen")
	}
	return ui.Div().Class("report").ID("import-report").Body(
		widget.When(r.Reading != "", func() ui.UI { return ui.P().ID("import-reading").Text(say.Sentence(r.Reading)) }),
		ui.P().Text(say.Sentence(r.Summary)),
		widget.When(p.In.session.Images.CanChange(), func() ui.UI {
			return widget.TextButton("small", say.Text("Change …"), func(ui.Context, ui.Event) { p.In.session.Images.Change() }).ID("import-change").
				Title(say.Text("Choose the classes, their names and what the folders are for."))
		}),
		widget.When(r.Unlabelled > 0 && p.In.session.Images.CanName(), func() ui.UI {
			return widget.TextButton("small", say.F("Name the %'d {photo|photos} without a class", r.Unlabelled), func(ui.Context, ui.Event) { p.In.session.Images.NameThem() }).
				ID("import-name").Title(say.Text("Asks your networks, or the one that came with the page, and lists what they say."))
		}),
		p.leftOutFiles("skipped", r.Skipped),
	)
}

// refused says what came of the latest import if that was nothing, also in an earlier visit.
func (p *dataPanel) refused() ui.UI {
	d := p.In.session.Images
	r := d.Refused
	if r == nil {
		return ui.Div().Class("unseen")
	}
	return ui.Div().Class("report").ID("import-refused").Body(
		widget.When(d.Phase != images.Failed, func() ui.UI {
			return ui.P().Class("problem").Text(say.F("The latest import, %s, came to nothing. %s", r.Name, r.Summary))
		}),
		p.leftOutFiles("refused", r.Skipped),
		p.dismiss(),
	)
}

// earlier is the report of the latest import of an earlier visit, if its set is not in use.
func (p *dataPanel) earlier() ui.UI {
	d := p.In.session.Images
	r := d.Earlier
	if r == nil || d.Phase.Busy() {
		return ui.Div().Class("unseen")
	}
	return ui.Div().Class("report").ID("import-earlier").Body(
		ui.P().Text(say.F("%s was imported in an earlier visit. A set that no run has used is not kept: drop its photos again to train on them. %s", r.Name, r.Summary)),
		p.leftOutFiles("earlier", r.Skipped),
		p.dismiss(),
	)
}

func (p *dataPanel) dismiss() ui.UI {
	return widget.TextButton("small", say.Text("Close"), func(ui.Context, ui.Event) { p.In.session.Images.Dismiss() }).ID("import-dismiss").
		Aria("label", say.Text("Close the report of the latest import"))
}
