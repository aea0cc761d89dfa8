package alone

import (
	"encoding/binary"
	"math"
	"testing"

	"pawgrad/wasm/emit"
	"pawgrad/wasm/run"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
)

// TestCompile calls a dense layer twice, with a host's memory alone: the second time with the weights kept that the
// first call brought to their form.
func TestCompile(t *testing.T) {
	const in, out = 5, 16
	program, err := Compile("dense", func(f compute.Function) ([]compute.Value, error) {
		x, err := f.Parameter("x", shapes.Make(dtypes.Float32, 1, in), nil)
		if err != nil {
			return nil, err
		}
		w, err := f.Parameter("w", shapes.Make(dtypes.Float32, in, out), nil)
		if err != nil {
			return nil, err
		}
		half, err := f.Constant([]float32{0.5})
		if err != nil {
			return nil, err
		}
		y, err := f.DotGeneral(x, []int{1}, nil, w, []int{0}, nil, compute.DotGeneralConfig{})
		if err != nil {
			return nil, err
		}
		y, err = f.Mul(y, half)
		return []compute.Value{y}, err
	})
	if err != nil {
		t.Fatal(err)
	}
	host, err := run.New(1)
	if err != nil {
		t.Fatal(err)
	}
	defer host.Close()
	if err := host.Grow(program.Bytes / emit.PageBytes); err != nil {
		t.Fatal(err)
	}
	module, err := host.Load(program.Module)
	if err != nil {
		t.Fatal(err)
	}
	defer module.Close()
	host.Write(program.ConstantsAt, program.Constants)
	host.Write(program.Arguments, program.Table)
	weights := make([]float32, in*out)
	for i := range weights {
		weights[i] = float32(i%7 - 3)
	}
	host.Write(program.Inputs[1], numbers(weights))
	for call := range 2 {
		x := []float32{1, 2, 3, 4, float32(call)}
		host.Write(program.Inputs[0], numbers(x))
		if err := module.Call(1, program.Arguments, program.Arena); err != nil {
			t.Fatal(err)
		}
		kept := len(program.Table) - 4*program.Kept
		host.Write(program.Arguments+uint32(kept), make([]byte, 4*program.Kept))
		result := make([]byte, 4*out)
		host.Read(program.Outputs[0], result)
		for o := range out {
			want := float32(0)
			for i := range in {
				want += x[i] * weights[i*out+o] / 2
			}
			if got := math.Float32frombits(binary.LittleEndian.Uint32(result[4*o:])); got != want {
				t.Errorf("call %d, output %d: %g, want %g", call, o, got, want)
			}
		}
	}
}

func numbers(values []float32) []byte {
	var b []byte
	for _, v := range values {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return b
}
