package measure

import (
	"context"
	"errors"
	"sync/atomic"
	"time"
)

// tick is the step in which time awake is counted.
const tick = 100 * time.Millisecond

// errPatience is why [Within] ended a context.
var errPatience = errors.New("patience has run out")

// Within returns a context that ends after so much time in which this process was awake: a
// machine that sleeps, or a group of processes that is frozen for a while, costs no patience.
// [Impatient] says whether that was its end. The function returned frees what it holds.
func Within(ctx context.Context, patience time.Duration) (context.Context, context.CancelFunc) {
	ctx, end := context.WithCancelCause(ctx)
	go func() {
		// A ticker that nobody reads drops its ticks: what was slept through is one of them.
		ticker := time.NewTicker(tick)
		defer ticker.Stop()
		for left := patience; left > 0; left -= tick {
			select {
			case <-ticker.C:
			case <-ctx.Done():
				return
			}
		}
		end(errPatience)
	}()
	return ctx, func() { end(nil) }
}

// Impatient reports whether a context of [Within] has ended for want of patience.
func Impatient(ctx context.Context) bool { return errors.Is(context.Cause(ctx), errPatience) }

// Clock counts the time for which this process was awake, as [Within] does.
type Clock struct {
	ticks atomic.Int64
	stop  context.CancelFunc
}

// NewClock starts a clock at 0. Whoever starts one stops it.
func NewClock() *Clock {
	ctx, stop := context.WithCancel(context.Background())
	c := &Clock{stop: stop}
	go func() {
		ticker := time.NewTicker(tick)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				c.ticks.Add(1)
			case <-ctx.Done():
				return
			}
		}
	}()
	return c
}

// Stop has the clock stand still.
func (c *Clock) Stop() { c.stop() }

// Elapsed is how long it has run.
func (c *Clock) Elapsed() time.Duration { return time.Duration(c.ticks.Load()) * tick }
