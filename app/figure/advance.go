package figure

// advances are the widths of the characters U+0020 to U+007E of DejaVu Sans 2.37 in 1/1000 em, as Chromium measures them. It is
// the widest of the fonts that browsers take for system-ui, so text set in any other one fits where an estimate made room.
var advances = [...]int{
	318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337,
	636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531,
	1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787,
	603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500,
	500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612,
	635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
}

const (
	// boldWiden is how much wider the same characters are in DejaVu Sans Bold: 62619 to 56730 over all of them.
	boldWiden = 1.104
	// otherAdvance is taken for characters outside the table: the minus and multiplication signs, the widest of those used here.
	otherAdvance = 838
)

// Estimate is a width in CSS pixels that a text will not exceed in any common system font. It lets layouts be computed, the same
// everywhere, where there is no browser to ask.
func Estimate(s string, f Font) float64 {
	sum := 0
	for _, r := range s {
		if i := int(r) - ' '; i >= 0 && i < len(advances) {
			sum += advances[i]
		} else {
			sum += otherAdvance
		}
	}
	width := float64(sum) / 1000 * f.Size
	if f.Bold {
		width *= boldWiden
	}
	return width
}
