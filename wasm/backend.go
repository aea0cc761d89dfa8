// Package wasm is a GoMLX backend that compiles a computation to one WebAssembly module.
//
// GoMLX builds the graph as for any backend (forward pass, gradients, optimizer). Compile takes it through the stages
// of the folders beside this file, each of which can be read and tested without the next:
//
//	build      records GoMLX's calls as a graph          (ir)
//	simplify   removes what need not be computed
//	recognise  finds the operations that have a hand-made kernel
//	fuse       turns the graph into steps over stored values (loop)
//	plan       lays the values out in memory
//	emit       writes the steps as WebAssembly           (asm, kernel)
//	run        hosts the module and the tensors
//
// Executing is then a single call into the module. In a browser the module runs on the browser's own engine, beside
// this program and as fast as that engine can; elsewhere it runs on wazero, which is what the tests use.
//
// A Backend may be used by one goroutine at a time or by many: calls are serialised.
package wasm

import (
	"fmt"
	"strconv"
	"strings"
	"sync"

	"pawgrad/wasm/build"
	"pawgrad/wasm/ir"
	"pawgrad/wasm/plan"
	"pawgrad/wasm/run"

	"github.com/gomlx/compute"
	"github.com/pkg/errors"
)

// Name under which the backend is registered with GoMLX.
const Name = "wasm"

func init() {
	compute.Register(Name, func(config string) (compute.Backend, error) { return New(config) })
}

// Backend implements compute.Backend.
type Backend struct {
	mu      sync.Mutex
	host    run.Host // nil once the backend was finalized
	heap    *run.Heap
	path    string
	relaxed bool // use the relaxed SIMD instructions
	profile bool
	dump    dump
	asked   int // threads that computations may run on

	arena      uint32 // scratch memory shared by all executables: they run one at a time
	arenaBytes int
	live       map[*Executable]bool
	serial     uint64 // of the last buffer made
}

var _ compute.Backend = (*Backend)(nil)

// New starts a backend. config is empty or a comma-separated list of: "baseline", to do without the relaxed SIMD
// instructions even where the host has them (results are then the same on every machine); "profile", to time every
// step (see Executable.Profile); "threads=N", to run computations on up to N threads (see UseThreads); "dump" or "dump=FILE", to write what every stage makes of every computation, in words,
// to the standard error or a file (see dump).
func New(config string) (*Backend, error) {
	b := &Backend{live: map[*Executable]bool{}, asked: 1}
	baseline := false
	for _, option := range strings.Split(config, ",") {
		option = strings.TrimSpace(option)
		switch name, value, _ := strings.Cut(option, "="); {
		case option == "":
		case option == "baseline":
			baseline = true
		case option == "profile":
			b.profile = true
		case name == "threads":
			n, err := strconv.Atoi(value)
			if err != nil || n < 1 || n > MostThreads {
				return nil, errors.Errorf("wasm backend: the option %q wants a number from 1 to %d", option, MostThreads)
			}
			b.asked = n
		case option == "dump" || name == "dump" && value != "":
			if err := b.dump.open(value); err != nil {
				return nil, errors.WithMessagef(err, "wasm backend: the option %q", option)
			}
		default:
			return nil, errors.Errorf("wasm backend: unknown option %q: use \"baseline\", \"profile\", \"threads=N\", \"dump\", \"dump=FILE\" or nothing", option)
		}
	}
	host, err := run.New(b.asked)
	if err != nil {
		return nil, err
	}
	b.host, b.heap = host, run.NewHeap(host)
	b.relaxed = host.Relaxed() && !baseline
	b.path = "SIMD, " + host.Name()
	if b.relaxed {
		b.path = "relaxed " + b.path
	}
	return b, nil
}

// Name implements compute.Backend.
func (b *Backend) Name() string { return Name }

// String implements compute.Backend.
func (b *Backend) String() string { return Name }

// Description implements compute.Backend.
func (b *Backend) Description() string {
	return fmt.Sprintf("WebAssembly backend (%s)", b.Path())
}

// Path says which instructions run, and where: "relaxed SIMD, browser" or "SIMD, wazero", or that the backend is "closed".
func (b *Backend) Path() string {
	if b.IsFinalized() {
		return "closed"
	}
	return b.path
}

// Relaxed says whether the relaxed SIMD instructions are used.
func (b *Backend) Relaxed() bool { return b.relaxed }

// MostThreads is the most that the option "threads" takes. Each costs memory of its own, and computations have parts that
// one thread does while the others wait.
const MostThreads = 16

// UseThreads says on how many threads computations are to run from now on, at most as many as the backend was made for.
// Results are the same, to the bit, for any number.
func (b *Backend) UseThreads(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.host != nil {
		b.asked = max(1, n)
		b.host.Hire(b.asked)
	}
}

// Threads is on how many threads computations run now. That is fewer than were asked for until others have started, and
// 1 where the engine does not let threads share memory: in a page that is not isolated from others (crossOriginIsolated).
func (b *Backend) Threads() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.host == nil {
		return 0
	}
	return b.threads()
}

// ThreadLimit is on how many threads computations can run at most, 1 where the engine does not let threads share memory.
func (b *Backend) ThreadLimit() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.host == nil {
		return 0
	}
	return b.host.Threads()
}

// threads is Threads. The caller holds the lock.
func (b *Backend) threads() int { return max(1, min(b.asked, b.host.Ready())) }

// NumDevices implements compute.Backend: there is one.
func (b *Backend) NumDevices() int { return 1 }

// DeviceDescription implements compute.Backend.
func (b *Backend) DeviceDescription(compute.DeviceNum) string { return b.Path() }

// Builder implements compute.Backend.
func (b *Backend) Builder(name string) compute.Builder {
	return build.New(name, func(g *ir.Graph) (compute.Executable, error) { return b.compile(g) })
}

// Memory is what a backend occupies, in bytes.
type Memory struct {
	Total  int // the size of the WebAssembly memory; it never shrinks
	Used   int // handed out now: tensors, constants and the arena
	Peak   int // the most that was handed out at one time
	Arena  int // scratch memory of the executables, shared by all
	Tensor int // live tensors and constants: Used without the arena
}

// Memory reports what the backend occupies.
func (b *Backend) Memory() Memory {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.host == nil {
		return Memory{}
	}
	return Memory{
		Total: b.host.Size(), Used: b.heap.Used(), Peak: b.heap.Peak(),
		Arena: b.arenaBytes, Tensor: b.heap.Used() - b.arenaBytes,
	}
}

// Finalize implements compute.Backend.
func (b *Backend) Finalize() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.host == nil {
		return
	}
	for e := range b.live {
		e.function.Close()
	}
	b.host.Close()
	b.dump.close()
	b.host, b.heap, b.live = nil, nil, nil
}

// IsFinalized implements compute.Backend.
func (b *Backend) IsFinalized() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.host == nil
}

var errFinalized = errors.New("wasm backend: it was finalized and cannot be used any more; make a new one")

// reserveArena makes the shared scratch memory at least so large, or leaves it as it is and returns an error. The caller
// holds the lock.
func (b *Backend) reserveArena(bytes int) error {
	if bytes <= b.arenaBytes {
		return nil
	}
	old := b.arenaBytes
	if old > 0 {
		b.heap.Free(b.arena)
	}
	addr, err := b.heap.Alloc(bytes)
	if err != nil {
		bytes = old
		if old > 0 {
			var again error
			if addr, again = b.heap.Alloc(old); again != nil {
				panic("wasm: memory that was just freed is not there: " + again.Error())
			}
		}
	}
	b.arena, b.arenaBytes = addr, plan.Up(bytes)
	return err
}
