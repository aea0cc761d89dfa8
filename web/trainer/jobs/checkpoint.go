package jobs

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/gomlx/compute"

	"pawgrad/app/protocol"
	"pawgrad/nn/data"
	"pawgrad/nn/train"
)

// A checkpoint's file is the seconds of training so far, a little-endian float64, and
// the trainer's snapshot.
const secondsBytes = 8

// cureCheckpoint is the cure where a checkpoint cannot be used.
const cureCheckpoint = "Try the run again: it then starts from the beginning."

// checkpoint posts what the run can go on from.
func (r *run) checkpoint(e train.Event) error {
	saved, err := r.loop.Snapshot()
	if err != nil {
		return err
	}
	seconds := binary.LittleEndian.AppendUint64(nil, math.Float64bits(r.worked.Seconds()))
	file, err := fileOf(r.trainer.host.Create(), seconds, saved)
	if err != nil {
		return err
	}
	r.trainer.host.Post(protocol.Checkpoint{Run: r.id, Step: e.Step, Epoch: e.Epoch, Seconds: r.worked.Seconds()}, Attachments{Files: []File{file}})
	return nil
}

// restore returns the trainer of a run as its checkpoint has it, and how long the run
// has been trained.
func restore(backend compute.Backend, set data.Source, pretrained train.Pretrained, c protocol.Start, saved File) (*train.Trainer, time.Duration, error) {
	refused := func(err error) (*train.Trainer, time.Duration, error) {
		return nil, 0, &refusal{protocol.BadData, fmt.Errorf("the run cannot go on from its checkpoint: %w", err), cureCheckpoint}
	}
	content, err := read(saved)
	if err != nil {
		return refused(err)
	}
	if len(content) < secondsBytes {
		return refused(errors.New("it is cut short"))
	}
	seconds := math.Float64frombits(binary.LittleEndian.Uint64(content))
	if !(seconds >= 0 && seconds < math.MaxInt64/float64(time.Second)) {
		return refused(errors.New("it is damaged"))
	}
	loop, err := train.Restore(backend, set, pretrained, content[secondsBytes:])
	if err != nil {
		return refused(err)
	}
	if loop.Run() != c.Spec {
		loop.Close()
		return refused(errors.New("it is of a run with other settings"))
	}
	return loop, time.Duration(seconds * float64(time.Second)), nil
}
