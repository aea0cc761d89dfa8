//go:build !js

package photos

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"pawgrad/assets/pack"
)

// greedy is a decoder of which each photo takes some memory; it notes the most that was taken at
// the same time.
type greedy struct {
	NativeDecoder
	cost int64

	mu        sync.Mutex
	now, most int64
}

func (g *greedy) Cost([]byte) int64 { return g.cost }

func (g *greedy) Decode(ctx context.Context, path string, data []byte) (Photo, error) {
	g.mu.Lock()
	g.now += g.cost
	g.most = max(g.most, g.now)
	g.mu.Unlock()
	defer func() {
		g.mu.Lock()
		g.now -= g.cost
		g.mu.Unlock()
	}()
	return g.NativeDecoder.Decode(ctx, path, data)
}

// TestBuildHoldsItsMemory: however many photos may be decoded at the same time, those for which
// there is no room wait.
func TestBuildHoldsItsMemory(t *testing.T) {
	fsys := fstest.MapFS{}
	for i := range 20 {
		fsys[fmt.Sprintf("cats/%d.png", i)] = &fstest.MapFile{Data: encode(t, "PNG", scene(16+i, 16, i))}
		fsys[fmt.Sprintf("dogs/%d.png", i)] = &fstest.MapFile{Data: encode(t, "PNG", scene(16, 17+i, 100+i))}
	}
	var packs [2][]byte
	for i, memory := range []int64{250, 1 << 30} {
		g := &greedy{cost: 100}
		opt := testOptions
		opt.Parallel, opt.Memory = 64, memory
		var file bytes.Buffer
		if _, err := Build(t.Context(), Folder(fsys), g, opt, &file, nil); err != nil {
			t.Fatal(err)
		}
		if g.most > memory {
			t.Errorf("with %d bytes, photos took %d", memory, g.most)
		}
		packs[i] = file.Bytes()
	}
	if !bytes.Equal(packs[0], packs[1]) {
		t.Error("less memory makes another pack")
	}
	opt, alone := testOptions, &greedy{cost: 100}
	opt.Parallel, opt.Memory = 64, 99
	if _, err := Build(t.Context(), Folder(fsys), alone, opt, &bytes.Buffer{}, nil); err != nil || alone.most != 100 {
		t.Errorf("photos that do not fit beside another: %v, %d bytes at a time", err, alone.most)
	}
	_, err := Load(t.Context(), NativeDecoder{Limit: 1000}, "x", encode(t, "PNG", picture(40, 30, 0)), 8, 8)
	var skip *Skip
	if !errors.As(err, &skip) || skip.Reason != TooLarge {
		t.Errorf("a photo above the limit: %v", err)
	}
}

// TestBuildUsesAtMost: of each class as many as are wanted, of each split its share, and the
// report says how many were not looked at.
func TestBuildUsesAtMost(t *testing.T) {
	fsys := fstest.MapFS{}
	for i := range 30 {
		for class, name := range []string{"cats", "dogs"} {
			split := "train"
			if i < 10 {
				split = "test"
			}
			fsys[fmt.Sprintf("%s/%s/%d.png", split, name, i)] = &fstest.MapFile{Data: encode(t, "PNG", scene(16+i, 16+class, 100*class+i))}
		}
	}
	opt := testOptions
	opt.Most = 12
	set, report, err := build(t, Folder(fsys), opt)
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for split, want := range map[pack.Split]int{pack.Test: 4, pack.Validation: 1, pack.Train: 7} {
		counts := set.Counts(split)
		if counts[0] != want || counts[1] != want {
			t.Errorf("%s: %v, want %d of each", split, counts, want)
		}
		total += counts[0] + counts[1]
	}
	if total != 24 || report.Spared != 36 || !strings.Contains(report.Summary(), "36 photos were not looked at, as at most 12 of a class were wanted") {
		t.Errorf("%d photos, %d spared: %s", total, report.Spared, report.Summary())
	}
	again, _, err := build(t, Folder(fsys), opt)
	if err != nil || again.SHA256() != set.SHA256() {
		t.Errorf("the same draw makes another set (%v)", err)
	}
}
