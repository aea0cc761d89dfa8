package figure

// Theme is the look of everything that is not data.
type Theme struct {
	Dark   bool
	Ground Color // behind everything
	Ink    Color // titles, names, values
	Muted  Color // axis labels, notes; still 4.5:1 against the ground
	Rule   Color // grid lines
	Accent Color // what the visitor points at

	Title, Body, Small float64 // sizes of type, CSS pixels
	Line, Thin, Hair   float64 // widths of lines, CSS pixels: validation, training, rules
	Mark               float64 // radius of a marker, CSS pixels
}

// Light is the theme on a white ground.
func Light() Theme {
	return sized(Theme{
		Ground: 0xFFFFFFFF, Ink: 0x1B1D21FF, Muted: 0x62676FFF, Rule: 0xE2E4E8FF, Accent: 0x0B57D0FF,
	})
}

// Dark is the theme on a near-black ground.
func Dark() Theme {
	return sized(Theme{
		Dark: true, Ground: 0x131417FF, Ink: 0xECEDEFFF, Muted: 0xA0A5AEFF, Rule: 0x2F3238FF, Accent: 0x8AB4F8FF,
	})
}

// ThemeFor is Dark or Light.
func ThemeFor(dark bool) Theme {
	if dark {
		return Dark()
	}
	return Light()
}

func sized(t Theme) Theme {
	t.Title, t.Body, t.Small = 15, 13, 12
	t.Line, t.Thin, t.Hair = 2, 1.25, 1
	t.Mark = 4
	return t
}

// presentScale enlarges type and lines for a projector: 12 px labels become 19 px, readable from the back of a classroom
// (about 1/60 of a 1080-line picture's height).
const presentScale = 1.6

// Present is the theme enlarged for a projector.
func (t Theme) Present() Theme {
	for _, size := range []*float64{&t.Title, &t.Body, &t.Small, &t.Line, &t.Thin, &t.Hair, &t.Mark} {
		*size *= presentScale
	}
	return t
}

// title, body and small are the three fonts.
func (t Theme) title() Font { return Font{Size: t.Title, Bold: true} }
func (t Theme) body() Font  { return Font{Size: t.Body} }
func (t Theme) small() Font { return Font{Size: t.Small} }

// paper covers the surface with the ground.
func (t Theme) paper(s Surface) {
	w, h := s.Size()
	var p Path
	p.Rect(Rect{0, 0, w, h})
	s.Path(&p, Paint{Fill: t.Ground})
}
