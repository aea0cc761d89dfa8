package chromium

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Memory is what the browser with all its processes occupies, in bytes: files that it keeps for
// pages too, unless they are on the disk. What processes share is counted once. It needs Linux's
// /proc.
func (b *Browser) Memory() (int64, error) {
	processes, err := b.processes()
	if err != nil {
		return 0, err
	}
	total := int64(0)
	for _, pid := range processes {
		total += share(pid)
	}
	if total == 0 {
		return 0, fmt.Errorf("the memory of processes %v cannot be read", processes)
	}
	return total, nil
}

// share is a process's proportional set size, in bytes; 0 of one that is gone.
func share(pid int) int64 {
	f, err := os.Open(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
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
