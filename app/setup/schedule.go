package setup

import (
	"pawgrad/app/figure"
	"pawgrad/app/say"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// coursePoints is at how many places the course of a rate is drawn.
const coursePoints = 65

// course is the learning rate over a run's epochs, as shares of the highest that it comes to.
func course(r spec.Run) []float64 {
	rates, most := make([]float64, coursePoints), 0.0
	for i := range rates {
		// The last place is the last moment of the last epoch, in which a step is still taken.
		epoch := min(float64(r.Epochs)*float64(i)/(coursePoints-1), float64(r.Epochs)*(1-1e-9))
		rates[i] = r.Rate(epoch, 0)
		most = max(most, rates[i])
	}
	for i := range rates {
		if most > 0 {
			rates[i] /= most
		}
	}
	return rates
}

// courseText says the same in words.
func courseText(r spec.Run) string {
	text := say.Text("stays as it is")
	switch r.Schedule {
	case spec.Cosine:
		text = say.Text("falls along half a cosine to zero")
	case spec.Step:
		text = say.F("is multiplied by %s every %'d {epoch|epochs}", say.Number(spec.Number(r.StepFactor)), r.StepEvery)
	}
	if r.Warmup > 0 {
		text = say.F("rises for %s epochs, then %s", say.Number(spec.Number(r.Warmup)), text)
	}
	return say.F("Over %'d {epoch|epochs} the rate %s.", r.Epochs, text)
}

// courseOf draws the course of a run's rate beside its setting.
func (in *Panel) courseOf(r spec.Run) ui.UI {
	return ui.Span().Class("course").Role("img").Aria("label", courseText(r)).Title(courseText(r)).
		Body(ui.Raw(figure.Spark(course(r), in.screen.Theme())))
}
