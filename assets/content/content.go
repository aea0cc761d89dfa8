// Package content tells what a file holds by its first bytes, whatever its name: photos by their
// formats, and the many things that lie among them.
package content

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf8"
)

// Kind is what sort of content a file has.
type Kind int

// The kinds.
const (
	Unknown Kind = iota
	Picture      // one that a browser may show
	Archive      // files within a file, which are read
	Locked       // archives that are not read
	Network      // networks and arrays of other tools
	Film
	Sound
	Document
	Program
	Text
)

// contents are known by their first bytes; a '?' stands for any byte. The first that fits
// counts.
var contents = []struct {
	start string
	kind  Kind
	says  string // what a file holds: "it holds ..."
}{
	{"\xff\xd8\xff", Picture, "JPEG"},
	{"\x89PNG\r\n\x1a\n", Picture, "PNG"},
	{"GIF87a", Picture, "GIF"},
	{"GIF89a", Picture, "GIF"},
	{"RIFF????WEBP", Picture, "WebP"},
	{"BM????\x00\x00\x00\x00", Picture, "BMP"},
	{"\x00\x00\x01\x00?\x00", Picture, "ICO"},
	{"IIRO", Picture, "raw camera photo"},
	{"IIRS", Picture, "raw camera photo"},
	{"MMOR", Picture, "raw camera photo"},
	{"FOVb", Picture, "raw camera photo"},
	{"\x00MRM", Picture, "raw camera photo"},
	{"IIU\x00", Picture, "raw camera photo"},
	{"FUJIFILMCCD-RAW", Picture, "raw camera photo"},
	{"II*\x00????CR", Picture, "raw camera photo"},
	{"II*\x00", Picture, "TIFF"},
	{"MM\x00*", Picture, "TIFF"},
	{"\xff\x0a", Picture, "JPEG XL"},
	{"\x00\x00\x00\x0cJXL ", Picture, "JPEG XL"},
	{"\x00\x00\x00\x0cjP  ", Picture, "JPEG 2000"},
	{"\xff\x4f\xff\x51", Picture, "JPEG 2000"},
	{"8BPS", Picture, "Photoshop picture"},
	{"v/1\x01", Picture, "OpenEXR"},
	{"qoif", Picture, "QOI"},
	{"SIMPLE  =", Picture, "FITS"},
	{"#?RADIANCE", Picture, "Radiance HDR"},
	{"P5\n", Picture, "PGM"},
	{"P6\n", Picture, "PPM"},

	{"Rar!", Locked, "a RAR archive"},
	{"7z\xbc\xaf\x27\x1c", Locked, "a 7z archive"},
	{"BZh", Locked, "a bzip2 archive"},
	{"\xfd7zXZ\x00", Locked, "an xz archive"},
	{"\x28\xb5\x2f\xfd", Locked, "a zstd archive"},
	{"\x1f\x8b", Archive, "compressed data"},

	{"PAWPACK\n", Unknown, "an image set"},
	{"PAWGRAD\n", Unknown, "a trained model"},
	{"\x89HDF\r\n\x1a\n", Network, "HDF5 data, such as a network's weights"},
	{"\x93NUMPY", Network, "an array of NumPy's"},
	{"MATLAB ?.? MAT-file", Network, "data of MATLAB's"},
	{"????TFL3", Network, "a network of TensorFlow Lite's"},
	{"GGUF", Network, "a language model"},
	{"\x80\x02", Network, "a network of PyTorch's"},
	{"\x80\x03", Network, "a network of PyTorch's, or other data of Python's"},
	{"\x80\x04", Network, "data of Python's"},
	{"\x80\x05", Network, "data of Python's"},
	{"PAR1", Network, "a table in Parquet form"},
	{"\x08?\x12", Network, "a network in ONNX or TensorFlow's form"},
	{"????????{\"", Network, "a network in safetensors form"},

	{"\x1a\x45\xdf\xa3", Film, "a film"},
	{"RIFF????AVI ", Film, "a film"},
	{"FLV\x01", Film, "a film"},
	{"\x30\x26\xb2\x75\x8e\x66\xcf\x11", Film, "a film or sound"},
	{"\x00\x00\x01\xba", Film, "a film"},
	{"\x00\x00\x01\xb3", Film, "a film"},
	{"RIFF????WAVE", Sound, "sound"},
	{"FORM????AIFF", Sound, "sound"},
	{"MThd", Sound, "sound"},
	{"#!AMR", Sound, "sound"},
	{"\xff\xfb", Sound, "sound"},
	{"\xff\xf3", Sound, "sound"},
	{"\xff\xf1", Sound, "sound"},
	{"ID3", Sound, "sound"},
	{"OggS", Sound, "sound"},
	{"fLaC", Sound, "sound"},
	{"%PDF", Document, "a PDF document"},
	{"%!PS", Document, "a PostScript document"},
	{"{\\rtf", Document, "a text with formats (RTF)"},
	{"SQLite format 3\x00", Document, "a database"},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Document, "an office document"},
	{"\x7fELF", Program, "a program"},
	{"MZ", Program, "a program"},
	{"\x00asm", Program, "a program"},
	{"\xcf\xfa\xed\xfe", Program, "a program"},
	{"\xca\xfe\xba\xbe", Program, "a program"},
}

