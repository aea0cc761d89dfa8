package setup

import (
	"pawgrad/app/say"
	"pawgrad/app/session/pretrained"
	"pawgrad/app/widget"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// modelPanel is step 2: the network to train.
type modelPanel struct{ part }

func (p *modelPanel) Render() ui.UI {
	in := p.In
	shared := in.session.Form.Experiment.Shared
	trained := say.F("%'d {weight|weights}", shared.Network().Params(shared.ImageSize))
	if shared.Model == spec.VGG19 {
		trained += say.Text(" trained")
	}
	var choices []ui.UI
	for _, m := range spec.Models {
		choices = append(choices, p.choice(m))
	}
	return ui.Section().Class("panel").ID("model").Body(
		head("2", say.Text("Model"), trained),
		ui.Div().Class("choices").Role("radiogroup").Aria("label", say.Text("Model")).Body(append(choices,
			widget.TextButton("plain", say.Text("Layers"), func(ui.Context, ui.Event) {
				in.fold(true)
				in.links.Layers()
			}).ID("show-layers").Title(say.Text("See the network's layers, their shapes and their weights")))...),
		widget.When(shared.Model == spec.VGG19, func() ui.UI { return p.pretrained() }),
		widget.When(shared.Model != spec.VGG19, func() ui.UI { return p.elsewhere() }),
		p.memory(),
		in.screen.FileInput(inputWeights, ".h5,.hdf5,.pth,.pt,.safetensors,.json,.bin", true, in.OpenWeights),
	)
}

// memory says what the network means on a machine of little memory.
func (p *modelPanel) memory() ui.UI {
	if text := p.In.session.TooLarge(); text != "" {
		return ui.P().Class("problem").ID("too-large").Role("status").Text(text)
	}
	text := p.In.session.Reduced()
	return ui.P().Class("hint").ID("reduced").Hidden(text == "").Text(text)
}

// choice is one model; one that cannot be trained says why.
func (p *modelPanel) choice(m spec.Model) ui.UI {
	in := p.In
	id := "model-" + string(m.ID)
	chosen := in.session.Form.Experiment.Shared.Model == m.ID
	class, text := "choice", say.Text(m.Idea)
	ready := m.ID != spec.VGG19 || in.session.Weights.Obtainable() || chosen
	if !ready {
		class = "choice unready"
		if in.session.Weights.Phase == pretrained.Absent {
			text += " " + in.session.Weights.Cure()
		}
	}
	return ui.Div().Class(class).Body(
		ui.Input().Type("radio").Name("model").ID(id).Disabled(!ready).Checked(chosen).
			OnChange(func(ui.Context, ui.Event) { in.session.Form.ChooseModel(m.ID) }, ui.EventScope(id)),
		ui.Label().For(id).Text(m.Name),
		widget.Tip(m.Name, text),
	)
}
