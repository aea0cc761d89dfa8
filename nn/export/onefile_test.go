package export_test

import (
	"bytes"
	"compress/gzip"
	"encoding/ascii85"
	"encoding/binary"
	"encoding/json"
	"io"
	"math"
	"testing"

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
// is what is told of them.
func TestOneFile(t *testing.T) {
	for name, n := range networks(t) {
		content, err := onefile.Encode(n, compile)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s of %d px: %d bytes", name, n.Size, len(content))
		checkOneFile(t, content)
	}
}

// TestOneFileIsSmall holds how large the file may be: of the CNN at 64 pixels, and, where the real weights are, of VGG19
// with a head of its own.
func TestOneFileIsSmall(t *testing.T) {
	check := func(run spec.Run, base vgg19.Source, limit int) {
		n, err := export.Of(trained(t, run, base), base)
		if err != nil {
			t.Fatal(err)
		}
		n.Golden = &export.Golden{Pixels: export.Pictures(n.Size), Probabilities: make([]float64, export.Goldens)}
		content, err := onefile.Encode(n, compile)
		if err != nil {
			t.Fatal(err)
		}
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
		run.ImageSize, run.Train = 64, spec.TrainHead
		check(run, base, 30_000_000)
	}
}

// oneFileHeader is what the test reads of the header.
type oneFileHeader struct {
	Golden                                  []float64
	Memory, ModuleBytes, PictureBytes, Kept int
	Arguments, Arena, Photo, Logit, Flags   uint32
	Parts                                   []struct {
		At             uint32
		Bytes, Outputs int
	}
}

func checkOneFile(t *testing.T, content []byte) {
	t.Helper()
	var h oneFileHeader
	if err := json.Unmarshal(within(t, content, `id="network">`), &h); err != nil {
		t.Fatal(err)
	}
	letters := bytes.ReplaceAll(within(t, content, `id="weights">`), []byte("v"), []byte("<"))
	unpacked, err := gzip.NewReader(ascii85.NewDecoder(bytes.NewReader(letters)))
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
	host, err := run.New()
	if err != nil {
		t.Fatal(err)
	}
	defer host.Close()
	if err := host.Grow(h.Memory / emit.PageBytes); err != nil {
		t.Fatal(err)
	}
	module, err := host.Load(next(h.ModuleBytes))
	if err != nil {
		t.Fatal(err)
	}
	pictures := next(h.PictureBytes)
	for _, part := range h.Parts {
		data := next(part.Bytes)
		if part.Outputs > 0 {
			data = unquantized(data, part.Outputs)
		}
		host.Write(part.At, data)
	}
	if len(h.Golden) != export.Goldens || h.Golden[0] == h.Golden[1] {
		t.Fatalf("answers %v, by which nothing can be told", h.Golden)
	}
	for i, told := range h.Golden {
		host.Write(h.Photo, pictures[i*len(pictures)/len(h.Golden):(i+1)*len(pictures)/len(h.Golden)])
		if err := module.Call(h.Arguments, h.Arena); err != nil {
			t.Fatal(err)
		}
		host.Write(h.Flags, make([]byte, 4*h.Kept))
		var logit [4]byte
		host.Read(h.Logit, logit[:])
		got := 1 / (1 + math.Exp(-float64(math.Float32frombits(binary.LittleEndian.Uint32(logit[:])))))
		if math.Abs(got-told) > 1e-5 {
			t.Errorf("picture %d: %.7f, told %.7f", i, got, told)
		}
	}
}

// within is the text of the script that begins behind a text.
func within(t *testing.T, content []byte, begin string) []byte {
	t.Helper()
	_, rest, found := bytes.Cut(content, []byte(begin))
	text, _, ended := bytes.Cut(rest, []byte("<"))
	if !found || !ended {
		t.Fatalf("there is no script with %s", begin)
	}
	return text
}

// unquantized are the numbers of a kernel in 8 bits, as float32.
func unquantized(data []byte, outputs int) []byte {
	var numbers []byte
	for i, multiple := range data[4*outputs:] {
		step := math.Float32frombits(binary.LittleEndian.Uint32(data[4*(i%outputs):]))
		numbers = binary.LittleEndian.AppendUint32(numbers, math.Float32bits(step*float32(int8(multiple))))
	}
	return numbers
}
