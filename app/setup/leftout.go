package setup

import (
	"bytes"
	"encoding/csv"

	"pawgrad/app/format"
	"pawgrad/app/protocol"
	"pawgrad/app/say"
	"pawgrad/app/widget"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// omitted are files that an import left out for one reason, or for reasons of one kind, such as
// copies of different photos.
type omitted struct {
	kind  string
	files []protocol.Skipped
	// alike tells that the sentence is the same for all.
	alike bool
}

// mostSentences is how many sentences of a kind are told apart; more are told file by file.
const mostSentences = 3

// groupOmitted groups files by their reasons, in the order in which these come first.
func groupOmitted(skipped []protocol.Skipped) (groups []*omitted) {
	sentences := map[string]map[string]bool{}
	for _, s := range skipped {
		if sentences[s.Kind] == nil {
			sentences[s.Kind] = map[string]bool{}
		}
		if len(sentences[s.Kind]) <= mostSentences {
			sentences[s.Kind][s.Reason] = true
		}
	}
	type reason struct{ kind, sentence string }
	of := map[reason]*omitted{}
	for _, s := range skipped {
		alike := len(sentences[s.Kind]) <= mostSentences
		key := reason{s.Kind, s.Reason}
		if !alike {
			key.sentence = ""
		}
		if of[key] == nil {
			of[key] = &omitted{kind: s.Kind, alike: alike}
			groups = append(groups, of[key])
		}
		of[key].files = append(of[key].files, s)
	}
	return groups
}

// leftOutFiles lists the files that an import left out, behind a click: a row a reason, with as
// many names as can be read.
func (p *dataPanel) leftOutFiles(id string, skipped []protocol.Skipped) ui.UI {
	return widget.When(len(skipped) > 0, func() ui.UI {
		var rows []ui.UI
		for _, g := range groupOmitted(skipped) {
			rows = append(rows, g.row())
		}
		return ui.Details().ID(id).Body(
			ui.Summary().Text(say.F("Which %'d {file|files}", len(skipped))),
			ui.Ul().TabIndex(0).Body(rows...),
			widget.TextButton("small", say.Text("Save the list"), func(ui.Context, ui.Event) {
				p.In.screen.Browser.Save("pawgrad-left-out.csv", "text/csv", leftOutCSV(skipped))
			}, id, len(skipped)),
		)
	})
}

// leftOutCSV has a line for each file that was left out.
func leftOutCSV(skipped []protocol.Skipped) []byte {
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	lines := [][]string{{"file", "kind", "reason"}}
	for _, s := range skipped {
		lines = append(lines, []string{format.Cell(s.Path), s.Kind, format.Cell(s.Reason)})
	}
	if err := w.WriteAll(lines); err != nil {
		panic(err) // a buffer takes everything
	}
	return text.Bytes()
}

func (g *omitted) row() ui.UI {
	const mostNames = 12
	var body []ui.UI
	if g.alike {
		for _, s := range g.files[:min(mostNames, len(g.files))] {
			body = append(body, ui.Code().Text(s.Path), ui.Text(" "))
		}
	} else {
		body = append(body, ui.Text(say.Sentence(say.English.F("%'d %s", len(g.files), g.kind))+": "))
		for _, s := range g.files[:min(mostNames, len(g.files))] {
			body = append(body, ui.Code().Text(s.Path), ui.Text(" "+say.Sentence(s.Reason)+" "))
		}
	}
	if more := len(g.files) - mostNames; more > 0 {
		end := "."
		if g.alike {
			end = ": "
		}
		body = append(body, ui.Text(say.F("and %'d {file|files} more%s", more, end)))
	}
	if g.alike {
		body = append(body, ui.Text(say.Sentence(g.files[0].Reason)))
	}
	return ui.Li().Body(body...)
}
