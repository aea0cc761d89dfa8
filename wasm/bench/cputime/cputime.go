// Package cputime tells how long a browser's workers have been on a processor. On a machine that does other things as
// well, that is what their work costs; the clock is not.
package cputime

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Workers is how many seconds the Web Workers below the process root have been on a processor, all together. It needs
// Linux's /proc.
func Workers(root int) (float64, error) {
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

// descends says whether root is pid or one of its ancestors.
func descends(pid, root int) bool {
	for pid > 1 && pid != root {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			return false
		}
		// pid (name) state ppid ...; the name may hold anything
		text := string(stat)
		fields := strings.Fields(text[strings.LastIndexByte(text, ')')+1:])
		if pid, err = strconv.Atoi(fields[1]); err != nil {
			return false
		}
	}
	return pid == root
}
