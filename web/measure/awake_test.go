package measure

import (
	"context"
	"testing"
	"time"
)

// TestWithin has patience run out, and a context end for other reasons.
func TestWithin(t *testing.T) {
	ctx, free := Within(context.Background(), tick)
	defer free()
	<-ctx.Done()
	if !Impatient(ctx) {
		t.Error("patience has run out, which is not said")
	}
	outer, end := context.WithCancel(context.Background())
	inner, free := Within(outer, time.Hour)
	defer free()
	end()
	<-inner.Done()
	if Impatient(inner) {
		t.Error("the outer context's end is called impatience")
	}
	freed, free := Within(context.Background(), time.Hour)
	free()
	<-freed.Done()
	if Impatient(freed) {
		t.Error("what was freed is called impatience")
	}
}

// TestClock has a clock move, and stand still once it is stopped.
func TestClock(t *testing.T) {
	c := NewClock()
	began := time.Now()
	for c.Elapsed() < 2*tick {
		time.Sleep(tick / 10)
	}
	if past := time.Since(began); c.Elapsed() > past {
		t.Errorf("of %v it has counted %v", past, c.Elapsed())
	}
	c.Stop()
}
