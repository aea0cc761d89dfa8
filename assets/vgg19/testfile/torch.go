package testfile

import (
	"archive/zip"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Torch writes a file as torch.save does since PyTorch 1.6: a zip archive, stored
// without compression, of an OrderedDict's pickle and each array's values. Arrays
// without Values are of zeros.
func Torch(w io.Writer, arrays []Array) error {
	archive := zip.NewWriter(w)
	write := func(name string, put func(io.Writer) error) error {
		entry, err := archive.CreateHeader(&zip.FileHeader{Name: "archive/" + name, Method: zip.Store, Modified: time.Time{}})
		if err != nil {
			return err
		}
		return put(entry)
	}
	bytes := func(b []byte) func(io.Writer) error {
		return func(w io.Writer) error { _, err := w.Write(b); return err }
	}
	if err := write("data.pkl", bytes(stateDict(arrays, false))); err != nil {
		return err
	}
	for i, a := range arrays {
		if err := write(fmt.Sprintf("data/%d", i), a.writeTo); err != nil {
			return err
		}
	}
	if err := write("version", bytes([]byte("3\n"))); err != nil {
		return err
	}
	return archive.Close()
}

// TorchLegacy writes a file as torch.save did before, and torchvision's are.
func TorchLegacy(w io.Writer, arrays []Array) error {
	keys := pickleOf("]", "(")
	for i := range arrays {
		keys = append(keys, pickleText(fmt.Sprint(i))...)
	}
	keys = append(keys, 'e', '.')
	system := slices.Concat(pickleOf("}", "("), pickleText("protocol_version"), []byte("M\xe9\x03"),
		pickleText("little_endian"), []byte("\x88u."))
	if _, err := w.Write(slices.Concat([]byte("\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19."), []byte("\x80\x02M\xe9\x03."),
		system, stateDict(arrays, true), keys)); err != nil {
		return err
	}
	for _, a := range arrays {
		if _, err := w.Write(le64(uint64(a.len()))); err != nil {
			return err
		}
		if err := a.writeTo(w); err != nil {
			return err
		}
	}
	return nil
}

// stateDict is the pickle of an OrderedDict of arrays, each in a storage of its own.
func stateDict(arrays []Array, view bool) []byte {
	const (
		tensor = "ctorch._utils\n_rebuild_tensor_v2\n"
		class  = "ctorch\nFloatStorage\n"
		dict   = "ccollections\nOrderedDict\n)R"
	)
	p := pickleOf(dict, "q\x00", "(")
	for i, a := range arrays {
		p = append(p, pickleText(a.Name)...)
		p = append(p, tensor+"(("...)
		p = append(p, slices.Concat(pickleText("storage"), []byte(class), pickleText(fmt.Sprint(i)), pickleText("cpu"), pickleInt(a.len()))...)
		if view {
			p = append(p, 'N')
		}
		p = append(p, "tQK\x00"...)
		shape, stride := pickleOf("(")[2:], pickleOf("(")[2:]
		step := a.len()
		for _, side := range a.Shape {
			step /= max(side, 1)
			shape, stride = append(shape, pickleInt(side)...), append(stride, pickleInt(step)...)
		}
		p = append(p, slices.Concat(shape, []byte("t"), stride, []byte("t\x89"), []byte(dict), []byte("tR"))...)
	}
	return append(p, "u}"+"b."...)
}

func pickleOf(parts ...string) []byte {
	return []byte("\x80\x02" + strings.Join(parts, ""))
}

func pickleText(s string) []byte {
	return append(binary.LittleEndian.AppendUint32([]byte("X"), uint32(len(s))), s...)
}

func pickleInt(n int) []byte { return binary.LittleEndian.AppendUint32([]byte("J"), uint32(n)) }

func (a Array) len() int {
	n := 1
	for _, side := range a.Shape {
		n *= side
	}
	return n
}

// writeTo writes the values.
func (a Array) writeTo(w io.Writer) error {
	if a.Values != nil {
		_, err := w.Write(floats(a.Values))
		return err
	}
	zeros := make([]byte, 1<<20)
	for left := 4 * a.len(); left > 0; {
		n, err := w.Write(zeros[:min(left, len(zeros))])
		if err != nil {
			return err
		}
		left -= n
	}
	return nil
}
