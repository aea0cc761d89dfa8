package torch

import (
	"fmt"
	"io"

	"pawgrad/assets/vgg19/internal/floats"
)

const (
	// maxDepth bounds how deep dictionaries are looked into. A state_dict is one,
	// perhaps in that of a checkpoint.
	maxDepth = 4
	// maxName bounds the names of arrays; longer ones are none of a network's.
	maxName = 200
)

// Tensor is one array.
type Tensor struct {
	// Name is the keys of the dictionaries that lead to it, joined by dots:
	// "features.0.weight".
	Name  string
	Shape []int

	stride []int64
	offset int64 // of the first element in its storage
	storage
	r     io.ReaderAt
	begin int64 // of the storage in the file
}

// tensorOf understands the call that makes an array; of anything else it gives nil.
func tensorOf(v value) (*Tensor, error) {
	call, is := v.(*object)
	if is && call.class == (global{"torch._utils", "_rebuild_parameter"}) && len(call.args) > 0 {
		call, is = call.args[0].(*object)
	}
	// Storage, offset, shape and strides; what follows is of training. The first
	// version of the function had no more arguments than these.
	if !is || call.class.module != "torch._utils" || call.class.name != "_rebuild_tensor_v2" && call.class.name != "_rebuild_tensor" {
		return nil, nil
	}
	if len(call.args) < 4 {
		return nil, fmt.Errorf("%d arguments, expected 4", len(call.args))
	}
	t := &Tensor{}
	var err error
	if t.storage, t.offset, err = storageOf(call.args[0]); err != nil {
		return nil, err
	}
	offset, is := call.args[1].(int64)
	shape, areSides := numbers(call.args[2])
	stride, areSteps := numbers(call.args[3])
	if !is || !areSides || !areSteps || len(shape) != len(stride) {
		return nil, errKind
	}
	for _, side := range shape {
		t.Shape = append(t.Shape, int(side))
	}
	if err := floats.CheckShape(t.Shape); err != nil {
		return nil, err
	}
	t.offset, t.stride = t.offset+offset, stride
	if offset < 0 || offset > floats.MaxElements || t.offset < 0 || t.offset > t.storage.len {
		return nil, fmt.Errorf("it begins at element %d of %d", t.offset, t.storage.len)
	}
	return t, nil
}

// numbers are those of a tuple or list, as many as an array may have dimensions.
func numbers(v value) (list []int64, are bool) {
	items := itemsOf(v)
	if len(items) > floats.MaxRank {
		return nil, false
	}
	for _, item := range items {
		n, is := item.(int64)
		if !is {
			return nil, false
		}
		list = append(list, n)
	}
	return list, true
}

// Len is the number of elements.
func (t *Tensor) Len() int { return floats.Len(t.Shape) }

// ReadFloat32 fills dst, which must have Len elements, with the values in
// row-major order.
func (t *Tensor) ReadFloat32(dst []float32) error {
	kind := types[t.class]
	if kind.decode == nil {
		return fmt.Errorf("%w: %s is in a %.40q, expected FloatStorage, HalfStorage or BFloat16Storage", ErrUnsupported, t.Name, t.class)
	}
	if !t.rowMajor() {
		return fmt.Errorf("%w: %s is stored in another order (strides %v for the shape %v); save it after .contiguous()", ErrUnsupported, t.Name, t.stride, t.Shape)
	}
	if t.offset+int64(len(dst)) > t.storage.len {
		return fmt.Errorf("%w: %s ends at element %d of %d", ErrDamaged, t.Name, t.offset+int64(len(dst)), t.storage.len)
	}
	return floats.ReadArray(dst, t.Name, t.Shape, t.r, t.begin+t.offset*kind.size, int(kind.size), kind.decode)
}

// rowMajor reports whether the last index is the fastest and nothing lies between
// the elements.
func (t *Tensor) rowMajor() bool {
	step := int64(1)
	for i := len(t.Shape) - 1; i >= 0; i-- {
		if t.Shape[i] != 1 && t.stride[i] != step {
			return false
		}
		step *= int64(t.Shape[i])
	}
	return true
}
