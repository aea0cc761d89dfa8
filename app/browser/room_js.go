package browser

import (
	"syscall/js"

	"pawgrad/app/host"
)

// manager is navigator.storage, undefined where there is none.
func (b *browser) manager() js.Value { return peek(b.window.Get("navigator"), "storage") }

// Room implements host.Disk.
func (b *browser) Room(over func(host.Room)) {
	over = on1(b, over)
	m := b.manager()
	if !m.Truthy() || m.Get("estimate").Type() != js.TypeFunction {
		over(host.Room{})
		return
	}
	go func() {
		estimate, err := await(m.Call("estimate"))
		if err != nil {
			over(host.Room{})
			return
		}
		bytes := func(name string) int64 {
			if n := estimate.Get(name); n.Type() == js.TypeNumber {
				return int64(n.Float())
			}
			return 0
		}
		room := host.Room{Used: bytes("usage")}
		room.Free = max(0, bytes("quota")-room.Used)
		if m.Get("persisted").Type() == js.TypeFunction {
			lasting, err := await(m.Call("persisted"))
			room.Lasting = err == nil && lasting.Truthy()
		}
		over(room)
	}()
}

// Persist implements host.Disk.
func (b *browser) Persist(over func(bool)) {
	over = on1(b, over)
	m := b.manager()
	if !m.Truthy() || m.Get("persist").Type() != js.TypeFunction {
		over(false)
		return
	}
	go func() {
		granted, err := await(m.Call("persist"))
		over(err == nil && granted.Truthy())
	}()
}
