// Package torchvision writes files of VGG19's weights as torchvision has them, for
// tests: as large as the published one, of which the dense layers, five sixths of
// it, are zeros that take no room on the disk.
package torchvision

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"pawgrad/assets/vgg19"
	"pawgrad/assets/vgg19/testfile"
)

// Arrays are the arrays of the state_dict with the weights of src, which are turned
// to torchvision's order, OIHW.
func Arrays(src vgg19.Source) ([]testfile.Array, error) {
	var arrays []testfile.Array
	add := func(name string, values []float32, shape ...int) {
		arrays = append(arrays, testfile.Array{Name: name, Shape: shape, Values: values})
	}
	// Of its modules: configuration "E", where ReLUs and pools have numbers, too.
	numbers := []int{0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28, 30, 32, 34}
	for i, l := range src.Layers() {
		c, err := src.Layer(i)
		if err != nil {
			return nil, err
		}
		const side = vgg19.KernelSide
		oihw := make([]float32, len(c.Kernel))
		for k, v := range c.Kernel {
			out, in, tap := k%l.Out, k/l.Out%l.In, k/l.Out/l.In
			oihw[(out*l.In+in)*side*side+tap] = v
		}
		add(fmt.Sprintf("features.%d.weight", numbers[i]), oihw, l.Out, l.In, side, side)
		add(fmt.Sprintf("features.%d.bias", numbers[i]), c.Bias, l.Out)
	}
	for i, inOut := range [][2]int{{25088, 4096}, {4096, 4096}, {4096, 1000}} {
		add(fmt.Sprintf("classifier.%d.weight", 3*i), nil, inOut[1], inOut[0])
		add(fmt.Sprintf("classifier.%d.bias", 3*i), nil, inOut[1])
	}
	return arrays, nil
}

// Write writes the arrays to the file at path in a form of testfile's and gives the
// file's size.
func Write(path string, form func(io.Writer, []testfile.Array) error, arrays []testfile.Array) (size int64, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return 0, err
	}
	file, err := os.Create(path)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	if err := form(sparse{file}, arrays); err != nil {
		return 0, err
	}
	if size, err = file.Seek(0, io.SeekCurrent); err != nil {
		return 0, err
	}
	if err := file.Truncate(size); err != nil { // it may end in zeros
		return 0, err
	}
	return size, file.Close()
}

// sparse leaves out zeros.
type sparse struct{ *os.File }

func (s sparse) Write(b []byte) (int, error) {
	if len(bytes.Trim(b, "\x00")) > 0 {
		return s.File.Write(b)
	}
	if _, err := s.Seek(int64(len(b)), io.SeekCurrent); err != nil {
		return 0, err
	}
	return len(b), nil
}
