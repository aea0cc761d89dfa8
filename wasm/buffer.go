package wasm

import (
	"reflect"
	"unsafe"

	"pawgrad/wasm/build"
	"pawgrad/wasm/ir"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/pkg/errors"
)

// Buffer is a tensor in the backend's memory. It implements compute.Buffer.
type Buffer struct {
	backend *Backend
	shape   shapes.Shape
	addr    uint32
	serial  uint64 // of these contents, unique in the backend
	gone    bool   // finalized or given away
}

var _ compute.Buffer = (*Buffer)(nil)

var errGone = errors.New("wasm backend: the buffer was finalized or donated to an execution; its contents are gone")

// newBuffer allocates a buffer with any contents. The caller holds the lock.
func (b *Backend) newBuffer(shape shapes.Shape) (*Buffer, error) {
	addr, err := b.heap.Alloc(ir.Bytes(shape))
	if err != nil {
		return nil, err
	}
	return b.bufferAt(shape, addr), nil
}

// bufferAt is a buffer with new contents at an address. The caller holds the lock.
func (b *Backend) bufferAt(shape shapes.Shape, addr uint32) *Buffer {
	b.serial++
	return &Buffer{backend: b, shape: shape, addr: addr, serial: b.serial}
}

// BufferFromFlatData implements compute.DataInterface.
func (b *Backend) BufferFromFlatData(device compute.DeviceNum, flat any, shape shapes.Shape) (compute.Buffer, error) {
	if device != 0 {
		return nil, errors.Errorf("wasm backend: there is one device, number 0; %d was asked for", device)
	}
	data, err := bytesOf(flat, shape)
	if err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.host == nil {
		return nil, errFinalized
	}
	buf, err := b.newBuffer(shape.Clone())
	if err != nil {
		return nil, err
	}
	if len(data) > 0 {
		b.host.Write(buf.addr, data)
	}
	return buf, nil
}

// bytesOf views a slice of the shape's type and size as bytes.
func bytesOf(flat any, shape shapes.Shape) ([]byte, error) {
	if !build.Supports(shape.DType) {
		return nil, errors.Wrapf(compute.ErrNotImplemented, "wasm backend: a buffer of %s", shape)
	}
	if flat == nil && shape.Size() == 0 { // as tensors.FromRaw gives it
		return nil, nil
	}
	v := reflect.ValueOf(flat)
	if v.Kind() != reflect.Slice || dtypes.FromGoType(v.Type().Elem()) != shape.DType {
		return nil, errors.Errorf("wasm backend: the data of a %s is a slice of %s, got %T", shape, shape.DType.GoStr(), flat)
	}
	if v.Len() != shape.Size() {
		return nil, errors.Errorf("wasm backend: a %s has %d elements, the slice given has %d", shape, shape.Size(), v.Len())
	}
	if v.Len() == 0 {
		return nil, nil
	}
	return unsafe.Slice((*byte)(v.UnsafePointer()), v.Len()*shape.DType.Size()), nil
}

// HasSharedBuffers implements compute.DataInterface: tensors live outside of Go's memory.
func (b *Backend) HasSharedBuffers() bool { return false }

// NewSharedBuffer implements compute.DataInterface.
func (b *Backend) NewSharedBuffer(compute.DeviceNum, shapes.Shape) (compute.Buffer, any, error) {
	return nil, nil, errors.Wrap(compute.ErrNotImplemented, "wasm backend: shared buffers: tensors live outside of Go's memory")
}

// Backend implements compute.Buffer.
func (u *Buffer) Backend() compute.Backend { return u.backend }

// Shape implements compute.Buffer.
func (u *Buffer) Shape() (shapes.Shape, error) { return u.shape, nil }

// DeviceNum implements compute.Buffer.
func (u *Buffer) DeviceNum() (compute.DeviceNum, error) { return 0, nil }

// Finalize implements compute.Buffer. Doing it twice, or after the backend was finalized, does nothing.
func (u *Buffer) Finalize() error {
	u.backend.mu.Lock()
	defer u.backend.mu.Unlock()
	u.release()
	return nil
}

// release frees the memory. The caller holds the lock.
func (u *Buffer) release() {
	if u.gone {
		return
	}
	u.gone = true
	if u.backend.host != nil {
		u.backend.heap.Free(u.addr)
	}
}

// ToFlatData implements compute.Buffer.
func (u *Buffer) ToFlatData(flat any) error {
	data, err := bytesOf(flat, u.shape)
	if err != nil {
		return err
	}
	u.backend.mu.Lock()
	defer u.backend.mu.Unlock()
	switch {
	case u.backend.host == nil:
		return errFinalized
	case u.gone:
		return errGone
	}
	if len(data) > 0 {
		u.backend.host.Read(u.addr, data)
	}
	return nil
}

// Data implements compute.Buffer: there are no shared buffers.
func (u *Buffer) Data() (any, error) {
	return nil, errors.Wrap(compute.ErrNotImplemented, "wasm backend: shared buffers: use ToFlatData")
}

// CopyToDevice implements compute.Buffer: there is one device.
func (u *Buffer) CopyToDevice(compute.DeviceNum) (compute.Buffer, error) {
	return nil, errors.Wrap(compute.ErrNotImplemented, "wasm backend: copies between devices: there is one")
}
