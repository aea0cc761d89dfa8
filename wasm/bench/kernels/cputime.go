package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// workerCPU is how many seconds the Web Workers of the browser with process id root have spent on a processor. What
// else the machine does then does not count, as it would with a clock. It fails where there is no Linux /proc.
func workerCPU(root int) (float64, error) {
	parents := map[int]int{}
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil || len(stats) == 0 {
		return 0, fmt.Errorf("no /proc to read thread times from")
	}
	for _, path := range stats {
		b, err := os.ReadFile(path)
		if err != nil {
			continue // the process has ended
		}
		// pid (name) state ppid ...; the name may hold spaces and parentheses
		text := string(b)
		fields := strings.Fields(text[strings.LastIndexByte(text, ')')+1:])
		pid, err1 := strconv.Atoi(text[:strings.IndexByte(text, ' ')])
		ppid, err2 := strconv.Atoi(fields[1])
		if err1 == nil && err2 == nil {
			parents[pid] = ppid
		}
	}
	total, found := 0.0, false
	for pid := range parents {
		if !descends(parents, pid, root) {
			continue
		}
		names, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/comm", pid))
		for _, path := range names {
			name, err := os.ReadFile(path)
			if err != nil || !strings.HasPrefix(string(name), "DedicatedWorker") {
				continue
			}
			var nanos int64
			b, err := os.ReadFile(filepath.Join(filepath.Dir(path), "schedstat"))
			if err != nil {
				continue
			}
			if _, err := fmt.Sscan(string(b), &nanos); err == nil {
				total, found = total+float64(nanos)/1e9, true
			}
		}
	}
	if !found {
		return 0, fmt.Errorf("no worker thread found under process %d", root)
	}
	return total, nil
}

// descends says whether root is pid or one of its ancestors.
func descends(parents map[int]int, pid, root int) bool {
	for ; pid > 1; pid = parents[pid] {
		if pid == root {
			return true
		}
	}
	return false
}
