//go:build linux

package obtain

import (
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
	"pawgrad/assets/vgg19/testfile"
	"pawgrad/assets/vgg19/testfile/torchvision"
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

// random is a base of random weights.
type random struct{ *rand.Rand }

func (random) Info() vgg19.Info { return vgg19.Info{} }

func (random) Layers() []vgg19.Layer { return vgg19.Layers() }

func (r random) Layer(i int) (vgg19.Conv, error) {
	l := vgg19.Layers()[i]
	c := vgg19.Conv{Layer: l, Kernel: make([]float32, l.KernelLen()), Bias: make([]float32, l.Out)}
	for i := range c.Kernel {
		c.Kernel[i] = r.Float32() - 0.5
	}
	return c, nil
}

// TestMemory converts files as large as torchvision's, most of it dense layers that are
// not needed, and asks the system how much memory the command had at most.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: it writes files of 575 MB")
	}
	const mostKB = 150e3
	arrays := must(torchvision.Arrays(random{rand.New(rand.NewPCG(1, 2))}))
	program := must(os.Executable())
	for form, write := range map[string]func(io.Writer, []testfile.Array) error{"zip": testfile.Torch, "older": testfile.TorchLegacy} {
		home := t.TempDir()
		path := filepath.Join(home, ".cache", "torch", "hub", "checkpoints", "vgg19-dcbb9e9d.pth")
		size := must(torchvision.Write(path, write, arrays))
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
