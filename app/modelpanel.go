package app

import (
	"pawgrad/app/figure"
	"pawgrad/app/host"
	"pawgrad/app/session/pretrained"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// modelPanel is step 2: the network to train.
type modelPanel struct{ watching }

func (p *modelPanel) OnMount(ctx ui.Context) { p.watch(ctx, host.Settings|host.Weights|viewTopic) }

func (p *modelPanel) Render() ui.UI {
	l := p.lab
	shared := l.Form.Experiment.Shared
	trained := counted(shared.Network().Params(shared.ImageSize), "weight")
	if shared.Model == spec.VGG19 {
		trained += " trained"
	}
	var choices []ui.UI
	for _, m := range spec.Models {
		choices = append(choices, p.choice(m))
	}
	return ui.Section().Class("panel").ID("model").Body(
		panelHead("2", "Model", trained),
		ui.Div().Class("choices").Role("radiogroup").Aria("label", "Model").Body(append(choices,
			textButton("plain", "Layers", func(ui.Context, ui.Event) {
				l.look(func(v *view) { v.folded = true })
				l.turn(tabUnderstand, func() { l.browser.Reveal("figure-architecture") })
			}).ID("show-layers").Title("See the network's layers, their shapes and their weights"))...),
		when(shared.Model == spec.VGG19, func() ui.UI { return p.pretrained() }),
		when(shared.Model != spec.VGG19, func() ui.UI { return p.elsewhere() }),
		ui.Input().Type("file").ID(inputWeights).Class("unseen").TabIndex(-1).Aria("hidden", true).Multiple(true).
			Accept(".h5,.hdf5,.pth,.pt,.safetensors,.json,.bin").
			OnChange(func(ui.Context, ui.Event) { l.openWeights(l.browser.Chosen(inputWeights)) }),
	)
}

// choice is one model; one that cannot be trained says why.
func (p *modelPanel) choice(m spec.Model) ui.UI {
	l := p.lab
	id := "model-" + string(m.ID)
	chosen := l.Form.Experiment.Shared.Model == m.ID
	class, text := "choice", m.Idea
	ready := m.ID != spec.VGG19 || l.Weights.Obtainable() || chosen
	if !ready {
		class = "choice unready"
		if l.Weights.Phase == pretrained.Absent {
			text += " " + l.Weights.Cure()
		}
	}
	return ui.Div().Class(class).Body(
		ui.Input().Type("radio").Name("model").ID(id).Disabled(!ready).Checked(chosen).
			OnChange(func(ui.Context, ui.Event) { l.Form.ChooseModel(m.ID) }, ui.EventScope(id)),
		ui.Label().For(id).Text(m.Name),
		tip(m.Name, text),
	)
}

// architecture draws the network of a run.
func architecture(r spec.Run) figure.Figure {
	m := r.Network()
	var layers []figure.Layer
	for _, l := range m.Layers(r.ImageSize) {
		name := l.Name
		if l.Activation != "" {
			name += ", " + l.Activation
		}
		shape := []int{l.Height, l.Width, l.Channels}
		if l.Height == 0 {
			shape = shape[2:]
		}
		layers = append(layers, figure.Layer{Kind: string(l.Kind), Name: name, Shape: shape, Params: l.Params, Frozen: l.Frozen})
	}
	f := figure.Architecture{Title: m.Name, Layers: layers}
	if r.Model == spec.VGG19 {
		f.Cut = "block5_conv1"
		if r.Train == spec.TrainHead {
			f.Cut = "the head"
		}
	}
	return f
}
