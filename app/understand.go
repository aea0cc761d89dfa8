package app

import (
	"pawgrad/app/figure"
	"pawgrad/app/host"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// understand explains the methods, the network and the words.
type understand struct{ watching }

func (p *understand) OnMount(ctx ui.Context) { p.watch(ctx, viewTopic) }

// terms are the words that the page uses, for those who have not met them.
var terms = []struct{ word, meaning string }{
	{"Training, validation, test", "Three piles of photos. The network learns from the first, is checked on the second after each epoch, and is judged on the third, once, at the end."},
	{"Batch, step, epoch", "A step looks at one batch of photos and changes the weights a little. When every training photo has been looked at once, an epoch is over."},
	{"Accuracy", "The share of photos named right. Guessing gives 0.5."},
	{"Loss", "How surprised the network is by the right answers (cross-entropy, in nats). Training makes it smaller. Guessing gives 0.69."},
	{"Overfitting", "Training accuracy rises while validation accuracy stays or falls: the network learns the photos by heart instead of what makes a cat."},
	{"Seed", "The start of all chance. All methods begin with the same weights and see the same photos in the same order, so only the method makes the difference."},
}

func (p *understand) Render() ui.UI {
	l := p.lab
	methods := make([]func() ui.UI, len(spec.Methods))
	for i, m := range spec.Methods {
		methods[i] = func() ui.UI { return &methodCard{watching: watching{lab: l}, Method: m.ID} }
	}
	words := make([]ui.UI, 0, 2*len(terms))
	for _, t := range terms {
		words = append(words, ui.Dt().Text(t.word), ui.Dd().Text(t.meaning))
	}
	return &gradual{watching: watching{lab: l}, Class: "understand", ID: "understand", Parts: []func() ui.UI{
		func() ui.UI {
			return ui.Section().Body(
				ui.H3().Text("The methods"),
				ui.P().Class("hint").Text("Point at a symbol, tap it or reach it with the Tab key to see what it stands for and what it is now."),
				&gradual{watching: watching{lab: l}, Class: "method-cards", Parts: methods},
			)
		},
		func() ui.UI { return &surfaces{watching{lab: l}} },
		func() ui.UI { return &norms{watching: watching{lab: l}} },
		func() ui.UI { return &paths{watching{lab: l}} },
		func() ui.UI {
			return ui.Section().Body(
				ui.H3().Text("The network"),
				&chart{watching: watching{lab: l}, ID: "figure-architecture", topics: host.Settings, tall: true,
					make: func() figure.Figure { return architecture(l.Form.Experiment.Shared) }},
			)
		},
		func() ui.UI {
			return ui.Section().Body(ui.H3().Text("The words"), ui.Dl().Class("terms").Body(words...))
		},
		func() ui.UI {
			return ui.Section().Body(
				ui.H3().Text("Where this comes from"),
				ui.P().Text("The page repeats, live, the study “Optimization methods of neural networks for solving the problem of binary classification” "+
					"by T. Krutov, G. Afanasyev and Yu. Nesterov (Bauman MSTU). Its Table 1 stands beside your results. "+
					"The photos that come with the page are the cats and dogs of CIFAR-10 (A. Krizhevsky, 2009)."),
			)
		},
	}}
}
