package app

import (
	"pawgrad/app/browser"
	"pawgrad/app/compare"
	"pawgrad/app/curves"
	"pawgrad/app/host"
	"pawgrad/app/labels"
	"pawgrad/app/lessons"
	"pawgrad/app/redraw"
	"pawgrad/app/report"
	"pawgrad/app/results"
	"pawgrad/app/runs"
	"pawgrad/app/say"
	"pawgrad/app/session"
	"pawgrad/app/session/naming"
	"pawgrad/app/setup"
	"pawgrad/app/tryit"
	"pawgrad/app/understand"
	"pawgrad/app/widget"
	"pawgrad/assets/bundled"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// page is the panels, the session that they show, and the screen that they are drawn on.
type page struct {
	screen  *widget.Screen
	session *session.Session

	setUp  *setup.Panel
	curves *curves.Panel
	report *report.Panel
	tryIt  *tryit.Panel
	tabs   *tabs
	// dropping is true while files hover over the page.
	dropping bool
	// embedded tells that the page is the curves alone, in a frame of another one.
	embedded bool
}

func newPage(b browser.Browser) *page {
	p := &page{screen: widget.NewScreen(b), embedded: spec.Embeds(b.Query())}
	p.session = session.New(sessionHost{b, p.screen.Touch}, b.Cores())
	compared := compare.New(p.session)
	p.tabs = &tabs{screen: p.screen, chosen: tabResults, order: []tab{tabResults, tabRuns, tabTry, tabUnderstand, tabLessons}}
	p.setUp = setup.New(p.screen, p.session, setup.Links{
		Fetch:  p.fetchBundled,
		Open:   p.openSet,
		Rates:  func() { p.tabs.reveal(tabResults, "search-result") },
		Layers: func() { p.tabs.reveal(tabUnderstand, "figure-architecture") },
	})
	p.curves = curves.New(p.screen, p.session, compared)
	p.report = report.New(p.screen, p.session, compared)
	p.tryIt = tryit.New(p.screen, p.session, compared, func(then func()) { p.tabs.turn(tabTry, then) })
	outcome, doctor := results.New(p.screen, p.session, compared, p.report, results.Links{
		Photos: func() { p.tabs.reveal(tabTry, "choose-photos") },
		Rate:   p.setUp.ShowRate,
	}), labels.New(p.screen, p.session, compared)
	p.tabs.panels = map[tab]func() ui.UI{
		tabResults:    func() ui.UI { return ui.Div().Body(outcome.UI(), doctor.UI()) },
		tabRuns:       runs.New(p.screen, p.session, compared, p.report).UI,
		tabTry:        p.tryIt.UI,
		tabUnderstand: understand.New(p.screen, p.session, compared).UI,
		tabLessons:    lessons.New(p.screen, p.session, compared, p.startLesson).UI,
	}
	var listed *naming.List
	p.screen.Watch(redraw.OfList, func() { // a list is shown where it is, wherever it was begun
		if l := p.session.Naming.List; l != listed {
			if listed = l; l != nil {
				p.tryIt.ShowList()
			}
		}
	})
	p.screen.Watch(redraw.Look, func() {
		if !p.screen.Present {
			p.curves.All()
		}
	})
	p.screen.Watch(redraw.OfAddress, func() { b.SetHash(spec.InLanguage(p.session.Form.Link(), p.screen.LinkLanguage())) })
	p.screen.Watch(redraw.OfScreen, func() { b.KeepAwake(p.screen.StaysOn() && p.session.Working() > 0) })
	return p
}

// followAddress reads the settings of the address, behind its "?" too. There they are taken
// away: from now on the page writes them behind the "#".
func (p *page) followAddress() {
	b := p.screen.Browser
	link, query := b.Hash(), b.Query()
	more, foreign := spec.InQuery(query)
	if foreign != query {
		b.SetQuery(foreign)
	}
	if link != "" && more != "" {
		link += "&" // the first of a setting counts
	}
	p.follow(link + more)
}

// follow takes the language and the settings of a link.
func (p *page) follow(link string) {
	if tag := spec.LinkLanguage(link); tag != "" {
		p.screen.TurnTo(tag, p.session.Board.Notify)
	}
	p.session.Form.Follow(spec.InLanguage(link, ""))
}

// startLesson sets an experiment up as a link has it, and starts it.
func (p *page) startLesson(link string) {
	p.session.Form.Follow(link)
	p.setUp.StartChosen()
}

// fetchBundled loads the site's own image set.
func (p *page) fetchBundled() {
	p.session.Images.Fetch()
	p.screen.Browser.Fetch(bundled.FileName, p.session.Images.FetchProgress, func(pack host.Blob, problem string) {
		if problem != "" {
			p.session.Images.Fail(problem)
			return
		}
		p.session.Images.UseSitePack(pack)
	})
}

type part = redraw.Part[*page]

func (p *page) part(shows host.Topic) part { return redraw.NewPart(p, p.screen.Topics, shows) }

// Page is the whole page: go-app's root component.
type Page struct{ part }

// New returns the page in a browser, in its language.
func New(b browser.Browser) *Page {
	p := newPage(b)
	p.screen.FollowLanguage()
	return &Page{p.part(redraw.OfPage)}
}

// OnMount brings the page to life once it stands.
func (p *Page) OnMount(ctx ui.Context) {
	in, b := p.In, p.In.screen.Browser
	b.Dispatch(func(f func()) {
		ctx.Dispatch(func(ctx ui.Context) {
			ctx.PreventUpdate() // what changed is told by topics
			f()
		})
	})
	p.part.OnMount(ctx)
	in.screen.FollowTheme()
	in.followAddress()
	b.OnHash(in.follow)
	b.OnLeave(in.session.WouldLose)
	b.OnResize(func() { in.screen.Touch(redraw.Sizes) })
	b.OnDrop(func(over bool) {
		in.dropping = over
		in.screen.Touch(redraw.Drops)
	}, in.session.Images.Looking, func(files []host.Blob) {
		in.session.Images.Looked()
		in.receive(files)
	})
	b.OnPaste(in.receive)
	b.OnKey(in.presents, in.present)
	in.session.Open()
	in.fetchBundled()
	in.session.FetchReady(spec.CNN)
	ctx.Defer(func(ui.Context) { b.Ready() })
}

// Render implements go-app's Composer.
func (p *Page) Render() ui.UI {
	in := p.In
	if in.embedded {
		return in.embed()
	}
	return ui.Div().Class("page").ID("app").Body(
		inert(ui.Div(), in.report.Covers()).Body(
			&header{in.part(redraw.OfHeader)},
			&notice{in.part(redraw.OfNotices)},
			ui.Div().Class("workspace").Body(
				in.setUp.Render(),
				ui.Main().Class("stage").Body(in.curves.UI(), &tabRow{in.tabs.part(redraw.OfTabs)}),
			),
		),
		ui.Div().Class("drop-veil").Hidden(!in.dropping).Aria("hidden", true).Body(
			ui.P().Class("drop-title").Text(say.Text("Drop it here")),
			ui.P().Text(say.Text("Photos are named by the trained networks. A folder, a zip file or a .pack file becomes the set to train on. "+
				"VGG19's weights are converted. A saved experiment is opened.")),
		),
		in.report.UI(),
		&news{in.part(redraw.OfNotices)},
	)
}

// inert has an element take neither clicks nor the keyboard's focus.
func inert(e ui.HTMLDiv, on bool) ui.HTMLDiv {
	if on {
		return e.Attr("inert", "true")
	}
	return e
}
