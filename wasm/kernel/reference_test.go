package kernel

// each calls f for every product of a convolution: indices into x, w and y.
func (c Conv) each(f func(x, w, y int)) {
	c = c.normal()
	for n := range c.Batch {
		for oy := range c.OutH() {
			for ox := range c.OutW() {
				for ky := range c.KH {
					for kx := range c.KW {
						iy, ix := oy*c.StrideH+ky*c.DilationH-c.PadTop, ox*c.StrideW+kx*c.DilationW-c.PadLeft
						if iy < 0 || ix < 0 || iy >= c.InH || ix >= c.InW {
							continue
						}
						for ci := range c.InC {
							for co := range c.OutC {
								f(((n*c.InH+iy)*c.InW+ix)*c.InC+ci, ((ky*c.KW+kx)*c.InC+ci)*c.OutC+co,
									((n*c.OutH()+oy)*c.OutW()+ox)*c.OutC+co)
							}
						}
					}
				}
			}
		}
	}
}

func (c Conv) xLen() int { return c.Batch * c.InH * c.InW * c.InC }
func (c Conv) wLen() int { return c.taps() * c.OutC }
func (c Conv) yLen() int { return c.Batch * c.OutH() * c.OutW() * c.OutC }
func (c Conv) poolLen() int {
	return c.Batch * (c.OutH() / 2) * (c.OutW() / 2) * c.OutC
}

// poolIndex is where number i of the pooled tensor's window begins in y, and its four offsets from there.
func (c Conv) poolIndex(i int) (first int, offsets [4]int) {
	co := i % c.OutC
	px := i / c.OutC % (c.OutW() / 2)
	py := i / c.OutC / (c.OutW() / 2) % (c.OutH() / 2)
	n := i / c.OutC / (c.OutW() / 2) / (c.OutH() / 2)
	return ((n*c.OutH()+2*py)*c.OutW()+2*px)*c.OutC + co, [4]int{0, c.OutC, c.OutW() * c.OutC, (c.OutW() + 1) * c.OutC}
}

// oddConvs are geometries that meet every edge: sizes of 1, primes, strides, one-sided padding, dilation.
var oddConvs = []Conv{
	{Batch: 1, InH: 1, InW: 1, InC: 1, OutC: 1, KH: 1, KW: 1},
	{Batch: 2, InH: 3, InW: 3, InC: 1, OutC: 1, KH: 3, KW: 3},
	{Batch: 3, InH: 6, InW: 6, InC: 3, OutC: 8, KH: 3, KW: 3},
	{Batch: 2, InH: 13, InW: 31, InC: 3, OutC: 32, KH: 3, KW: 3},
	{Batch: 2, InH: 9, InW: 8, InC: 5, OutC: 7, KH: 3, KW: 3},
	{Batch: 2, InH: 7, InW: 11, InC: 4, OutC: 11, KH: 3, KW: 3, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1},
	{Batch: 1, InH: 4, InW: 4, InC: 17, OutC: 13, KH: 3, KW: 3, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1},
	{Batch: 2, InH: 7, InW: 9, InC: 4, OutC: 5, KH: 3, KW: 2, StrideH: 2, StrideW: 3, PadLeft: 1, PadBottom: 2},
	{Batch: 2, InH: 11, InW: 10, InC: 3, OutC: 6, KH: 5, KW: 3, DilationH: 2, DilationW: 3, PadTop: 2, PadRight: 1},
	{Batch: 2, InH: 12, InW: 12, InC: 2, OutC: 4, KH: 3, KW: 3, StrideH: 2, StrideW: 2, DilationH: 2, DilationW: 2, PadTop: 2, PadLeft: 2, PadRight: 1},
	{Batch: 5, InH: 5, InW: 4, InC: 8, OutC: 16, KH: 4, KW: 3},
	{Batch: 1, InH: 64, InW: 40, InC: 20, OutC: 9, KH: 3, KW: 3, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1},
	{Batch: 1, InH: 2, InW: 19, InC: 64, OutC: 3, KH: 1, KW: 1},
}

// winogradConvs are geometries for Winograd's algorithm: tiles that fit, that stick out, that are alone; paddings; one block
// of tiles and several.
var winogradConvs = []Conv{
	{Batch: 1, InH: 6, InW: 6, InC: 16, OutC: 16, KH: 3, KW: 3},
	{Batch: 2, InH: 4, InW: 4, InC: 20, OutC: 28, KH: 3, KW: 3, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1},
	{Batch: 3, InH: 17, InW: 21, InC: 16, OutC: 24, KH: 3, KW: 3, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1},
	{Batch: 2, InH: 31, InW: 13, InC: 24, OutC: 20, KH: 3, KW: 3},
	{Batch: 2, InH: 9, InW: 6, InC: 16, OutC: 20, KH: 3, KW: 3, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1},
	{Batch: 1, InH: 11, InW: 4, InC: 20, OutC: 16, KH: 3, KW: 3},
	{Batch: 5, InH: 3, InW: 3, InC: 16, OutC: 36, KH: 3, KW: 3, PadLeft: 2, PadTop: 1},
}
