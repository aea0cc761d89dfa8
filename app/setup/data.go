package setup

import (
	"fmt"
	"strconv"

	"pawgrad/app/compare"
	"pawgrad/app/format"
	"pawgrad/app/protocol"
	"pawgrad/app/redraw"
	"pawgrad/app/session/form"
	"pawgrad/app/session/images"
	"pawgrad/app/widget"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// dataPanel is step 1: the photos to train on.
type dataPanel struct{ part }

// Ids of the file inputs, which are hidden behind buttons.
const (
	inputSet    = "open-set"
	inputFolder = "open-folder"
)

func (p *dataPanel) Render() ui.UI {
	in, d := p.In, p.In.session.Images
	return ui.Section().Class("panel").ID("data").DataSet("phase", strconv.Itoa(int(d.Phase))).Body(
		head("1", "Data", p.name()),
		p.progress(),
		&questionForm{part: in.part(redraw.OfQuestion)},
		p.strip(),
		p.counts(),
		p.report(),
		ui.Div().Class("row").Body(
			widget.TextButton("small", "Files …", func(ui.Context, ui.Event) { in.screen.Browser.Choose(inputSet) }).
				Title("Train on your own photos: a .pack file, a zip file, or many photos. You can also drop them anywhere on the page."),
			widget.TextButton("small", "Folder …", func(ui.Context, ui.Event) { in.screen.Browser.Choose(inputFolder) }, inputFolder).
				Title("Train on a folder of your own, with cats/ and dogs/ in it, or cat.1.jpg and dog.1.jpg. You can also drop it anywhere on the page."),
			widget.When(d.Phase != images.Failed || d.Set != nil, func() ui.UI {
				return ui.Span().Class("hint").Text("or drop your own")
			}),
			widget.When(d.Phase == images.Failed && d.Set == nil, func() ui.UI {
				return widget.Button("small", widget.IconRetry, "Try again", func(ui.Context, ui.Event) { in.links.Fetch() })
			}),
		),
		in.field(form.Field{Key: spec.KeyImageSize}),
		in.screen.FileInput(inputSet, ".pack,.zip,.tar,.gz,.tgz,image/*", true, in.links.Open),
		in.screen.FileInput(inputFolder, "", true, in.links.Open).Attr("webkitdirectory", "true"),
	)
}

func (p *dataPanel) name() string {
	if set := p.In.session.Images.Set; set != nil {
		return set.Name
	}
	return ""
}

// progress says what is going on, or why it did not work.
func (p *dataPanel) progress() ui.UI {
	d := p.In.session.Images
	text := ""
	switch d.Phase {
	case images.Fetching:
		text = "Loading the bundled photos: " + format.Megabytes(d.Done)
		if d.Total > 0 {
			text += " of " + format.Megabytes(d.Total)
		}
	case images.Importing:
		text = "Reading photos: " + format.Whole(int(d.Done))
		if d.Total > 0 {
			text += " of " + format.Whole(int(d.Total))
		}
	case images.Loading:
		text = "Checking the photos: " + format.Megabytes(d.Done) + " of " + format.Megabytes(d.Total)
	case images.Failed:
		return ui.Div().Body(
			ui.P().Class("problem").ID("data-problem").Role("alert").Text(d.Problem),
			widget.When(d.Refused != nil, func() ui.UI { return leftOutFiles("refused", d.Refused.Skipped) }),
		)
	default:
		return ui.P().Class("unseen")
	}
	return ui.P().Class("progress-line").ID("data-progress").Body(
		ui.Progress().Max(max(1, int(d.Total))).Value(int(d.Done)).Aria("label", "Loading photos"),
		ui.Span().Text(text),
		widget.When(d.Phase == images.Importing, func() ui.UI {
			return widget.TextButton("small", "Cancel", func(ui.Context, ui.Event) { d.Cancel() }).ID("import-cancel")
		}),
	)
}

// strip shows some of the photos, cats and dogs by turns.
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
		total, classes := format.Missing, ""
		if set != nil {
			n := 0
			for i, count := range pick() {
				n += count
				if i > 0 {
					classes += " and "
				}
				classes += set.Count(count, i)
			}
			total = format.Whole(n)
		}
		return ui.Div().Title(help+" "+classes).DataSet("classes", classes).Body(
			ui.Span().Class("count").Text(total),
			ui.Span().Class("count-label").Text(label),
		)
	}
	return ui.Div().Class("counts").ID("counts").Body(
		cell("training", "The network learns from these.", func() []int { return set.Train }),
		cell("validation", "Looked at after each epoch, never learned from.", func() []int { return set.Validation }),
		cell("test", "Looked at once, at the end of a run.", func() []int { return set.Test }),
	)
}

// report says which of the visitor's photos were left out, and why.
func (p *dataPanel) report() ui.UI {
	r := p.In.session.Images.Report
	if r == nil {
		return ui.Div().Class("unseen")
	}
	return ui.Div().Class("report").ID("import-report").Body(
		widget.When(r.Reading != "", func() ui.UI { return ui.P().ID("import-reading").Text(r.Reading) }),
		ui.P().Text(r.Summary),
		widget.When(p.In.session.Images.CanChange(), func() ui.UI {
			return widget.TextButton("small", "Change …", func(ui.Context, ui.Event) { p.In.session.Images.Change() }).ID("import-change").
				Title("Choose the classes, their names and what the folders are for.")
		}),
		leftOutFiles("skipped", r.Skipped),
	)
}

// leftOutFiles lists the files that an import left out, behind a click.
func leftOutFiles(id string, skipped []protocol.Skipped) ui.UI {
	return widget.When(len(skipped) > 0, func() ui.UI {
		return ui.Details().ID(id).Body(
			ui.Summary().Text("Which "+format.Counted(len(skipped), "file")),
			ui.Ul().Body(skippedRows(skipped)...),
		)
	})
}

// skippedRows list files that were left out: those with the same reason in one row, and no
// more rows and names than can be read.
func skippedRows(skipped []protocol.Skipped) (rows []ui.UI) {
	const mostRows, mostNames = 40, 12
	paths := map[string][]string{}
	var reasons []string
	for _, s := range skipped {
		if paths[s.Reason] == nil {
			reasons = append(reasons, s.Reason)
		}
		paths[s.Reason] = append(paths[s.Reason], s.Path)
	}
	for i, reason := range reasons {
		if i == mostRows {
			return append(rows, ui.Li().Text(fmt.Sprintf("and for %s more.", format.Counted(len(reasons)-i, "reason"))))
		}
		names := paths[reason]
		var cells []ui.UI
		for _, name := range names[:min(mostNames, len(names))] {
			cells = append(cells, ui.Code().Text(name), ui.Text(" "))
		}
		if more := len(names) - mostNames; more > 0 {
			cells = append(cells, ui.Text("and "+format.Counted(more, "file")+" more: "))
		}
		rows = append(rows, ui.Li().Body(append(cells, ui.Text(reason))...))
	}
	return rows
}
