//go:build linux

package obtain

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pawgrad/assets/vgg19"
	"pawgrad/assets/vgg19/internal/testfile"
)

// bringFor, in the environment, makes the test's program a process that brings the
// weights that it finds in the home so named, and says how much memory it took.
const bringFor = "PAWGRAD_TEST_BRING_FOR"

func TestMain(m *testing.M) {
	if home := os.Getenv(bringFor); home != "" {
		_, from, err := Bring(context.Background(), Options{Out: filepath.Join(home, "out"), Cache: home, Fetcher: OfficialFile().Hasty(),
			Places: Places(func(string) string { return "" }, home), Published: func(string) Sum { return Sum{} }, Say: func(string) {}})
		status := must(os.ReadFile("/proc/self/status"))
		_, peak, _ := strings.Cut(string(status), "VmHWM:")
		fmt.Println(from, err, "peak:", strings.TrimSpace(strings.Split(peak, "\n")[0]))
		return
	}
	os.Exit(m.Run())
}

// sparse writes to a file and leaves zeros out, so that they take no room on the disk.
type sparse struct{ *os.File }

func (s sparse) Write(b []byte) (int, error) {
	if len(bytes.Trim(b, "\x00")) > 0 {
		return s.File.Write(b)
	}
	if _, err := s.Seek(int64(len(b)), io.SeekCurrent); err != nil {
		return 0, err
	}
	return len(b), nil
}

// TestMemory converts files as large as torchvision's, most of it dense layers that are
// not needed, and asks the system how much memory the command had at most.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: it writes files of 575 MB")
	}
	const mostKB = 150e3
	var arrays []testfile.Array
	numbers := rand.New(rand.NewPCG(1, 2))
	add := func(name string, values []float32, shape ...int) {
		arrays = append(arrays, testfile.Array{Name: name, Shape: shape, Values: values})
	}
	random := func(n int) []float32 {
		values := make([]float32, n)
		for i := range values {
			values[i] = numbers.Float32() - 0.5
		}
		return values
	}
	numbered := []int{0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28, 30, 32, 34}
	for i, l := range vgg19.Layers() {
		add(fmt.Sprintf("features.%d.weight", numbered[i]), random(l.KernelLen()), l.Out, l.In, vgg19.KernelSide, vgg19.KernelSide)
		add(fmt.Sprintf("features.%d.bias", numbered[i]), random(l.Out), l.Out)
	}
	for i, inOut := range [][2]int{{25088, 4096}, {4096, 4096}, {4096, 1000}} {
		add(fmt.Sprintf("classifier.%d.weight", 3*i), nil, inOut[1], inOut[0])
		add(fmt.Sprintf("classifier.%d.bias", 3*i), nil, inOut[1])
	}
	program := must(os.Executable())
	for form, write := range map[string]func(io.Writer, []testfile.Array) error{"zip": testfile.Torch, "older": testfile.TorchLegacy} {
		home := t.TempDir()
		path := filepath.Join(home, ".cache", "torch", "hub", "checkpoints", "vgg19-dcbb9e9d.pth")
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		file := sparse{must(os.Create(path))}
		if err := write(file, arrays); err != nil {
			t.Fatal(err)
		}
		size := must(file.Seek(0, io.SeekCurrent))
		if err := file.Truncate(size); err != nil { // it may end in zeros
			t.Fatal(err)
		}
		if err := file.Close(); err != nil {
			t.Fatal(err)
		}
		if size < 574e6 || size > 576e6 {
			t.Errorf("%s: the file has %d bytes, want torchvision's 575 MB", form, size)
		}
		command := exec.Command(program)
		command.Env = append(os.Environ(), bringFor+"="+home)
		said, err := command.CombinedOutput()
		_, peak, _ := strings.Cut(string(said), "peak:")
		var kB int
		if _, scan := fmt.Sscan(peak, &kB); err != nil || scan != nil || !strings.Contains(string(said), "which PyTorch has left") {
			t.Fatalf("%s: %v, %v\n%s", form, err, scan, said)
		}
		t.Logf("%s: %.1f MB of memory for a file of %.1f MB\n%s", form, float64(kB)/1e3, float64(size)/1e6, said)
		if kB == 0 || kB > mostKB {
			t.Errorf("%s: %d kB of memory, want %.0f at most", form, kB, float64(mostKB))
		}
	}
}
