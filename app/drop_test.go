package app

import (
	"reflect"
	"strings"
	"testing"

	"pawgrad/app/host"
)

// named is a file of which only the name counts.
type named string

func (n named) Name() string { return string(n) }
func (n named) Size() int64  { return 1 }

func blobs(names string) (files []host.Blob) {
	for _, name := range strings.Fields(names) {
		files = append(files, named(name))
	}
	return files
}

// TestSortOut: every item of a drop is judged for itself.
func TestSortOut(t *testing.T) {
	const hdf5 = "\x89HDF\r\n\x1a\n"
	for name, c := range map[string]struct {
		files string
		heads []string
		want  bunch
	}{
		"photos":                   {"a.jpg b.png", nil, bunch{photos: blobs("a.jpg b.png")}},
		"a folder":                 {"pets/cats/a.jpg pets/notes.txt", nil, bunch{set: blobs("pets/cats/a.jpg pets/notes.txt")}},
		"a folder and a photo":     {"pets/cats/a.jpg b.jpg", nil, bunch{set: blobs("pets/cats/a.jpg"), photos: blobs("b.jpg")}},
		"an archive and a photo":   {"pets.zip b.jpg", nil, bunch{set: blobs("pets.zip"), photos: blobs("b.jpg")}},
		"two archives":             {"cats.zip dogs.tar.gz", nil, bunch{set: blobs("cats.zip dogs.tar.gz")}},
		"a project's own network":  {"p/model.h5 p/cats/a.jpg", []string{hdf5}, bunch{set: blobs("p/model.h5 p/cats/a.jpg")}},
		"weights":                  {"vgg19.h5", []string{hdf5}, bunch{weights: blobs("vgg19.h5")}},
		"weights and a photo":      {"vgg19.h5 a.jpg", []string{hdf5}, bunch{weights: blobs("vgg19.h5"), photos: blobs("a.jpg")}},
		"a set, a model, a record": {"a.pack b.model c.json", nil, bunch{packs: blobs("a.pack"), models: blobs("b.model"), experiments: blobs("c.json")}},
		"a zip under another name": {"pets.download a.jpg", []string{"PK\x03\x04" + strings.Repeat("\x00", 30)}, bunch{set: blobs("pets.download"), photos: blobs("a.jpg")}},
		"a letter":                 {"letter.docx", []string{"PK\x03\x04" + strings.Repeat("\x00", 22) + "\x13\x00\x00\x00[Content_Types].xml"}, bunch{photos: blobs("letter.docx")}},
		"exported networks": {"a.onnx b.safetensors c.zip", []string{"", "\x99\x07\x00\x00\x00\x00\x00\x00{\"__metadata__\":{\"_pawgrad\":", "PK\x03\x04" + strings.Repeat("\x00", 26) + "model.safetensors"},
			bunch{models: blobs("a.onnx b.safetensors c.zip")}},
		"an archive that is not read": {"pets.rar", nil, bunch{set: blobs("pets.rar")}},
	} {
		var heads [][]byte
		for _, h := range c.heads {
			heads = append(heads, []byte(h))
		}
		if got := sortOut(blobs(c.files), heads); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestWaiting(t *testing.T) {
	for _, c := range []struct {
		b    bunch
		want string
	}{
		{bunch{packs: blobs("a.pack")}, ""},
		{bunch{set: blobs("pets.zip")}, ""},
		{bunch{packs: blobs("a.pack b.pack"), set: blobs("pets/cats/1.jpg")}, "b.pack or pets"},
	} {
		if got := c.b.waiting(); got != c.want {
			t.Errorf("%+v: %q, want %q", c.b, got, c.want)
		}
	}
}

func TestSetName(t *testing.T) {
	for files, want := range map[string]string{
		"pets/cats/a.jpg pets/b.jpg": "pets", "my.pets.zip": "my.pets", "pets.tar.gz": "pets", "cats.zip dogs.zip": "My photos", "a.jpg b.jpg": "My photos",
	} {
		if got := setName(blobs(files)); got != want {
			t.Errorf("%s: %q, want %q", files, got, want)
		}
	}
}