// brands are those of files that begin with an "ftyp" box, by the first brand that is known of
// the major one and then the compatible ones: "mif1" alone tells no more than that it is a
// picture of the HEIF family.
var brands = []struct {
	names string
	kind  Kind
	says  string
}{
	{"avif avis", Picture, "AVIF"},
	{"heic heix hevc hevx heim heis hevm hevs", Picture, "HEIC"},
	{"crx ", Picture, "raw camera photo"},
	{"mif1 msf1 miaf", Picture, "HEIC"},
}

// members tell what a zip holds by the name of its first entry.
var members = []struct {
	part string
	kind Kind
	says string
}{
	{"[Content_Types].xml", Document, "an office document"},
	{"mimetype", Document, "an office document or a book"},
	{"data.pkl", Network, "a network of PyTorch's"},
	{".npy", Network, "arrays of NumPy's"},
	{"metadata.json", Network, "a network of Keras' or Teachable Machine's"},
	{"model.json", Network, "a network of TensorFlow.js"},
	{"weights.bin", Network, "a network of TensorFlow.js"},
	{"saved_model.pb", Network, "a network of TensorFlow's"},
	{"saved_model/", Network, "a network of TensorFlow's"},
	{".h5", Network, "a network of Keras' or Teachable Machine's"},
	{".tflite", Network, "a network of TensorFlow Lite's"},
	{"AndroidManifest.xml", Program, "a program"},
}

// Mark is the key under which networks that were exported for other tools say what they are,
// so that they can be opened again. In a safetensors file it comes before all else.
const Mark = "_pawgrad"

// Exported reports, by a file's first bytes, whether it may be a trained network that this
// project has exported in a form that it reads itself: ONNX, safetensors, or an archive that
// begins with the latter.
func Exported(data []byte) bool {
	const nameAt = 30 // in a zip's first header
	return begins(data, "????????{\"__metadata__\":{\""+Mark) || begins(data, "\x08?\x12\x07Pawgrad") ||
		begins(data, "PK\x03\x04") && begins(data[min(nameAt, len(data)):], ExportedWeights)
}

// ExportedWeights is what the weights are called in an archive for PyTorch.
const ExportedWeights = "model.safetensors"

// Probe is how many of a file's first bytes are looked at.
const Probe = 512

// Tar is what a tar archive is called.
const Tar = "a tar archive"

// Of tells by a file's first bytes, whatever its name, what it holds, in words that go
// behind "it holds"; a picture's format has no article: "JPEG".
func Of(data []byte) (Kind, string) {
	if len(data) >= 12 && string(data[4:8]) == "ftyp" {
		return boxed(data)
	}
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) || bytes.HasPrefix(data, []byte("PK\x05\x06")) {
		return zipped(data)
	}
	if len(data) >= tarMagic+5 && string(data[tarMagic:tarMagic+5]) == "ustar" {
		return Archive, Tar
	}
	for _, c := range contents {
		if begins(data, c.start) {
			return c.kind, c.says
		}
	}
	switch probe := data[:min(len(data), Probe)]; {
	case len(data) == 0:
		return Unknown, "nothing"
	case !isText(probe):
		return Unknown, "something else"
	case bytes.Contains(probe, []byte("<svg")):
		return Document, "an SVG drawing"
	case bytes.Contains(probe, []byte("git-lfs.github.com")):
		return Text, "a pointer to a file that was not fetched (Git LFS)"
	}
	return Text, "text"
}

// tarMagic is where "ustar" stands in a tar archive.
const tarMagic = 257

// boxed tells the pictures and films that are made of boxes (ISO/IEC 14496-12): the first
// is "ftyp", with the major brand at 8 and the compatible ones from 16.
func boxed(data []byte) (Kind, string) {
	end := min(int(binary.BigEndian.Uint32(data)), len(data))
	all := []string{string(data[8:12])}
	for i := 16; i+4 <= end; i += 4 {
		all = append(all, string(data[i:i+4]))
	}
	for _, b := range brands {
		for _, name := range all {
			if strings.Contains(b.names, name) && len(strings.TrimSpace(name)) > 2 {
				return b.kind, b.says
			}
		}
	}
	return Film, "a film"
}

// zipped tells what a zip holds by the first entry's name.
func zipped(data []byte) (Kind, string) {
	const lengthAt, nameAt = 26, 30
	if len(data) >= nameAt {
		n := int(binary.LittleEndian.Uint16(data[lengthAt:]))
		name := string(data[nameAt:min(nameAt+n, len(data))])
		for _, m := range members {
			if strings.HasSuffix(name, m.part) {
				return m.kind, m.says
			}
		}
	}
	return Archive, "an archive or an office document"
}

// begins reports whether data begins with a pattern.
func begins(data []byte, pattern string) bool {
	if len(data) < len(pattern) {
		return false
	}
	for i := range len(pattern) {
		if pattern[i] != '?' && pattern[i] != data[i] {
			return false
		}
	}
	return true
}

// isText reports whether data reads as UTF-8 text; its last character may be cut off.
func isText(data []byte) bool {
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		if r == utf8.RuneError && n == 1 {
			return len(data) < utf8.UTFMax && !utf8.FullRune(data)
		}
		if r < ' ' && !strings.ContainsRune("\t\n\v\f\r", r) {
			return false
		}
		data = data[n:]
	}
	return true
}
