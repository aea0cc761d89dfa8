package file

import (
	"bytes"
	"errors"
	"math"
	"reflect"
	"testing"
)

// TestQuantized checks the rounding on a kernel whose outputs differ by far in size, one of
// them being all zeros.
func TestQuantized(t *testing.T) {
	kernel := Tensor{Name: "k", Shape: []int{3, 4}, Data: []float32{
		127, 1e-3, 0, -5,
		-63.4, -1e-3, 0, 2.6,
		0.6, 0.5e-3, 0, 5,
	}}
	q := kernel.Quantized()
	want := []float32{
		127, 127 * q.Steps[1], 0, -127 * q.Steps[3],
		-63, -127 * q.Steps[1], 0, 66 * q.Steps[3],
		1, 64 * q.Steps[1], 0, 127 * q.Steps[3],
	}
	if !reflect.DeepEqual(q.Data, want) || q.Steps[0] != 1 || q.Steps[2] != 0 {
		t.Errorf("rounded to %v in steps %v, want %v", q.Data, q.Steps, want)
	}
	for i, x := range kernel.Data {
		if diff := math.Abs(float64(x - q.Data[i])); diff > float64(q.Steps[i%4])*0.5001 {
			t.Errorf("%g became %g, more than half a step away", x, q.Data[i])
		}
	}
	if !reflect.DeepEqual(q.Quantized(), q) {
		t.Error("rounding again changes something")
	}
	bias := Tensor{Name: "b", Shape: []int{2}, Data: []float32{0.1, 0.2}}
	if !reflect.DeepEqual(bias.Quantized(), bias) {
		t.Error("a bias was rounded")
	}
}

func TestQuantizedRoundTrip(t *testing.T) {
	plain, err := sample().Encode()
	if err != nil {
		t.Fatal(err)
	}
	want := sample()
	want.Weights[1].Data = make([]float32, len(want.Weights[1].Data)) // of plain numbers
	want = want.Quantized()
	data, err := want.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if len(data) > len(plain)/3 {
		t.Errorf("%d bytes in 8 bits, %d in 32", len(data), len(plain))
	}
	got, err := Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Error("what was read differs from what was written")
	}
	if again, err := got.Encode(); err != nil || !bytes.Equal(again, data) {
		t.Errorf("writing again gives other bytes (%v)", err)
	}
}

func TestQuantizedRefusals(t *testing.T) {
	for name, steps := range map[string]string{
		"too few": `[1]`, "none": `[]`, "negative": `[1,-1]`, "so large that numbers overflow": `[1,1e38]`,
	} {
		data, err := Pack("test", nil, []Tensor{{Name: "k", Shape: []int{1, 2}, Data: []float32{1, 2}, Steps: []float32{1, 2}}})
		if err != nil {
			t.Fatal(err)
		}
		data = withLength(bytes.Replace(data, []byte(`[1,2]}]`), []byte(steps+"}]"), 1))
		var body any
		if _, err := Unpack("test", data, &body); !errors.Is(err, ErrDamaged) {
			t.Errorf("steps that are %s: %v", name, err)
		}
	}
}

// withLength corrects the header's length in a container that ends with two bytes of numbers.
func withLength(data []byte) []byte {
	length := len(data) - prefixBytes - 2
	data[len(magic)], data[len(magic)+1] = byte(length), byte(length>>8)
	return data
}
