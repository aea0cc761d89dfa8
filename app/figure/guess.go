package figure

import "pawgrad/app/say"

// The accuracy of who always names the larger class is where a network has learned nothing. Figures of accuracies mark it by a
// dotted line where it is in their range; a guess of 0 is none.

// guesses reports whether there is a guess in a range.
func guesses(guess float64, within Range) bool {
	return guess > 0 && guess >= within.Min && guess <= within.Max
}

// guessNote says what guessing gives.
func guessNote(guess float64, axis Axis) string {
	if guess <= 0 {
		return ""
	}
	return say.F("Guessing, always the larger class: %s.", axis.value(guess))
}

// drawGuess paints the line from one point to another.
func drawGuess(s Surface, t Theme, from, to point) {
	var line Path
	line.Segment(from.X, from.Y, to.X, to.Y)
	s.Path(&line, Paint{Stroke: t.Muted, Width: t.Hair, Dash: []float64{2 * t.size(), 4 * t.size()}})
}

// nameGuess names the line where the label stands, over what crosses it there.
func nameGuess(s Surface, t Theme, label Text) {
	label.S, label.Font, label.Color, label.Halo = say.Text("guessing"), t.small(), t.Muted, t.Ground
	s.Text(label)
}

// drawGuessUpright paints the line across rows of values.
func drawGuessUpright(s Surface, t Theme, plot Rect, x scale, guess float64) {
	if guesses(guess, Range{x.min, x.max}) {
		at := x.at(guess)
		drawGuess(s, t, point{at, plot.Y}, point{at, plot.Bottom()})
		nameGuess(s, t, Text{X: at, Y: plot.Y - t.gap()/2, Anchor: Middle})
	}
}
