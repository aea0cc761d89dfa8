package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestSplitRows(t *testing.T) {
	for _, most := range []int{tileRows, baselineTileRows} {
		for n := range 200 {
			size, big, small := splitRows(n, most)
			if size > most || size*big+(size-1)*small != n || small > 0 && size < 2 {
				t.Errorf("splitRows(%d, %d) = %d, %d, %d", n, most, size, big, small)
			}
			if n > 0 && big+small != ceilDiv(n, most) {
				t.Errorf("splitRows(%d, %d) makes %d tiles, want as few as possible", n, most, big+small)
			}
		}
	}
}

func TestPanels(t *testing.T) {
	for n := range 40 {
		next, floats := 0, 0
		for _, p := range panels(n) {
			if p.first != next || p.cols < 1 || p.cols > p.floats || p.floats-p.cols >= 4 {
				t.Errorf("panels(%d) has %+v, want columns from %d on and less than 4 of them padding", n, p, next)
			}
			if p.lanes(0)+p.lanes(1) != p.cols {
				t.Errorf("%+v has %d and %d lanes", p, p.lanes(0), p.lanes(1))
			}
			next, floats = next+p.cols, floats+p.floats
		}
		if next != n || floats != packedFloats(n) {
			t.Errorf("panels(%d) cover %d columns in %d floats, packedFloats says %d", n, next, floats, packedFloats(n))
		}
	}
}

func TestGemmDepths(t *testing.T) {
	for k := 1; k < 2000; k++ {
		depth, full, rest := Gemm{K: k}.depths()
		if depth*full+rest != k || depth > gemmDepth || rest >= depth {
			t.Fatalf("K %d: %d blocks of %d and a rest of %d", k, full, depth, rest)
		}
	}
}

func TestCorrelatePlan(t *testing.T) {
	for _, c := range []Conv{
		{Batch: 32, InH: 64, InW: 64, InC: 3, OutC: 32, KH: 3, KW: 3},
		{Batch: 8, InH: 150, InW: 150, InC: 64, OutC: 64, KH: 3, KW: 3, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1},
		{Batch: 8, InH: 4, InW: 4, InC: 512, OutC: 512, KH: 3, KW: 3, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1},
		{Batch: 100, InH: 1, InW: 1, InC: 7, OutC: 5, KH: 1, KW: 1},
	} {
		for _, pool := range []bool{false, true} {
			k := ConvForward{Conv: c, Pool: pool, Direct: true}
			p := k.correlate().plan()
			if p.strip%p.unitRows != 0 || p.images > 1 && p.strip < p.rows || p.images > c.Batch {
				t.Errorf("%+v: strips of %d rows in units of %d, blocks of %d pictures", k, p.strip, p.unitRows, p.images)
			}
			if bytes := p.images * p.stageRows * k.correlate().in.rowBytes(); bytes > stripBytes && (p.images > 1 || p.strip > p.unitRows) {
				t.Errorf("%+v: a strip takes %d bytes, more than %d", k, bytes, stripBytes)
			}
		}
	}
}

// TestSchemeChoice pins the algorithm for the layers of the two models.
func TestSchemeChoice(t *testing.T) {
	for _, c := range []struct {
		in, channels, pad, batch int
		pool                     bool
		want                     *scheme
	}{
		{31, 32, 0, 32, true, winograd4}, // the CNN's second layer
		{6, 128, 0, 32, true, winograd4},
		{4, 512, 1, 8, false, winograd4}, // VGG19's last block at 64, 96 and 150 pixels
		{6, 512, 1, 8, false, winograd3},
		{9, 512, 1, 8, false, winograd3},
		{9, 512, 1, 8, true, winograd4}, // pooling windows would straddle tiles of 3
		{4, 3, 1, 8, false, nil},        // too few channels
		{4, 512, 0, 32, false, nil},     // 2x2 results
		{4, 512, 1, 1, false, nil},      // 16 results in all
	} {
		conv := Conv{Batch: c.batch, InH: c.in, InW: c.in, InC: c.channels, OutC: 64, KH: 3, KW: 3, PadTop: c.pad, PadBottom: c.pad, PadLeft: c.pad, PadRight: c.pad}
		if got := newWinograd(ConvForward{Conv: conv, Pool: c.pool}.correlate()).scheme; got != c.want {
			t.Errorf("%+v, pool %v: another scheme than expected", conv, c.pool)
		}
		conv.Batch = 1
		want := c.want
		if c.in == 4 && c.channels == 512 && c.pad == 1 {
			want = winograd4
		}
		if got := newWinograd(ConvForward{Conv: conv, Pool: c.pool, AsMany: true}.correlate()).scheme; got != want {
			t.Errorf("%+v, pool %v: another scheme for one picture than for many", conv, c.pool)
		}
	}
}

// TestSchemes checks the matrices in one dimension: the algorithm's results are the correlation's, in both forms.
func TestSchemes(t *testing.T) {
	mul := func(m [][]float32, x []float64) []float64 {
		out := make([]float64, len(m))
		for r, row := range m {
			for c, v := range row {
				out[r] += float64(v) * x[c]
			}
		}
		return out
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for _, s := range []*scheme{winograd3, winograd4} {
		for _, form := range []struct {
			name               string
			operand, interpret [][]float32
		}{{"forward", s.weight, s.output}, {"gradient by the weights", s.grad, s.kernel}} {
			d, g := make([]float64, s.tile()), make([]float64, len(form.operand[0]))
			for _, v := range [][]float64{d, g} {
				for i := range v {
					v[i] = rng.Float64()*2 - 1
				}
			}
			products := mul(s.input, d)
			for i, v := range mul(form.operand, g) {
				products[i] *= v
			}
			for i, got := range mul(form.interpret, products) {
				want := 0.0
				for j, v := range g {
					want += d[i+j] * v
				}
				if math.Abs(got-want) > 1e-6 { // the matrices' fractions are float32
					t.Errorf("%d results, %s: result %d is %v, want %v", s.out, form.name, i, got, want)
				}
			}
		}
	}
}

// TestCheck wants a sentence for every geometry that no kernel can do.
func TestCheck(t *testing.T) {
	good := Conv{Batch: 1, InH: 4, InW: 4, InC: 3, OutC: 2, KH: 3, KW: 3}
	if err := (ConvPoolGrad{good}).Check(); err != nil {
		t.Errorf("%+v: %v", good, err)
	}
	for name, spoil := range map[string]func(c *Conv){
		"empty axis":       func(c *Conv) { c.InC = 0 },
		"negative stride":  func(c *Conv) { c.StrideW = -1 },
		"negative padding": func(c *Conv) { c.PadTop = -1 },
		"kernel too large": func(c *Conv) { c.DilationH = 2 },
	} {
		c := good
		spoil(&c)
		if c.Check() == nil || (ConvPoolGrad{c}).Check() == nil {
			t.Errorf("%s: no error", name)
		}
	}
	for name, spoil := range map[string]func(c *Conv){
		"stride":         func(c *Conv) { c.StrideW = 2 },
		"too few taps":   func(c *Conv) { c.InC, c.KW = 1, 3 },
		"nothing pooled": func(c *Conv) { c.InH = 3 },
	} {
		c := good
		spoil(&c)
		if (ConvPoolGrad{c}).Check() == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
