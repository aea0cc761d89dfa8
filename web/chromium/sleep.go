//go:build unix

package chromium

import (
	"errors"
	"strings"
	"syscall"
	"time"
)

// Sleep stops all of the browser's processes, as they stop when a machine falls asleep, and
// returns when they stand still. They go on at [Browser.WakeUp].
func (b *Browser) Sleep() error {
	if err := b.signal(syscall.SIGSTOP); err != nil {
		return err
	}
	processes, err := b.processes()
	for _, pid := range processes {
		const pause = time.Millisecond
		for state := stat(pid); state != nil && !strings.Contains("TZ", state[0]); state = stat(pid) {
			time.Sleep(pause)
		}
	}
	return err
}

// WakeUp has them go on.
func (b *Browser) WakeUp() error { return b.signal(syscall.SIGCONT) }

// signal sends a signal to all of the browser's processes.
func (b *Browser) signal(s syscall.Signal) error {
	processes, err := b.processes()
	for _, pid := range processes {
		if e := syscall.Kill(pid, s); !errors.Is(e, syscall.ESRCH) { // one that is gone needs none
			err = errors.Join(err, e)
		}
	}
	return err
}
