package tryit

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"pawgrad/app/format"
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/say"
	"pawgrad/app/session/naming"
	"pawgrad/app/widget"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// order is one in which many photos are listed.
type order string

// The orders; those by answers are by the network that is chosen.
const (
	byName   order = "name"
	byFirst  order = "first"  // the surest of the first class first
	bySecond order = "second" // the surest of the second class first
	byDoubt  order = "doubt"  // the least sure first
)

// listing is how many photos are looked at.
type listing struct {
	network string // whose answers count and order
	by      order
	first   int // the first row shown
	form    naming.Form

	ranked ranked
}

// ranked remembers an order: to sort thousands of photos takes some milliseconds.
type ranked struct {
	list    *naming.List
	count   int
	network string
	by      order
	places  []int
}

const (
	// shownRows is how many photos a window shows: with more the page would grow slow.
	shownRows = 50
	// mostColumns is how many networks fit beside each other.
	mostColumns = 8
)

// rank puts the places of photos in an order. Photos without an answer come last.
func rank(l *naming.List, network string, by order) []int {
	places := make([]int, len(l.Names))
	for i := range places {
		places[i] = i
	}
	if by == byName {
		return places
	}
	key := func(i int) float64 {
		p, ok := l.At(network, i)
		switch {
		case !ok:
			return math.Inf(1)
		case by == byFirst:
			return float64(p)
		case by == bySecond:
			return -float64(p)
		}
		return math.Abs(float64(p) - 0.5)
	}
	slices.SortStableFunc(places, func(i, j int) int { return cmp.Compare(key(i), key(j)) })
	return places
}

// order is that of the list as it is looked at.
func (in *listing) order(l *naming.List) []int {
	now := ranked{list: l, count: len(l.Names), network: in.network, by: in.by}
	if r := in.ranked; r.list != now.list || r.count != now.count || r.network != now.network || r.by != now.by {
		now.places = rank(l, now.network, now.by)
		in.ranked = now
	}
	return in.ranked.places
}

// columns are the networks that answer of the list, the chosen one first.
func (in *Panel) columns() []naming.Column {
	var list []naming.Column
	for _, n := range in.session.Namers() {
		list = append(list, naming.Column{ID: n.ID, Name: in.namerName(n), Classes: in.session.ClassesOf(n)})
	}
	if i := slices.IndexFunc(list, func(c naming.Column) bool { return c.ID == in.listing.network }); i > 0 {
		chosen := list[i]
		list = append([]naming.Column{chosen}, slices.Delete(list, i, i+1)...)
	}
	return list
}

// look changes how the list is looked at.
func (in *Panel) look(change func(*listing)) {
	change(&in.listing)
	in.screen.Touch(host.Photos)
}

// list is many photos as a table, of which a window is shown.
func (p *tryIt) list() ui.UI {
	in := p.In
	l := in.session.Naming.List
	if l == nil {
		return ui.Div().Class("unseen")
	}
	columns := in.columns()
	if len(columns) > 0 {
		in.listing.network = columns[0].ID
	}
	return ui.Section().Class("list").ID("list").Aria("label", say.F("Photos of %s", l.Name)).Body(
		ui.Div().Class("photos-head").Body(
			ui.H3().Text(l.Name),
			ui.P().ID("list-tally").Text(tally(l, columns)),
			widget.When(l.Over, func() ui.UI {
				return widget.Button("small", widget.IconRetry, say.Text("Name them again"), func(ui.Context, ui.Event) { in.session.Naming.NameAgain() }).ID("list-again").
					Title(say.Text("Asks all networks that there are now."))
			}),
			widget.Button("small", widget.IconClose, say.Text("Close the list"), func(ui.Context, ui.Event) { in.session.Naming.CloseList() }).ID("list-close"),
		),
		p.listProgress(l),
		widget.When(len(columns) > 0 && len(l.Names) > 0, func() ui.UI {
			return ui.Div().Class("list-body").Body(p.listChoices(l, columns), p.listTable(l, columns[:min(len(columns), mostColumns)]), p.pager(len(l.Names)))
		}),
	)
}

// tally counts the photos of a list by what the chosen network says.
func tally(l *naming.List, columns []naming.Column) string {
	if len(columns) == 0 || len(l.Names) == 0 {
		return ""
	}
	c := columns[0]
	var counts [2]int
	for i := range l.Names {
		if p, ok := l.At(c.ID, i); ok {
			class, _, _ := naming.Class(p)
			counts[class]++
		}
	}
	text := say.F("%'d {photo|photos}", len(l.Names)) + ":"
	for class, n := range counts {
		text += " " + format.CountOf(protocol.DataLoaded{Classes: c.Classes}, n, class) + ","
	}
	text = strings.TrimSuffix(text, ",")
	if n := len(l.Errors); n > 0 {
		text += say.F(", %'d not readable", n)
	}
	return say.F("%s, by %s.", text, c.Name)
}

// listProgress says how far the naming of a list is, or why it ended early.
func (p *tryIt) listProgress(l *naming.List) ui.UI {
	switch {
	case l.Over && l.Problem != "":
		return ui.P().Class("problem").ID("list-problem").Text(say.Sentence(l.Problem))
	case l.Over:
		return ui.P().Class("unseen")
	}
	text := say.Text("Waits for a trained network.")
	if l.Begun {
		text = say.Text("Looking for photos …")
	}
	if l.Total > 0 {
		text = say.F("Naming photos: %'d of %'d", len(l.Names), l.Total)
	}
	return ui.P().Class("progress-line").ID("list-progress").Body(
		ui.Progress().Max(max(1, l.Total)).Value(len(l.Names)).Aria("label", say.Text("Naming photos")),
		ui.Span().Text(text),
		widget.TextButton("small", say.Text("Cancel"), func(ui.Context, ui.Event) { p.In.session.Naming.CancelAll() }).ID("list-cancel"),
	)
}

