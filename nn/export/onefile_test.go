package export_test

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"io"
	"math"
	"slices"
	"testing"
	"unicode/utf16"

	"github.com/gomlx/compute"

	"pawgrad/assets/vgg19"
	"pawgrad/nn/export"
	"pawgrad/nn/export/onefile"
	"pawgrad/nn/spec"
	"pawgrad/wasm/alone"
	"pawgrad/wasm/emit"
	"pawgrad/wasm/run"
)

// compile compiles a computation by the engine for which one file is made.
func compile(name string, construct func(compute.Function) ([]compute.Value, error)) (*onefile.Program, error) {
	p, err := alone.Compile(name, construct)
	return (*onefile.Program)(p), err
}

// TestOneFile does with the HTML file what its page does: what the program in it says of the pictures that travel along
// is what is told of them, to the bit.
func TestOneFile(t *testing.T) {
	for name, n := range networks(t) {
		content := oneFile(t, n)
		t.Logf("%s of %d px: %d bytes", name, n.Size, len(content))
		tolerance := 1e-7 // the same operations in the same order, but for the last bits of an answer
		if n.Shift[0] != 0 && !n.Layers[0].Same {
			tolerance = 1e-5 // the page takes the centre from the pixels before it scales them
		}
		checkOneFile(t, content, tolerance)
	}
}

// TestOneFileIsSmall holds how large the file may be: of the CNN at 64 pixels, and, where the real weights are, of VGG19
// with a head of its own and with its fifth block trained.
func TestOneFileIsSmall(t *testing.T) {
	check := func(run spec.Run, base vgg19.Source, limit int) {
		n, err := export.Of(trained(t, run, base), base)
		if err != nil {
			t.Fatal(err)
		}
		n.Golden = &export.Golden{Pixels: export.Pictures(n.Size), Probabilities: make([]float64, export.Goldens)}
		content := oneFile(t, n)
		t.Logf("%s of %d px: %d bytes", n.Name, n.Size, len(content))
		if len(content) > limit {
			t.Errorf("%s of %d px has %d bytes, over %d", n.Name, n.Size, len(content), limit)
		}
	}
	run := spec.DefaultRun(spec.Adam)
	run.ImageSize = 64
	check(run, nil, 3_000_000)
	if base := realBase(t); base != nil {
		run := spec.DefaultRunOf(spec.VGG19, spec.Adam)
		run.ImageSize = 64
		run.Train = spec.TrainHead
		check(run, base, 30_000_000)
		run.Train = spec.TrainBlock5
		check(run, base, 30_000_000)
	}
}

// oneFile writes a network as one file.
func oneFile(t *testing.T, n *export.Network) []byte {
	t.Helper()
	var content bytes.Buffer
	if err := onefile.Encode(&content, n, compile); err != nil {
		t.Fatal(err)
	}
	return content.Bytes()
}

// oneFileHeader is what the test reads of the header.
type oneFileHeader struct {
	Golden                                []float64
	Memory, PictureBytes, Kept            int
	RelaxedBytes, ModuleBytes             int
	Arguments, Arena, Photo, Logit, Flags uint32
	Parts                                 []struct {
		At                   uint32
		Bytes, Outputs, Each int
	}
}

func checkOneFile(t *testing.T, content []byte, tolerance float64) {
	t.Helper()
	units := make([]uint16, len(content)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(content[2*i:])
	}
	if units[0] != 0xFEFF {
		t.Fatal("the page does not say that it is in UTF-16")
	}
	var h oneFileHeader
	if err := json.Unmarshal([]byte(string(utf16.Decode(within(t, units, `id="network">`)))), &h); err != nil {
		t.Fatal(err)
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(bytesOf(within(t, units, `id="packed">`))))
	if err != nil {
		t.Fatal(err)
	}
	next := func(n int) []byte {
		data := make([]byte, n)
		if _, err := io.ReadFull(unpacked, data); err != nil {
			t.Fatal(err)
		}
		return data
	}
	host, err := run.New(1)
	if err != nil {
		t.Fatal(err)
	}
	defer host.Close()
	if err := host.Grow(h.Memory / emit.PageBytes); err != nil {
		t.Fatal(err)
	}
	next(h.RelaxedBytes) // the tests' engine has none of these instructions
	module, err := host.Load(next(h.ModuleBytes))
	if err != nil {
		t.Fatal(err)
	}
	pictures := next(h.PictureBytes)
	for _, part := range h.Parts {
		data := next(part.Bytes)
		if part.Outputs > 0 {
			data = unrounded(data, part.Outputs, part.Each)
		}
		host.Write(part.At, data)
	}
	if left, err := io.Copy(io.Discard, unpacked); left > 0 || err != nil {
		t.Fatalf("%d bytes are left (%v)", left, err)
	}
	if len(h.Golden) != export.Goldens || h.Golden[0] == h.Golden[1] {
		t.Fatalf("answers %v, by which nothing can be told", h.Golden)
	}
	for i, told := range h.Golden {
		host.Write(h.Photo, pictures[i*len(pictures)/len(h.Golden):(i+1)*len(pictures)/len(h.Golden)])
		if err := module.Call(1, h.Arguments, h.Arena); err != nil {
			t.Fatal(err)
		}
		host.Write(h.Flags, make([]byte, 4*h.Kept))
		var logit [4]byte
		host.Read(h.Logit, logit[:])
		got := 1 / (1 + math.Exp(-float64(math.Float32frombits(binary.LittleEndian.Uint32(logit[:])))))
		if math.Abs(got-told) > tolerance {
			t.Errorf("picture %d: %.9f, told %.9f", i, got, told)
		}
	}
}

// within is the text of the script that begins behind a text.
func within(t *testing.T, page []uint16, begin string) []uint16 {
	t.Helper()
	pattern := utf16.Encode([]rune(begin))
	for i := range len(page) - len(pattern) {
		if slices.Equal(page[i:i+len(pattern)], pattern) {
			text := page[i+len(pattern):]
			return text[:slices.Index(text, '<')]
		}
	}
	t.Fatalf("there is no script with %s", begin)
	return nil
}

// bytesOf reads bytes from text as the page does.
func bytesOf(text []uint16) []byte {
	const escape, altered = 0xE000, 0x8000
	var data []byte
	for i := 0; i < len(text); i++ {
		unit := text[i]
		if unit == escape {
			if i++; i == len(text) {
				return data[:len(data)-1]
			}
			unit = text[i] ^ altered
		}
		data = binary.LittleEndian.AppendUint16(data, unit)
	}
	return data
}

// unrounded are the numbers of a kernel that travels as multiples of steps, as float32.
func unrounded(data []byte, outputs, each int) []byte {
	steps, digits := data[:4*outputs], data[4*outputs:]
	count := len(digits) / each
	numbers := make([]byte, 0, 4*count)
	for i := range count {
		multiple := 0
		for plane := range each {
			multiple |= int(digits[plane*count+i]) << (8 * plane)
		}
		if multiple&1 != 0 {
			multiple = -(multiple + 1)
		}
		step := math.Float32frombits(binary.LittleEndian.Uint32(steps[4*(i%outputs):]))
		numbers = binary.LittleEndian.AppendUint32(numbers, math.Float32bits(step*float32(multiple/2)))
	}
	return numbers
}
