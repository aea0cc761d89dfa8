package jobs

import (
	"errors"
	"fmt"
	"strings"

	"pawgrad/assets/content"
	"pawgrad/assets/photos"
)

// formats are those that every browser shows, for messages.
const formats = "a JPEG, PNG, WebP or GIF"

// unreadable says why a photo cannot be classified, and what to do.
func unreadable(name string, data []byte, err error) string {
	if errors.Is(err, photos.ErrTooLarge) {
		return fmt.Sprintf("%s cannot be used: it has more than %d MB. Save the photo smaller.", name, photos.MaxFileBytes>>20)
	}
	var skip *photos.Skip
	if !errors.As(err, &skip) {
		return fmt.Sprintf("%s cannot be read (%v). It may have been moved or changed since you dropped it: drop it again.", name, err)
	}
	_, holds := content.Of(data)
	switch skip.Reason {
	case photos.NotImage:
		return fmt.Sprintf("%s is not a photo: it holds %s. Drop %s.", name, holds, formats)
	case photos.Unsupported:
		return fmt.Sprintf("%s holds %s, which this browser does not show. Save it as a JPEG and drop that.", name, article(holds))
	case photos.Corrupt:
		if len(data) == 0 {
			return fmt.Sprintf("%s is empty. Copy it again from where it came.", name)
		}
		return fmt.Sprintf("%s is damaged: it ends too early or was altered. Copy it again from where it came.", name)
	}
	what, cure, _ := strings.Cut(skip.Detail, "; ")
	return strings.TrimSpace(fmt.Sprintf("%s cannot be used: %s. %s", name, what, sentence(cure)))
}

// article puts "a" or "an" before the name of a format.
func article(format string) string {
	if strings.ContainsRune("AEIO", rune(format[0])) {
		return "an " + format + " photo"
	}
	return "a " + format + " photo"
}