// listChoices are by which network, in which order, and in which form the list is seen and saved.
func (p *tryIt) listChoices(l *naming.List, columns []naming.Column) ui.UI {
	in := p.In
	ids, names := make([]string, len(columns)), map[string]string{}
	for i, c := range columns {
		ids[i], names[c.ID] = c.ID, c.Name
	}
	orders := map[string]string{string(byName): say.Text("by name"), string(byFirst): say.F("surest %s first", format.Class(columns[0].Classes[0])),
		string(bySecond): say.F("surest %s first", format.Class(columns[0].Classes[1])), string(byDoubt): say.Text("least sure first")}
	forms := []string{say.Text("file, class, probability"), say.Text("every network's answer"), say.Text("id, label (Kaggle)")}
	return ui.Div().Class("list-choices").Body(
		widget.When(len(columns) > 1, func() ui.UI {
			return widget.Select("list-network", ids, columns[0].ID, func(id string) string { return names[id] }, func(id string) {
				in.look(func(s *listing) { s.network = id })
			}).Aria("label", say.Text("Network whose answers count"))
		}),
		widget.Select("list-order", []string{string(byName), string(byFirst), string(bySecond), string(byDoubt)}, string(in.listing.by),
			func(id string) string { return orders[id] }, func(id string) {
				in.look(func(s *listing) { s.by, s.first = order(id), 0 })
			}).Aria("label", say.Text("Order of the photos")),
		widget.Select("list-form", widget.UpTo(0, len(forms)-1), int(in.listing.form), func(i int) string { return forms[i] }, func(i int) {
			in.look(func(s *listing) { s.form = naming.Form(i) })
		}).Aria("label", say.Text("Columns of the file")),
		widget.Button("small", widget.IconSave, say.Text("Save as CSV"), func(ui.Context, ui.Event) { in.saveList() }).ID("list-save").
			Title(say.Text("The probability is that of the class named; in Kaggle's form that of the second class.")),
	)
}

// saveList offers the list as a file.
func (in *Panel) saveList() {
	l := in.session.Naming.List
	if l == nil {
		return
	}
	name := "pawgrad-photos.csv"
	if in.listing.form == naming.Submission {
		name = "submission.csv"
	}
	in.screen.Browser.Save(name, "text/csv", l.CSV(in.listing.form, in.columns()))
}

// listTable is the window of the list.
func (p *tryIt) listTable(l *naming.List, columns []naming.Column) ui.UI {
	in := p.In
	places := in.listing.order(l)
	first := min(in.listing.first, max(0, len(places)-1)/shownRows*shownRows)
	heads := []ui.UI{ui.Th().Scope("col").Text(say.Text("File"))}
	for _, c := range columns {
		heads = append(heads, ui.Th().Scope("col").Text(c.Name))
	}
	var rows []ui.UI
	for k, i := range places[first:min(first+shownRows, len(places))] {
		rows = append(rows, ui.Tr().Aria("rowindex", first+k+2).Body(in.listRow(l, i, columns)...))
	}
	return ui.Div().Class("scroll-x").Body(ui.Table().Class("table").ID("list-table").Aria("rowcount", len(places)+1).Body(
		ui.THead().Body(ui.Tr().Aria("rowindex", 1).Body(heads...)),
		ui.TBody().Body(rows...),
	))
}

// listRow is a photo's: its name, which shows it where it is at hand, and each network's answer
// or why there is none.
func (in *Panel) listRow(l *naming.List, i int, columns []naming.Column) []ui.UI {
	name := l.Names[i]
	head := ui.Th().Scope("row").Class("list-name").Title(name)
	if file := l.File(name); file != nil {
		head = head.Body(ui.Button().Type("button").Class("plain").Text(name).
			OnClick(func(ui.Context, ui.Event) { in.Photos([]host.Blob{file}) }, ui.EventScope(name)))
	} else {
		head = head.Text(name)
	}
	cells := []ui.UI{head}
	if why := l.Errors[i]; why != "" {
		return append(cells, ui.Td().ColSpan(len(columns)).Class("problem").Text(say.Sentence(why)))
	}
	for _, c := range columns {
		text := format.Missing
		if p, ok := l.At(c.ID, i); ok {
			class, sure, _ := naming.Class(p)
			text = format.Class(c.Classes[class]) + " " + format.Fixed(sure, 3)
		}
		cells = append(cells, ui.Td().Class("number").DataSet("network", c.ID).Text(text))
	}
	return cells
}

// pager moves the window.
func (p *tryIt) pager(count int) ui.UI {
	in := p.In
	last := max(0, count-1) / shownRows * shownRows
	first := min(in.listing.first, last)
	to := func(id, label string, at int) ui.UI {
		return widget.TextButton("small", label, func(ui.Context, ui.Event) { in.look(func(s *listing) { s.first = at }) }, strconv.Itoa(at)).
			ID(id).Disabled(at == first)
	}
	return ui.Div().Class("row").Role("group").Aria("label", say.Text("Rows shown")).Body(
		to("list-first", say.Text("First"), 0),
		to("list-back", say.Text("Back"), max(0, first-shownRows)),
		ui.Span().ID("list-rows").Text(say.F("%s to %s of %s", format.Whole(first+1), format.Whole(min(first+shownRows, count)), format.Whole(count))),
		to("list-next", say.Text("Next"), min(last, first+shownRows)),
		to("list-last", say.Text("Last"), last),
	)
}
