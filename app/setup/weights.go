package setup

import (
	"math"

	"pawgrad/app/format"
	"pawgrad/app/say"
	"pawgrad/app/session/form"
	"pawgrad/app/session/pretrained"
	"pawgrad/app/widget"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// inputWeights is the id of the file input for pretrained weights.
const inputWeights = "open-weights"

// elsewhere tells of VGG19's weights while another model is chosen: nothing, unless
// they are on their way, have to be brought, or could not be used.
func (p *modelPanel) elsewhere() ui.UI {
	b := p.In.session.Weights
	if b.Phase.Busy() || b.Phase == pretrained.Absent || b.Problem != "" {
		return ui.Div().Class("weights").ID("weights").Body(p.weights(), p.problem())
	}
	return ui.Div().Class("unseen")
}

// pretrained is what VGG19 has and other models have not: how much of it is
// trained, and the weights that it starts from.
func (p *modelPanel) pretrained() ui.UI {
	in, b := p.In, p.In.session.Weights
	in.session.Weights.Ask()
	shared := in.session.Form.Experiment.Shared
	return ui.Div().Class("weights").ID("weights").DataSet("phase", int(b.Phase)).Body(
		in.field(form.Field{Key: spec.KeyTrain}),
		widget.When(shared.Train == spec.TrainBlock5, func() ui.UI { return in.field(form.Field{Key: spec.KeyHeadEpochs}) }),
		p.weights(),
		p.problem(),
		widget.When(shared.Augment.Varies(), func() ui.UI { return ui.P().Class("hint").ID("varied").Text(in.variedCost()) }),
		widget.When(b.Licence != "", func() ui.UI {
			return ui.P().Class("hint licence").ID("licence").Title(say.F("Made of %s", b.Source)).Text(say.F("Weights: %s", b.Licence))
		}),
	)
}

// weights says where the pretrained weights are.
func (p *modelPanel) weights() ui.UI {
	b := p.In.session.Weights
	hint := func(text string) ui.UI { return ui.P().Class("hint").ID("weights-state").Text(text) }
	size := ""
	if n := b.AllBytes(); n > 0 {
		size = " (" + format.Megabytes(n) + ")"
	}
	switch b.Phase {
	case pretrained.Absent:
		return p.bringing()
	case pretrained.Beside:
		return hint(say.F("Weights%s are loaded at the first start.", size))
	case pretrained.Kept, pretrained.Ready:
		return hint(say.F("Weights%s are on this machine.", size))
	case pretrained.Looking:
		return hint(say.Text("Looking for its weights …"))
	}
	return ui.P().Class("progress-line").ID("weights-progress").Body(progressOf(b), ui.Span().Text(baseText(b)))
}

// progressOf is the bar of what is going on with the weights.
func progressOf(b *pretrained.Weights) ui.UI {
	bar := ui.Progress().Max(max(1, int(b.Total))).Aria("label", say.Text("VGG19's weights"))
	if b.Total > 0 {
		bar = bar.Value(int(b.Done))
	}
	return bar
}

// baseText says what is going on with the weights.
func baseText(b *pretrained.Weights) string {
	switch b.Phase {
	case pretrained.Converting:
		return say.Text("Converting VGG19's weights")
	case pretrained.Checking:
		return say.Text("Checking VGG19's weights")
	}
	return say.F("Loading VGG19's weights: %s of %s", format.Megabytes(b.Done), format.Megabytes(b.Total))
}

func (p *modelPanel) problem() ui.UI {
	b := p.In.session.Weights
	return ui.P().Class("problem").ID("weights-problem").Role("alert").Hidden(b.Problem == "").Text(say.Sentence(b.Problem))
}

// variedCost says what it costs to vary the photos: the frozen layers have to see each of
// them again, in every epoch or once in each of its variants.
func (in *Panel) variedCost() string {
	run := in.session.Form.Experiment.Shared
	if n := run.Variants(); n > 0 {
		text := say.F("The frozen layers see each training photo in %'d {variant|variants}, each once, before the first run. All runs then read what they saw", n)
		if set := in.session.Images.Set; set != nil {
			photos := 0
			for _, count := range set.Train {
				photos += count
			}
			text += say.F(": %s in this browser", format.Megabytes(int64(n*photos*run.FeatureBytes())))
		}
		return text + "."
	}
	same := run
	same.Augment = spec.Augment{}
	times := run.Network().TrainFLOPs(run.ImageSize) / same.Network().TrainFLOPs(same.ImageSize)
	field, _ := spec.SettingByKey(spec.KeyVariants)
	return say.F("Photos are varied each time they are shown, so the frozen layers have to see each of them in every epoch: "+
		"about %'d times the work. With a number at “%s” they see each photo so many times in all.", int(math.Round(times)), say.Text(field.Label))
}
