package chromium

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/chromedp/chromedp"
)

// WorkersTime is how many seconds the browser's Web Workers have been on a processor, all
// together. On a machine that does other things as well that is what their work costs; the
// clock is not. It needs Linux's /proc.
func (b *Browser) WorkersTime() (float64, error) {
	root := chromedp.FromContext(b.Context).Browser.Process().Pid
	threads, err := filepath.Glob("/proc/[0-9]*/task/[0-9]*/comm")
	if err != nil || len(threads) == 0 {
		return 0, fmt.Errorf("there is no /proc to read the times of threads from")
	}
	total, found := 0.0, false
	for _, comm := range threads {
		name, err := os.ReadFile(comm)
		if err != nil || !strings.HasPrefix(string(name), "DedicatedWorker") {
			continue
		}
		pid, err := strconv.Atoi(strings.Split(comm, "/")[2])
		if err != nil || !descends(pid, root) {
			continue
		}
		b, err := os.ReadFile(filepath.Join(filepath.Dir(comm), "schedstat"))
		var nanos int64
		if err != nil {
			continue
		}
		if _, err := fmt.Sscan(string(b), &nanos); err == nil {
			total, found = total+float64(nanos)/1e9, true
		}
	}
	if !found {
		return 0, fmt.Errorf("process %d has no worker thread", root)
	}
	return total, nil
}
