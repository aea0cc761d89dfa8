//go:build !js

package jobs

import (
	"bytes"
	"strings"
	"testing"

	"pawgrad/app/protocol"
)

func TestUnreadablePhotos(t *testing.T) {
	jpeg := photoBytes(t, 0, 1, 60, 60)
	heic := append([]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), make([]byte, 100)...)
	cases := []struct {
		name string
		file File
		want string
	}{
		{"text", inMemory([]byte("meow, says the cat. Ünïcode too.")), "photo1.jpg is not a photo: it holds text. Drop a JPEG, PNG, WebP or GIF."},
		{"empty", inMemory(nil), "photo1.jpg is empty. Copy it again from where it came."},
		{"PDF", inMemory([]byte("%PDF-1.7\n\x00\x01")), "photo1.jpg is not a photo: it holds a PDF document. Drop a JPEG, PNG, WebP or GIF."},
		{"zip", inMemory([]byte("PK\x03\x04 and so on")), "it holds an archive"},
		{"HDF5", inMemory([]byte("\x89HDF\r\n\x1a\n\x00")), "it holds HDF5 data, such as a network's weights"},
		{"HEIC", inMemory(heic), "photo1.jpg holds a HEIC photo, which this browser does not show. Save it as a JPEG and drop that."},
		{"film", inMemory([]byte("\x00\x00\x00\x18ftypmp42\x00\x00")), "it holds a film"},
		{"noise", inMemory([]byte{1, 2, 3, 200, 201, 0, 0, 7}), "it holds something else"},
		{"cut short", inMemory(jpeg[:len(jpeg)/2]), "photo1.jpg is damaged: it ends too early or was altered. Copy it again"},
		{"too small", inMemory(photoBytes(t, 0, 1, 4, 4)), "photo1.jpg cannot be used: 4 x 4 pixels. Both sides need 16 or more."},
		{"gone", gone{}, "photo1.jpg cannot be read (the file is gone)."},
		{"huge", huge{}, "photo1.jpg cannot be used: it has more than 64 MB. Save the photo smaller."},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := newTrainer(t)
			count := 0
			second := func(e protocol.Event) bool {
				if is[protocol.Classified](e) {
					count++
				}
				return count == 2
			}
			events := h.work(t, second, dropPhotos(c.file, inMemory(jpeg)))
			got := of[protocol.Classified](events)
			if got[0].ID != 1 || !strings.Contains(got[0].Error, c.want) || len(got[0].Answers) != 0 {
				t.Errorf("%+v, want an error with %q", got[0], c.want)
			}
			if got[1].ID != 2 || got[1].Error != "" { // the next photo is not harmed
				t.Errorf("the photo behind it: %+v", got[1])
			}
			if failed := of[protocol.Failed](events); failed != nil {
				t.Errorf("a bad photo is no failure of the trainer: %+v", failed)
			}
		})
	}
}

// huge is a File of more bytes than a photo may have.
type huge struct{ gone }

func (huge) Size() int64 { return 1 << 40 }

func FuzzClassify(f *testing.F) {
	jpeg := photoBytes(f, 0, 1, 20, 20)
	f.Add(jpeg)
	f.Add(jpeg[:100])
	f.Add([]byte("GIF89a\xff\xff\xff\xff"))
	f.Add(bytes.Repeat([]byte{0xff}, 40))
	f.Fuzz(func(t *testing.T, data []byte) {
		h := newTrainer(t)
		events := h.work(t, is[protocol.Classified], dropPhotos(inMemory(data)))
		if failed := of[protocol.Failed](events); failed != nil {
			t.Errorf("a photo made the trainer fail: %+v", failed)
		}
	})
}
