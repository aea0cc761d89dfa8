//go:build !js

package jobs

import (
	"bytes"
	"compress/gzip"
	"encoding/ascii85"
	"encoding/binary"
	"encoding/json"
	"io"
	"math"
	"testing"

	"pawgrad/app/protocol"
	"pawgrad/nn/export"
	"pawgrad/nn/file"
	"pawgrad/nn/metric"
	"pawgrad/nn/spec"
	"pawgrad/wasm/emit"
	wasmrun "pawgrad/wasm/run"
)

// TestOneFile does with the HTML file what its page does, for a network in 32 bits, one in 8 and one on VGG19: what its
// program says of the pictures that travel along is what is told of them.
func TestOneFile(t *testing.T) {
	shards, manifest := drawnFiles()
	head := vggRun(spec.TrainHead)
	for name, orders := range map[string][]order{
		"cnn":          {exportOrder(protocol.HTML, modelBytes(t, 1, nil))},
		"cnn in bytes": {exportOrder(protocol.HTML, modelBytes(t, 1, func(m *file.Model) { *m = *m.Quantized() }))},
		"vgg19":        {loadBaseOf(manifest, shards), exportOrder(protocol.HTML, headModel(t, head, ""))},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "vgg19" && testing.Short() {
				t.Skip("VGG19 takes seconds")
			}
			h := newTrainer(t)
			events := h.work(t, is[protocol.Exported], orders...)
			if e := only[protocol.Exported](t, events); e.Problem != "" {
				t.Fatal(e.Problem)
			}
			content := contentOf(t, events[len(events)-1].Files[0])
			if limit := 30_000_000; len(content) > limit {
				t.Errorf("the file has %d bytes, over %d", len(content), limit)
			}
			checkOneFile(t, content)
			t.Logf("%d bytes", len(content))
		})
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
	host, err := wasmrun.New()
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
		got := metric.Sigmoid(float64(math.Float32frombits(binary.LittleEndian.Uint32(logit[:]))))
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
