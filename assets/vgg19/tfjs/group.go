package tfjs

import (
	"fmt"
	"io"

	"pawgrad/assets/vgg19/internal/floats"
)

// group is the shards of a group as one file, opened one after the other as
// far as they are needed. It is not safe for concurrent use.
type group struct {
	paths []string
	open  Shard
	// opened are the first shards.
	opened []piece
}

type piece struct {
	r           io.ReaderAt
	start, size int64
}

// ReadAt reads across shards.
func (g *group) ReadAt(b []byte, off int64) (int, error) {
	done := 0
	for i := 0; done < len(b); i++ {
		if i == len(g.opened) {
			if err := g.next(); err != nil {
				return done, err
			}
		}
		p := g.opened[i]
		at := off + int64(done) - p.start
		if at >= p.size {
			continue
		}
		n := min(int64(len(b)-done), p.size-at)
		if err := floats.Full(p.r, b[done:done+int(n)], at); err != nil {
			return done, fmt.Errorf("%s: %w", g.paths[i], err)
		}
		done += int(n)
	}
	return done, nil
}

// next opens one more shard.
func (g *group) next() error {
	i, start := len(g.opened), int64(0)
	if i > 0 {
		last := g.opened[i-1]
		start = last.start + last.size
	}
	if i == len(g.paths) {
		return fmt.Errorf("%w: its %d shards end after %d bytes, before the weights do: a shard was cut short; fetch the model again", ErrDamaged, i, start)
	}
	r, size, err := g.open(g.paths[i])
	if err != nil {
		return fmt.Errorf("%w: the shard %s: %w", ErrMissing, g.paths[i], err)
	}
	// The converter cuts a group into shards of one size; only the last is
	// smaller. Else a shard that was cut short would shift all that follow.
	if last := i == len(g.paths)-1; i > 0 && (size > g.opened[0].size || !last && size < g.opened[0].size) {
		return fmt.Errorf("%w: the shard %s has %d bytes, expected %d like %s; fetch both again", ErrDamaged, g.paths[i], size, g.opened[0].size, g.paths[0])
	}
	if size == 0 {
		return fmt.Errorf("%w: the shard %s is empty; fetch it again", ErrDamaged, g.paths[i])
	}
	g.opened = append(g.opened, piece{r, start, size})
	return nil
}
