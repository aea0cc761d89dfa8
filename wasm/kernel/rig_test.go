package kernel

import (
	"context"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"pawgrad/wasm/asm"
)

// tolerance bounds |got-want| relative to the sum of the absolute products that make up the number: float32 sums of a
// few thousand terms, in any order, stay within a few units of its last place (2^-24 = 6e-8).
const tolerance = 1e-6

// winogradTolerance is the same for Winograd's algorithm, whose transforms multiply by up to 8 and subtract.
const winogradTolerance = 1e-5

func toleranceOf(winograd bool) float64 {
	if winograd {
		return winogradTolerance
	}
	return tolerance
}

// rig is one module under test with its memory. Tensors are laid out one after the other, with guard floats between
// them whose change shows a write out of bounds.
type rig struct {
	t      *testing.T
	m      *asm.Module
	next   int
	inits  []func(mem api.Memory)
	guards []int
	mem    api.Memory
	mod    api.Module
}

const (
	guardBytes = 64
	guardByte  = 0xa5
	rigPages   = 1024 // 64 MiB
)

func newRig(t *testing.T) *rig {
	r := &rig{t: t, m: asm.NewModule(), next: 1024}
	r.m.Memory("memory", rigPages, rigPages)
	return r
}

// alloc reserves bytes and returns their address; init, if not nil, is what they hold at the start.
func (r *rig) alloc(bytes int, init []float32) int {
	at := r.next
	r.next = alignUp(at+bytes) + guardBytes
	if r.next > rigPages<<16 {
		r.t.Fatal("the rig's memory is full")
	}
	r.guards = append(r.guards, at+bytes)
	r.inits = append(r.inits, func(mem api.Memory) {
		nan := math.Float32bits(float32(math.NaN())) // what a kernel reads without having been given
		b := make([]byte, 0, bytes+floatBytes)
		for i := range ceilDiv(bytes, floatBytes) {
			if i < len(init) {
				b = binary.LittleEndian.AppendUint32(b, math.Float32bits(init[i]))
			} else {
				b = binary.LittleEndian.AppendUint32(b, nan)
			}
		}
		mem.Write(uint32(at), b[:bytes])
	})
	return at
}

func (r *rig) bytes(init []byte) int {
	at := r.alloc(len(init), nil)
	r.inits = append(r.inits, func(mem api.Memory) { mem.Write(uint32(at), init) })
	return at
}

func (r *rig) floats(init []float32) int { return r.alloc(len(init)*floatBytes, init) }

// run instantiates the module, fills memory, calls the functions in order and checks the guards.
func (r *rig) run(calls ...rigCall) {
	r.t.Helper()
	ctx := context.Background()
	for i, c := range calls {
		r.m.Export(string(rune('a'+i)), c.f)
	}
	rt := wazero.NewRuntime(ctx)
	r.t.Cleanup(func() { rt.Close(ctx) })
	mod, err := rt.Instantiate(ctx, r.m.Bytes())
	if err != nil {
		r.t.Fatal(err)
	}
	r.mod, r.mem = mod, mod.Memory()
	for _, init := range r.inits {
		init(r.mem)
	}
	for _, g := range r.guards {
		for i := range guardBytes {
			r.mem.WriteByte(uint32(g+i), guardByte)
		}
	}
	for i, c := range calls {
		args := make([]uint64, len(c.args))
		for j, a := range c.args {
			args[j] = uint64(a)
		}
		if _, err := mod.ExportedFunction(string(rune('a'+i))).Call(ctx, args...); err != nil {
			r.t.Fatalf("call %d: %v", i, err) // the trace names the function
		}
	}
	for _, g := range r.guards {
		for i := range guardBytes {
			if b, _ := r.mem.ReadByte(uint32(g + i)); b != guardByte {
				r.t.Fatalf("a kernel wrote beyond the tensor that ends at %d", g)
			}
		}
	}
}

type rigCall struct {
	f    *asm.Func
	args []int
}

func call(f *asm.Func, args ...int) rigCall { return rigCall{f, args} }

func (r *rig) read(at, n int) []float32 {
	b, ok := r.mem.Read(uint32(at), uint32(n*floatBytes))
	if !ok {
		r.t.Fatal("read out of bounds")
	}
	out := make([]float32, n)
	for i := range out {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[i*4:]))
	}
	return out
}

func (r *rig) readBytes(at, n int) []byte {
	b, ok := r.mem.Read(uint32(at), uint32(n))
	if !ok {
		r.t.Fatal("read out of bounds")
	}
	return append([]byte(nil), b...)
}

// sums are reference results: the number and the sum of the absolute terms it was made of.
type sums struct{ v, abs []float64 }

func newSums(n int) sums { return sums{make([]float64, n), make([]float64, n)} }

func (s sums) add(i int, v float64) { s.v[i] += v; s.abs[i] += math.Abs(v) }

func (s sums) check(t *testing.T, what string, got []float32) { s.checkWithin(t, what, got, tolerance) }

func (s sums) checkWithin(t *testing.T, what string, got []float32, tol float64) {
	t.Helper()
	for i, w := range s.v {
		if d := math.Abs(float64(got[i]) - w); !(d <= tol*(s.abs[i]+1e-30)) {
			t.Fatalf("%s[%d] = %v, want %v (of terms adding up to %v)", what, i, got[i], w, s.abs[i])
		}
	}
}

func random(rng *rand.Rand, n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = rng.Float32()*2 - 1
	}
	return v
}

func rngOf(t *testing.T) *rand.Rand {
	return rand.New(rand.NewPCG(uint64(len(t.Name())), 42))
}
