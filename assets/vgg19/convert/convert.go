// Package convert opens the files in which others publish VGG19's weights as a
// [vgg19.Source]:
//
//   - Keras' HDF5 files: with and without the dense layers ("notop"), of
//     weights or of whole models, with the names of all versions of Keras;
//   - TensorFlow.js models, quantized or not: model.json and its shards;
//   - PyTorch's own files (.pth) and safetensors, with torchvision's names
//     (features.0.weight).
//
// The kind is told by a file's content, not by its name. All give kernels as
// HWIO; torchvision's are turned round, and they bring a preprocessing and a
// licence of their own.
//
// Nothing is read but what is needed: the structure of a file when it is
// opened, then a layer at a time. Errors are sentences for the user: what was
// expected, what was found, and what to do.
package convert

import (
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"pawgrad/assets/vgg19"
	"pawgrad/assets/vgg19/hdf5"
	"pawgrad/assets/vgg19/safetensors"
	"pawgrad/assets/vgg19/tfjs"
	"pawgrad/assets/vgg19/torch"
)

// OfficialName is the file that a user is best told to get.
const OfficialName = "vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5"

// OfficialURL is where Keras' programs get it from.
const OfficialURL = "https://storage.googleapis.com/tensorflow/keras-applications/vgg19/" + OfficialName

// OfficialBytes is its size.
const OfficialBytes = 80_134_624

// cure ends the sentence of most errors.
const cure = "fetch Keras' file " + OfficialName + " and use that"

// ErrUnknown: none of the files holds weights of a kind that is read.
var ErrUnknown = errors.New("no VGG19 weights found")

// ErrOther: the weights are of another network than VGG19.
var ErrOther = errors.New("these are not the weights of VGG19")

// File is one of the files that the user gave: a file of a folder, or one that
// was dropped on the page.
type File struct {
	// Name with or without a path.
	Name string
	Size int64
	io.ReaderAt
}

func (f File) base() string { return path.Base(strings.ReplaceAll(f.Name, `\`, "/")) }

// tensor is an array of any of the kinds.
type tensor struct {
	name  string
	shape []int
	read  func(dst []float32) error
}

// Open finds the weights among the files and opens them. It is an error if
// there are none, or more than one set.
func Open(files []File) (vgg19.Source, error) { return open(files, vgg19.Layers()) }

func open(files []File, layers []vgg19.Layer) (vgg19.Source, error) {
	var found []File
	var kinds []kind
	var others []string
	for _, f := range files {
		k, what, err := sniff(f)
		if err != nil {
			return nil, fmt.Errorf("%s cannot be read: %w; check that it is still there and may be read", f.base(), err)
		}
		if k == kindNone {
			others = append(others, f.base()+": "+what)
			continue
		}
		found, kinds = append(found, f), append(kinds, k)
	}
	switch {
	case len(files) == 0:
		return nil, fmt.Errorf("%w: the folder is empty; %s", ErrUnknown, cure)
	case len(found) == 0 && slices.ContainsFunc(files, isShard) && !slices.ContainsFunc(files, isModel):
		return nil, fmt.Errorf("%w: these are parts of a TensorFlow.js model, but its model.json is missing; bring the model's whole folder, or %s",
			ErrUnknown, cure)
	case len(found) == 0:
		const enough = 3 // files named in the sentence
		if n := len(others); n > enough {
			others = append(others[:enough], fmt.Sprintf("and %d more", n-enough))
		}
		return nil, fmt.Errorf("%w: %s; expected a Keras .h5 file, the model.json of a TensorFlow.js model with its shards, or a .pth or .safetensors file; %s",
			ErrUnknown, strings.Join(others, ", "), cure)
	case len(found) > 1:
		var names []string
		for _, f := range found {
			names = append(names, f.base())
		}
		return nil, fmt.Errorf("there are several files of weights: %s; choose one of them", strings.Join(names, ", "))
	}
	src, err := openAs(kinds[0], found[0], files, layers)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", found[0].base(), err)
	}
	return src, nil
}

// openAs opens a file whose kind is known.
func openAs(k kind, f File, files []File, layers []vgg19.Layer) (vgg19.Source, error) {
	s := &source{layers: layers, info: vgg19.Info{
		Source:        fmt.Sprintf("%s (%s, %d bytes)", f.base(), k, f.Size),
		Preprocessing: vgg19.Caffe, Licence: vgg19.LicenceKeras}}
	var tensors []tensor
	switch k {
	case kindHDF5:
		file, err := hdf5.Open(f, f.Size)
		if err != nil {
			return nil, fmt.Errorf("%w; %s", err, cure)
		}
		for _, d := range file.Datasets() {
			tensors = append(tensors, tensor{strings.TrimPrefix(d.Path, "/"), d.Shape, d.ReadFloat32})
		}
	case kindTFJS:
		weights, err := tfjs.Open(f, f.Size, shards(files))
		if err != nil {
			return nil, fmt.Errorf("%w; fetch the model again, or %s", err, cure)
		}
		for _, w := range weights {
			tensors = append(tensors, tensor{w.Name, w.Shape, w.ReadFloat32})
		}
	case kindSafetensors:
		list, err := safetensors.Open(f, f.Size)
		if err != nil {
			return nil, fmt.Errorf("%w; fetch it again, or %s", err, cure)
		}
		for _, t := range list {
			tensors = append(tensors, tensor{t.Name, t.Shape, t.ReadFloat32})
		}
	case kindTorch:
		list, err := torch.Open(f, f.Size)
		if err != nil {
			return nil, fmt.Errorf("%w; fetch it again, or %s", err, cure)
		}
		for _, t := range list {
			tensors = append(tensors, tensor{t.Name, t.Shape, t.ReadFloat32})
		}
	default:
		panic(fmt.Sprintf("convert: file %q of kind %v", f.Name, k))
	}
	match := keras
	if k == kindSafetensors || k == kindTorch {
		match, s.oihw = torchvision, true
		s.info.Preprocessing, s.info.Licence = vgg19.Torchvision, vgg19.LicenceTorchvision
	}
	var err error
	if s.weights, err = match(tensors, layers); err != nil {
		return nil, fmt.Errorf("%w; %s", err, cure)
	}
	return s, nil
}

// shards finds a model's shards among the files, by their base names: folders
// do not survive being dropped on a page.
func shards(files []File) tfjs.Shard {
	return func(name string) (io.ReaderAt, int64, error) {
		i := slices.IndexFunc(files, func(f File) bool { return f.base() == path.Base(name) })
		if i < 0 {
			return nil, 0, errors.New("there is no such file beside model.json; give all files of the model together")
		}
		return files[i], files[i].Size, nil
	}
}
