package chromium

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/chromedp/chromedp"
)

// Memory is what the browser with all its processes occupies, in bytes: files that it keeps for
// pages too, unless they are on the disk. What processes share is counted once. It needs Linux's
// /proc.
func (b *Browser) Memory() (int64, error) {
	root := chromedp.FromContext(b.Context).Browser.Process().Pid
	processes, err := filepath.Glob("/proc/[0-9]*")
	if err != nil || len(processes) == 0 {
		return 0, fmt.Errorf("there is no /proc to read the memory of processes from")
	}
	total := int64(0)
	for _, p := range processes {
		pid, err := strconv.Atoi(filepath.Base(p))
		if err == nil && descends(pid, root) {
			total += share(p)
		}
	}
	if total == 0 {
		return 0, fmt.Errorf("the memory of process %d cannot be read", root)
	}
	return total, nil
}

// share is a process's proportional set size, in bytes; 0 of one that is gone.
func share(process string) int64 {
	f, err := os.Open(filepath.Join(process, "smaps_rollup"))
	if err != nil {
		return 0
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if kB, found := strings.CutPrefix(lines.Text(), "Pss:"); found {
			n, _ := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(kB, "kB")), 10, 64)
			return n << 10
		}
	}
	return 0
}
