package setup

import (
	"cmp"
	"strconv"

	"pawgrad/app/protocol"
	"pawgrad/app/say"
	"pawgrad/app/session/images"
	"pawgrad/app/widget"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// reading is what the visitor has chosen so far in a question on how photos are read.
type reading struct {
	question *images.Question
	class    []int     // of each group: 0, 1 or leftOut
	typed    [2]string // names of the classes, empty where none was typed
	split    []string  // of each split folder
}

const leftOut = -1

// What a visitor may say of a folder.
var (
	classChoices = map[int]string{0: "First class", 1: "Second class", leftOut: "Leave out"}
	splitChoices = map[string]string{"train": "Training", "validation": "Validation", "test": "Test"}
)

// newReading begins with what the names of folders say; where they say nothing, with the two
// largest groups.
func newReading(q *images.Question) *reading {
	r := &reading{question: q}
	var has [2]bool
	for _, g := range q.Groups {
		r.class = append(r.class, g.Class)
		if g.Class >= 0 {
			has[g.Class] = true
		}
	}
	for class := range has {
		if !has[class] && !has[1-class] && class < len(r.class) {
			r.class[class] = class
		}
	}
	for _, s := range q.Splits {
		r.split = append(r.split, s.Split)
	}
	return r
}

// name is what a class is called: as typed, or as its first group.
func (r *reading) name(class int) string {
	if r.typed[class] != "" {
		return r.typed[class]
	}
	for i, c := range r.class {
		if c == class {
			return r.question.Groups[i].Name
		}
	}
	return ""
}

// missing says what is still to be chosen, empty for nothing.
func (r *reading) missing() string {
	switch first, second := r.name(0), r.name(1); {
	case first == "" || second == "":
		return say.Text("Choose at least one folder for each class.")
	case first == second:
		return say.Text("Give the two classes different names.")
	}
	return ""
}

// answers are the choices as a message.
func (r *reading) answers() protocol.Answers {
	a := protocol.Answers{Classes: map[string]int{}, Names: [2]string{r.name(0), r.name(1)}, Splits: map[string]string{}}
	for i, g := range r.question.Groups {
		a.Classes[g.Key] = r.class[i]
	}
	for i, s := range r.question.Splits {
		a.Splits[s.Path] = r.split[i]
	}
	return a
}

// questionForm asks how photos are to be read: folders with counts and pictures, and for each
// what it is.
type questionForm struct {
	part
	reading *reading
}

func (p *questionForm) Render() ui.UI {
	d := p.In.session.Images
	if d.Phase != images.Asking {
		p.reading = nil
		return ui.Div().Class("unseen")
	}
	if p.reading == nil || p.reading.question != d.Question {
		p.reading = newReading(d.Question)
	}
	r := p.reading
	text := cmp.Or(say.Sentence(d.Question.Text), say.Text("How are the photos to be read?"))
	var rows []ui.UI
	for i := range r.question.Groups {
		rows = append(rows, p.group(i))
	}
	for i := range r.question.Splits {
		rows = append(rows, p.splitFolder(i))
	}
	missing := r.missing()
	return ui.Div().Class("question").ID("import-question").Role("group").Aria("label", say.Text("How the photos are read")).Body(
		ui.P().Role("alert").Text(text),
		ui.Ul().Body(rows...),
		ui.Div().Class("row").Body(p.className(0, say.Text("First class")), p.className(1, say.Text("Second class"))),
		widget.When(missing != "", func() ui.UI { return ui.P().Class("hint").Text(missing) }),
		ui.Div().Class("row").Body(
			widget.TextButton("small", say.Text("Read them so"), func(ui.Context, ui.Event) { d.Answer(p.reading.answers()) }).ID("import-answer").Disabled(missing != ""),
			widget.TextButton("small", say.Text("Only name them"), func(ui.Context, ui.Event) { d.NameThem() }).ID("import-only-name").
				Title(say.Text("Asks your networks, or the one that came with the page, what the photos show, and lists it.")),
			widget.TextButton("small", say.Text("Cancel"), func(ui.Context, ui.Event) { d.Cancel() }).ID("question-cancel"),
		),
	)
}

// group is a folder's row: its name, how many photos it has, some of them, and its class.
func (p *questionForm) group(i int) ui.UI {
	g := p.reading.question.Groups[i]
	var pictures []ui.UI
	if i < len(p.reading.question.Pictures) {
		for _, b := range p.reading.question.Pictures[i] {
			pictures = append(pictures, ui.Img().Src(p.In.screen.URL(b)).Role("presentation").Width(32).Height(32))
		}
	}
	return ui.Li().Body(
		ui.Span().Class("group-name").Body(ui.Text(g.Name+" "), ui.Span().Class("hint").Text(say.F("%'d {photo|photos}", g.Count))),
		ui.Span().Class("group-pictures").Body(pictures...),
		widget.Select("group-"+strconv.Itoa(i), []int{0, 1, leftOut}, p.reading.class[i],
			func(class int) string { return say.Text(classChoices[class]) },
			func(class int) { p.reading.class[i] = class }).Aria("label", say.F("What %s is", g.Name)),
	)
}

// splitFolder is the row of a folder whose name speaks of a split.
func (p *questionForm) splitFolder(i int) ui.UI {
	s := p.reading.question.Splits[i]
	return ui.Li().Body(
		ui.Span().Class("group-name").Body(ui.Text(s.Path+" "), ui.Span().Class("hint").Text(say.F("%'d {photo|photos}", s.Count))),
		widget.Select("split-"+strconv.Itoa(i), []string{"train", "validation", "test"}, p.reading.split[i],
			func(split string) string { return say.Text(splitChoices[split]) },
			func(split string) { p.reading.split[i] = split }).Aria("label", say.F("What the photos of %s are for", s.Path)),
	)
}

// className is the field for a class's name.
func (p *questionForm) className(class int, label string) ui.UI {
	id := "class-name-" + strconv.Itoa(class)
	return ui.Label().For(id).Body(ui.Text(label+" "), ui.Input().Type("text").ID(id).Value(p.reading.name(class)).MaxLength(mostNameLetters).
		OnChange(func(ctx ui.Context, e ui.Event) {
			p.reading.typed[class] = e.Get("target").Get("value").String()
			ctx.Update()
		}, ui.EventScope(class)))
}

// mostNameLetters is how long a class's name may be: it stands in figures and tables.
const mostNameLetters = 40
