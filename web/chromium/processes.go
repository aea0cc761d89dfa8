package chromium

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/chromedp/chromedp"
)

// processes are the browser's own and all that it has started. They need Linux's /proc.
func (b *Browser) processes() ([]int, error) {
	root := chromedp.FromContext(b.Context).Browser.Process().Pid
	paths, err := filepath.Glob("/proc/[0-9]*")
	if err != nil || len(paths) == 0 {
		return nil, fmt.Errorf("there is no /proc to read the browser's processes from")
	}
	var list []int
	for _, path := range paths {
		if pid, err := strconv.Atoi(filepath.Base(path)); err == nil && descends(pid, root) {
			list = append(list, pid)
		}
	}
	return list, nil
}

// descends says whether root is pid or one of its ancestors.
func descends(pid, root int) bool {
	for pid > 1 && pid != root {
		state := stat(pid)
		if state == nil {
			return false
		}
		pid, _ = strconv.Atoi(state[1])
	}
	return pid == root
}

// stat is what Linux says of a process after its name: its state, its parent and so on; nil of
// one that is gone.
func stat(pid int) []string {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil
	}
	// pid (name) state ppid ...; the name may hold anything
	return strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
}
