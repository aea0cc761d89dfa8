package jobs

import (
	"encoding/binary"

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
		if err := binary.Write(draft, binary.LittleEndian, w.Data); err != nil {
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
