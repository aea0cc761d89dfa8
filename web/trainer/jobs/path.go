package jobs

import (
	"encoding/binary"
	"math"

	"pawgrad/app/protocol"
)

// numberBytes is the size of a weight in a waypoint's file, a little-endian float32.
const numberBytes = 4

// waypoint posts the weights as they are.
func (r *run) waypoint() error {
	model, err := r.loop.Model()
	if err != nil {
		return err
	}
	draft := r.trainer.host.Create()
	for _, w := range model.Weights {
		raw := make([]byte, 0, numberBytes*len(w.Data))
		for _, x := range w.Data {
			raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(x))
		}
		if _, err := draft.Write(raw); err != nil {
			return err
		}
	}
	file, err := draft.File()
	if err != nil {
		return err
	}
	r.trainer.host.Post(protocol.Waypoint{Run: r.id, Epoch: r.loop.Trained()}, Attachments{Files: []File{file}})
	return nil
}
