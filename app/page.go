package app

import (
	"path"
	"strings"

	"pawgrad/app/browser"
	"pawgrad/app/host"
	"pawgrad/app/session/naming"
	"pawgrad/assets/bundled"
	"pawgrad/assets/vgg19/convert"

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

// receive takes files dropped anywhere on the page: an image set, or photos to be
// named.
func (l *lab) receive(files []host.Blob) {
	l.sniff(files, func(k kind) {
		switch k {
		case nothing:
			l.Board.Notify("There are no files in what was dropped. Drop photos, a folder of photos, a zip file or a .pack file.")
		case weightsFiles, packFile, zipFile, folder:
			l.open(k, files)
		case experimentFile:
			l.openExperiment(files)
		case modelFile:
			l.openModel(files[0])
		default:
			l.tryPhotos(files)
		}
	})
}

// openSet makes files that were chosen the image set.
func (l *lab) openSet(files []host.Blob) {
	l.sniff(files, func(k kind) { l.open(k, files) })
}

// open makes files of a kind the image set, or weights.
func (l *lab) open(k kind, files []host.Blob) {
	switch k {
	case nothing:
	case weightsFiles:
		l.openWeights(files)
	case packFile:
		l.Images.UsePack(files[0])
	case zipFile:
		l.Images.Import(strings.TrimSuffix(files[0].Name(), path.Ext(files[0].Name())), files, true, l.Form.Experiment.Shared.ImageSize)
	default:
		name, _, inFolder := strings.Cut(files[0].Name(), "/")
		if !inFolder {
			name = "My photos"
		}
		l.Images.Import(name, files, false, l.Form.Experiment.Shared.ImageSize)
	}
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

// kind says what a bunch of files is.
type kind int

const (
	nothing kind = iota
	packFile
	zipFile
	folder
	loose        // files that lie in no folder
	weightsFiles // VGG19's pretrained weights in another program's form
	experimentFile
	modelFile // a trained network
)

// mostSniffed is how many files are looked into: photos come by the thousand, files of
// weights do not.
const mostSniffed = 32

// sniff tells the kind of files by their names and, as those of weights are often
// changed, by their first bytes.
func (l *lab) sniff(files []host.Blob, over func(kind)) {
	l.browser.Heads(files[:min(len(files), mostSniffed)], convert.HeadBytes, func(heads [][]byte) {
		heads = append(heads, make([][]byte, len(files)-len(heads))...)
		for i, f := range files {
			if convert.LooksLikeWeights(f.Name(), heads[i]) {
				over(weightsFiles)
				return
			}
		}
		over(kindByName(files))
	})
}

// kindByName tells the kind of files that are no weights.
func kindByName(files []host.Blob) kind {
	if len(files) == 0 {
		return nothing
	}
	if len(files) == 1 {
		switch strings.ToLower(path.Ext(files[0].Name())) {
		case ".pack":
			return packFile
		case ".zip":
			return zipFile
		case ".json":
			return experimentFile
		case ".model":
			return modelFile
		}
	}
	if strings.Contains(files[0].Name(), "/") {
		return folder
	}
	return loose
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
