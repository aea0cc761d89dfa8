package app

import (
	"pawgrad/app/browser"
	"pawgrad/app/host"
	"pawgrad/app/session/naming"
	"pawgrad/assets/bundled"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Page is the whole page: go-app's root component.
type Page struct{ watching }

// New returns the page in a browser.
func New(browser browser.Browser) *Page { return &Page{watching{lab: newLab(browser)}} }

// OnMount brings the page to life once it stands.
func (p *Page) OnMount(ctx ui.Context) {
	l, b := p.lab, p.lab.browser
	b.Dispatch(func(f func()) {
		ctx.Dispatch(func(ctx ui.Context) {
			ctx.PreventUpdate() // what changed is told by topics
			f()
		})
	})
	p.watch(ctx, viewTopic)

	stored := b.Stored(keyTheme)
	l.setDark(stored == "dark" || stored == "" && b.PrefersDark(), false)
	b.OnPrefersDark(func(dark bool) {
		if b.Stored(keyTheme) == "" {
			l.setDark(dark, false)
		}
	})
	l.Form.Follow(b.Hash())
	b.OnHash(l.Form.Follow)
	b.OnLeave(l.WouldLose)
	b.OnResize(func() { l.touch(sizeTopic) })
	b.OnDrop(func(over bool) { l.look(func(v *view) { v.dropping = over }) }, l.receive)
	b.OnPaste(l.tryPhotos)
	l.Open()
	l.fetchBundled()
	ctx.Defer(func(ui.Context) { b.Ready() })
}

// fetchBundled loads the site's own image set.
func (l *lab) fetchBundled() {
	l.Images.Fetch()
	l.browser.Fetch(bundled.FileName, l.Images.FetchProgress, func(pack host.Blob, problem string) {
		if problem != "" {
			l.Images.Fail(problem)
			return
		}
		l.Images.UseSitePack(pack)
	})
}

// openWeights has files of VGG19's weights converted, and brings the place into
// sight where one sees how it goes.
func (l *lab) openWeights(files []host.Blob) {
	if len(files) == 0 {
		return
	}
	l.Weights.Convert(files)
	l.look(func(v *view) { v.folded = false })
	l.later(func() { l.browser.Reveal("weights") })
}

// tryPhotos has photos named.
func (l *lab) tryPhotos(files []host.Blob) {
	if len(files) == 0 {
		return
	}
	l.Naming.AddPhotos(files, naming.Unknown)
	l.turn(tabTry, func() { l.browser.Reveal("photos") })
}

// openModel has a saved network name photos, and shows where.
func (l *lab) openModel(file host.Blob) {
	l.Naming.OpenModel(file)
	l.turn(tabTry, func() { l.browser.Reveal("open-model") })
}

// Render implements go-app's Composer.
func (p *Page) Render() ui.UI {
	v := p.lab.view
	side := "side"
	if v.folded {
		side = "side folded"
	}
	in := watching{lab: p.lab}
	return ui.Div().Class("page").ID("app").Body(
		&header{in},
		&notice{in},
		ui.Div().Class("workspace").Body(
			&summary{in},
			ui.Aside().Class(side).ID("setup").Aria("label", "Set-up").Body(
				ui.Div().Class("rail").Body(&dataPanel{in}, &modelPanel{in}, &methodsPanel{in}, &settingsPanel{in}),
				&action{watching: in},
			),
			ui.Main().Class("stage").Body(&curves{watching: in}, &tabs{in}),
		),
		ui.Div().Class("drop-veil").Hidden(!v.dropping).Aria("hidden", true).Body(
			ui.P().Class("drop-title").Text("Drop it here"),
			ui.P().Text("Photos are named by the trained networks. A folder, a zip file or a .pack file becomes the set to train on. "+
				"VGG19's weights are converted. A saved experiment is opened."),
		),
		&report{in},
		&news{in},
	)
}

// news speaks to those who cannot see the page change.
type news struct{ watching }

func (n *news) OnMount(ctx ui.Context) { n.watch(ctx, host.Notices) }

func (n *news) Render() ui.UI {
	return ui.Div().ID("news").Class("unseen").Role("status").Aria("live", "polite").Text(n.lab.Board.News)
}

// notice is a sentence that concerns the page as a whole.
type notice struct{ watching }

func (n *notice) OnMount(ctx ui.Context) { n.watch(ctx, host.Notices) }

func (n *notice) Render() ui.UI {
	sign, class := iconWarning, "notice"
	if n.lab.Board.Glad {
		sign, class = iconInfo, "notice glad"
	}
	return ui.Div().ID("notice").Class(class).Role("alert").Hidden(n.lab.Board.Notice == "").Body(
		icon(sign),
		ui.P().Text(n.lab.Board.Notice),
		iconButton("", iconClose, "Dismiss", func(ui.Context, ui.Event) { n.lab.Board.Dismiss() }),
	)
}
