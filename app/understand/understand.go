// Package understand explains the methods, the network and the words, and shows what runs
// do that curves do not show.
package understand

import (
	"pawgrad/app/compare"
	"pawgrad/app/figure"
	"pawgrad/app/host"
	"pawgrad/app/redraw"
	"pawgrad/app/say"
	"pawgrad/app/session"
	"pawgrad/app/widget"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Panel is what is looked at of the explanations.
type Panel struct {
	screen  *widget.Screen
	session *session.Session
	runs    *compare.Comparison

	play  *play
	norms *norms
	paths *paths
}

// New returns the explanations of what a session does.
func New(screen *widget.Screen, s *session.Session, runs *compare.Comparison) *Panel {
	in := &Panel{
		screen: screen, session: s, runs: runs,
		play:  &play{playground: newPlayground(), screen: screen, form: s.Form},
		norms: &norms{screen: screen, runs: runs},
		paths: &paths{screen: screen, session: s, runs: runs, grid: normal},
	}
	in.play.film = film{screen: screen, board: s.Board, shows: redraw.PlayNumbers, name: "pawgrad-surface.png",
		steps: func() int { return playSteps }, make: func() figure.Landscape { return in.play.figure(s.Form.Experiment) }}
	in.paths.film = film{screen: screen, board: s.Board, shows: redraw.PathNumbers, name: "pawgrad-paths.png",
		steps: func() int { return in.paths.longest() - 1 }, make: runs.Surface}
	return in
}

// UI is the panel's component.
func (in *Panel) UI() ui.UI { return &understand{in.part(0)} }

type part = redraw.Part[*Panel]

func (in *Panel) part(shows host.Topic) part { return redraw.NewPart(in, in.screen.Topics, shows) }

// understand is the panel as a component.
type understand struct{ part }

// terms are the words that the page uses, for those who have not met them.
var terms = []struct{ word, meaning string }{
	{"Training, validation, test", "Three piles of photos. The network learns from the first, is checked on the second after each epoch, and is judged on the third, once, at the end."},
	{"Batch, step, epoch", "A step looks at one batch of photos and changes the weights a little. When every training photo has been looked at once, an epoch is over."},
	{"Accuracy", "The share of photos named right. Guessing gives 0.5."},
	{"Loss", "How surprised the network is by the right answers (cross-entropy, in nats). Training makes it smaller. Guessing gives 0.69."},
	{"Overfitting", "Training accuracy rises while validation accuracy stays or falls: the network learns the photos by heart instead of what tells the classes apart."},
	{"Seed", "The start of all chance. All methods begin with the same weights and see the same photos in the same order, so only the method makes the difference."},
}

func (p *understand) Render() ui.UI {
	in := p.In
	methods := make([]func() ui.UI, len(spec.Methods))
	for i, m := range spec.Methods {
		methods[i] = func() ui.UI { return &methodCard{part: in.part(redraw.OfSwatches), Method: m.ID} }
	}
	words := make([]ui.UI, 0, 2*len(terms))
	for _, t := range terms {
		words = append(words, ui.Dt().Text(say.Text(t.word)), ui.Dd().Text(say.Text(t.meaning)))
	}
	return widget.Gradual(in.screen, "understand", "understand",
		func() ui.UI {
			return ui.Section().Body(
				ui.H3().Text(say.Text("The methods")),
				ui.P().Class("hint").Text(say.Text("Point at a symbol, tap it or reach it with the Tab key to see what it stands for and what it is now.")),
				widget.Gradual(in.screen, "method-cards", "", methods...),
			)
		},
		func() ui.UI { return &surfaces{in.play.part(redraw.OfPlay)} },
		func() ui.UI { return &normSection{in.norms.part(redraw.OfNorms)} },
		func() ui.UI { return &pathSection{in.paths.part(redraw.OfPaths)} },
		func() ui.UI {
			return ui.Section().Body(
				ui.H3().Text(say.Text("The network")),
				widget.Chart{ID: "figure-architecture", Topics: redraw.OfNetwork, Tall: true,
					Make: func() figure.Figure { return compare.Architecture(in.session.Form.Experiment.Shared) }}.On(in.screen),
			)
		},
		func() ui.UI {
			return ui.Section().Body(ui.H3().Text(say.Text("The words")), ui.Dl().Class("terms").Body(words...))
		},
		func() ui.UI {
			return ui.Section().Body(
				ui.H3().Text(say.Text("Where this comes from")),
				ui.P().Text(say.Text("The page repeats, live, the study “Optimization methods of neural networks for solving the problem of "+
					"binary classification” by T. Krutov, G. Afanasyev and Yu. Nesterov (Bauman MSTU). Its Table 1 stands beside "+
					"your results. The photos that come with the page are the cats and dogs of CIFAR-10 (A. Krizhevsky, 2009).")),
			)
		},
	)
}
