package photos

// signatures are the first bytes of the formats one meets among photos; a '?'
// stands for any byte.
var signatures = []struct{ start, kind string }{
	{"\xff\xd8\xff", "JPEG"},
	{"\x89PNG\r\n\x1a\n", "PNG"},
	{"GIF87a", "GIF"},
	{"GIF89a", "GIF"},
	{"RIFF????WEBP", "WebP"},
	{"BM????\x00\x00\x00\x00", "BMP"},
	{"II*\x00", "TIFF"},
	{"MM\x00*", "TIFF"},
	{"????ftypavif", "AVIF"},
	{"????ftypheic", "HEIC"},
	{"????ftypheix", "HEIC"},
	{"????ftypmif1", "HEIC"},
	{"\xff\x0a", "JPEG XL"},
	{"\x00\x00\x00\x0cJXL ", "JPEG XL"},
	{"PK\x03\x04", "zip"},
}

// sniff names a file's format by its first bytes, whatever its name; "" if it
// is no picture.
func sniff(data []byte) string {
next:
	for _, s := range signatures {
		if len(data) < len(s.start) {
			continue
		}
		for i := range len(s.start) {
			if s.start[i] != '?' && s.start[i] != data[i] {
				continue next
			}
		}
		return s.kind
	}
	return ""
}
