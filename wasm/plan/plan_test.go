package plan

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pawgrad/wasm/fuse"
	"pawgrad/wasm/kernel"
)

// program makes a random program: steps that read some values and write a new one, in place where they can.
func program(rng *rand.Rand) *fuse.Program {
	p := &fuse.Program{}
	value := func() *fuse.Value {
		v := &fuse.Value{ID: len(p.Values), Bytes: Align * (1 + rng.IntN(9)), Input: -1, Output: -1}
		p.Values = append(p.Values, v)
		return v
	}
	for i := range 3 {
		v := value()
		v.Input = i
		p.Inputs = append(p.Inputs, v)
	}
	for range 30 {
		s := &fuse.Step{}
		for range 1 + rng.IntN(3) {
			if v := p.Values[rng.IntN(len(p.Values))]; !slices.Contains(s.Args, v) {
				s.Args, s.Writes = append(s.Args, v), append(s.Writes, false)
			}
		}
		out := value()
		if rng.IntN(2) == 0 {
			out.Bytes = s.Args[0].Bytes
			s.InPlace = [][2]int{{0, len(s.Args)}}
		}
		s.Args, s.Writes = append(s.Args, out), append(s.Writes, true)
		p.Steps = append(p.Steps, s)
	}
	for i := range 2 {
		v := p.Values[len(p.Values)-1-i]
		v.Output = i
		p.Outputs = append(p.Outputs, v)
	}
	return p
}

// wanting is a kernel that wants memory.
type wanting struct{ memory kernel.Memory }

func (k wanting) Name() string                 { return "wanting" }
func (k wanting) Operands() (in, out []string) { return nil, nil }
func (k wanting) Memory(int) kernel.Memory     { return k.memory }
func (k wanting) Call(*kernel.Call)            {}

// TestNothingOverlaps simulates programs: what a step reads must still be what was written.
func TestNothingOverlaps(t *testing.T) {
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(seed, 1))
		p := program(rng)
		for _, s := range p.Steps {
			s.Kernel = wanting{kernel.Memory{Scratch: rng.IntN(3) * Align}}
		}
		pl := Make(p, true, 1)
		arena := make([]int, pl.ArenaBytes/Align) // which value each line holds, +1
		lines := func(at Place, bytes int) []int { return arena[at.Offset/Align : (at.Offset+Up(bytes))/Align] }
		fill := func(at Place, bytes, with int) {
			l := lines(at, bytes)
			for i := range l {
				l[i] = with
			}
		}
		for i, s := range p.Steps {
			if pl.Scratch[i].Kind == Arena {
				fill(pl.Scratch[i], s.Memory().Scratch, -1)
			}
			for j, v := range s.Args {
				at := pl.Places[v.ID]
				if at.Kind == Arena && !s.Writes[j] {
					for _, holds := range lines(at, v.Bytes) {
						if holds != v.ID+1 {
							t.Fatalf("seed %d, step %d reads value %d from memory that holds %d", seed, i, v.ID, holds-1)
						}
					}
				}
			}
			for j, v := range s.Args {
				if at := pl.Places[v.ID]; at.Kind == Arena && s.Writes[j] {
					fill(at, v.Bytes, v.ID+1)
				}
			}
		}
		for o, i := range pl.Donor {
			if i < 0 {
				continue
			}
			lives := lifetimes(p)
			first, last := lives[p.Outputs[o].ID].first, lives[p.Inputs[i].ID].last
			if last > first || last == first && !allows(p.Steps[first], p.Inputs[i], p.Outputs[o]) {
				t.Errorf("seed %d: output %d is written in step %d over input %d, which is read until %d", seed, o, first, i, last)
			}
		}
	}
}

// TestArenaReuse plans a chain, whose values live two at a time, and the same in place, one at a time.
func TestArenaReuse(t *testing.T) {
	for _, c := range []struct {
		inPlace bool
		want    int
	}{{false, 2 * Align}, {true, Align}} {
		p := &fuse.Program{}
		for i := range 10 {
			v := &fuse.Value{ID: i, Bytes: 40, Input: -1, Output: -1}
			p.Values = append(p.Values, v)
			if i == 0 {
				v.Input = 0
				p.Inputs = append(p.Inputs, v)
				continue
			}
			s := &fuse.Step{Args: []*fuse.Value{p.Values[i-1], v}, Writes: []bool{false, true}}
			if c.inPlace {
				s.InPlace = [][2]int{{0, 1}}
			}
			p.Steps = append(p.Steps, s)
		}
		p.Values[9].Output = 0
		p.Outputs = append(p.Outputs, p.Values[9])
		if got := Make(p, true, 1).ArenaBytes; got != c.want {
			t.Errorf("in place %v: the arena has %d bytes, want %d", c.inPlace, got, c.want)
		}
	}
}

// TestKeptWeights keeps packed weights only where that is permitted and the program does not replace what they are
// made from.
func TestKeptWeights(t *testing.T) {
	for _, c := range []struct{ trained, permitted, want bool }{
		{false, true, true}, {true, true, false}, {false, false, false},
	} {
		w := &fuse.Value{ID: 0, Bytes: 100, Input: 0, Output: -1}
		y := &fuse.Value{ID: 1, Bytes: 400, Input: -1, Output: 0}
		next := &fuse.Value{ID: 2, Bytes: 100, Input: -1, Output: 1}
		p := &fuse.Program{
			Values: []*fuse.Value{w, y, next}, Inputs: []*fuse.Value{w}, Outputs: []*fuse.Value{y},
			Steps: []*fuse.Step{{Args: []*fuse.Value{w, y}, Writes: []bool{false, true}}},
		}
		if c.trained {
			p.Outputs = append(p.Outputs, next)
			p.Steps = append(p.Steps, &fuse.Step{Args: []*fuse.Value{w, next}, Writes: []bool{false, true}, InPlace: [][2]int{{0, 1}}})
		}
		p.Steps[0].Kernel = wanting{kernel.Memory{Packed: 1000, Fresh: 300}}
		pl := Make(p, c.permitted, 1)
		if kept := pl.Packed[0].Kind == Const && len(pl.Kept) == 1; kept != c.want {
			t.Errorf("trained %v, permitted %v: kept %v", c.trained, c.permitted, kept)
		}
		room := map[bool][2]int{true: {Up(1000), 0}, false: {0, Up(300)}}[c.want] // among the constants, in the arena
		if got := [2]int{pl.ConstBytes, pl.ArenaBytes}; got != room {
			t.Errorf("trained %v, permitted %v: %d bytes of constants and arena, want %d", c.trained, c.permitted, got, room)
		}
	}
}
