package figure

// Marker is the shape that names a series where colour cannot.
type Marker int

// The markers, all of about the same weight on the page.
const (
	NoMarker Marker = iota
	Circle
	Square
	Diamond
	Up
	Down
	Cross
	Star
)

// Style is how a series looks.
type Style struct {
	Color   Color
	OnDark  Color // in place of Color on a dark ground, if set
	Outline bool  // a dark edge, for a colour too pale to be seen on white
	Marker  Marker
	Dash    []float64 // CSS pixels at Theme scale 1; nil is solid
	Thin    bool      // Theme.Thin in place of Theme.Line
	Faint   bool      // weak ink, for what stands behind
}

// trainingDash is short enough to still show the wiggles of a noisy curve.
var trainingDash = []float64{4, 3}

// Training is the style's variant for training curves: thin and dashed, with no markers on the way.
func (s Style) Training() Style {
	s.Thin, s.Dash = true, trainingDash
	return s
}

// Member is the style's variant for the curve of a single seed behind the mean of all: thin, faint, with no markers.
func (s Style) Member() Style {
	s.Thin, s.Faint, s.Dash, s.Marker = true, true, nil, NoMarker
	return s
}

// dim is how much ink is left of what another series is to stand out from.
const dim = 0.18

// Dimmed is the style's variant for a series that another one is to stand out from.
func (s Style) Dimmed() Style {
	s.Color, s.Outline = s.Color.Fade(dim), false
	if s.OnDark != 0 {
		s.OnDark = s.OnDark.Fade(dim)
	}
	return s
}

// On is the style's colour in a theme.
func (s Style) On(t Theme) Color {
	if t.Dark && s.OnDark != 0 {
		return s.OnDark
	}
	return s.Color
}

// methodStyles is the registry of the seven methods: the palette of Okabe and Ito (2008), which colour-blind eyes tell apart.
var methodStyles = map[string]Style{
	"gd":       {Color: 0xCC79A7FF, Marker: Star},
	"sgd":      {Color: 0x000000FF, OnDark: 0xFFFFFFFF, Marker: Circle},
	"momentum": {Color: 0xE69F00FF, Marker: Square},
	"nesterov": {Color: 0x56B4E9FF, Marker: Diamond},
	"adagrad":  {Color: 0x009E73FF, Marker: Up},
	"rmsprop":  {Color: 0xF0E442FF, Outline: true, Marker: Down},
	"adam":     {Color: 0xD55E00FF, Marker: Cross},
}

// plain is the look of whatever is no known method: grey, and a circle.
var plain = Style{Color: 0x6E7480FF, OnDark: 0xA0A5AEFF, Marker: Circle}

// MethodStyle is the look of a method, by its id: "gd", "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam". Any other
// id gets a plain grey.
func MethodStyle(id string) Style {
	if s, ok := methodStyles[id]; ok {
		return s
	}
	return plain
}

// armDashes and armMarkers are what an arm that stands beside its method's own is told apart by where colour
// cannot: the first 28 looks have another pair of them each.
var (
	armDashes  = [][]float64{{9, 4}, {2, 3}, {9, 3, 2, 3}, {5, 2}}
	armMarkers = []Marker{Square, Diamond, Up, Down, Cross, Star, Circle}
)

// How far an arm's colour is from its method's, towards black and towards white by turns.
const darker, lighter = 0.35, 0.45

// ArmStyle is the look of an arm of a method, by the number of its look: 0 is the method's own, others have its
// colour in another shade, and a dash and a marker of their own.
func ArmStyle(method string, look int) Style {
	s := MethodStyle(method)
	if look <= 0 {
		return s
	}
	towards, share := Color(0x000000FF), darker
	if look%2 == 0 {
		towards, share = 0xFFFFFFFF, lighter
	}
	s.Outline = s.Outline && look%2 == 0
	s.Color = towards.Fade(share).over(s.Color)
	if s.OnDark != 0 {
		s.OnDark = Color(0x808080FF).Fade(share).over(s.OnDark)
	}
	s.Dash, s.Marker = armDashes[look%len(armDashes)], armMarkers[look%len(armMarkers)]
	return s
}
