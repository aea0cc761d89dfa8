package jobs

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"pawgrad/assets/photos"
)

// formats are those that every browser shows, for messages.
const formats = "a JPEG, PNG, WebP or GIF"

// kinds are files that people drop although few or no browsers show them as a
// photo, by their first bytes; a '?' stands for any byte.
var kinds = []struct{ start, holds string }{
	{"%PDF", "a PDF document"},
	{"PK\x03\x04", "an archive or an office document"},
	{"Rar!", "an archive"},
	{"7z\xbc\xaf\x27\x1c", "an archive"},
	{"\x1f\x8b", "compressed data"},
	{"PAWPACK\n", "an image set"},
	{"PAWGRAD\n", "a trained model"},
	{"\x89HDF\r\n\x1a\n", "HDF5 data, such as a network's weights"},
	{"\x80\x02", "a network of PyTorch's"},
	{"????ftypheic", "a HEIC photo"},
	{"????ftypheix", "a HEIC photo"},
	{"????ftypmif1", "a HEIC photo"},
	{"????ftypavif", "an AVIF photo"},
	{"????ftyp", "a film"},
	{"\x1a\x45\xdf\xa3", "a film"},
	{"RIFF????AVI ", "a film"},
	{"RIFF????WAVE", "sound"},
	{"ID3", "sound"},
	{"OggS", "sound"},
	{"II*\x00", "a TIFF or raw camera photo"},
	{"MM\x00*", "a TIFF or raw camera photo"},
	{"\x7fELF", "a program"},
	{"MZ", "a program"},
}

// textProbe is how much of a file is looked at, in bytes, to tell text from
// other things.
const textProbe = 512

// holds says in words what a file that is no photo holds.
func holds(data []byte) string {
	for _, k := range kinds {
		if matches(data, k.start) {
			return k.holds
		}
	}
	if isText(data[:min(len(data), textProbe)]) {
		return "text"
	}
	return "something else"
}

// matches reports whether data begins with a pattern.
func matches(data []byte, pattern string) bool {
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

// isText reports whether data reads as UTF-8 text; its last character may be cut
// off.
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

// unreadable says why a photo cannot be classified, and what to do.
func unreadable(name string, data []byte, err error) string {
	if errors.Is(err, photos.ErrTooLarge) {
		return fmt.Sprintf("%s cannot be used: it has more than %d MB. Save the photo smaller.", name, photos.MaxFileBytes>>20)
	}
	var skip *photos.Skip
	if !errors.As(err, &skip) {
		return fmt.Sprintf("%s cannot be read (%v). It may have been moved or changed since you dropped it: drop it again.", name, err)
	}
	switch skip.Reason {
	case photos.NotImage:
		return fmt.Sprintf("%s is not a photo: it holds %s. Drop %s.", name, holds(data), formats)
	case photos.Unsupported:
		return fmt.Sprintf("%s holds %s, which this browser does not show. Save it as a JPEG and drop that.", name, holds(data))
	case photos.Corrupt:
		if len(data) == 0 {
			return fmt.Sprintf("%s is empty. Copy it again from where it came.", name)
		}
		return fmt.Sprintf("%s is damaged: it ends too early or was altered. Copy it again from where it came.", name)
	}
	what, cure, _ := strings.Cut(skip.Detail, "; ")
	return strings.TrimSpace(fmt.Sprintf("%s cannot be used: %s. %s", name, what, sentence(cure)))
}
