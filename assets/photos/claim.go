package photos

// mostPixels is how many pixels a byte of a file can hold at most, 0 for formats without such a
// bound. JPEG spends a bit on a block of 64; PNG's compression makes 1,032 of a byte, of 8 pixels
// each; GIF's makes 3,838 of a code of 12 bits.
func mostPixels(format string) int {
	switch format {
	case "JPEG":
		return 512
	case "PNG":
		return 1032 * 8
	case "GIF":
		return 2560
	}
	return 0
}

// forged reports whether a picture claims more pixels than its bytes can hold.
//
// Decoders disagree on a header that was altered: one believes it, another finds the pixels
// missing. So it is judged before they see it.
func forged(format string, bytes, width, height int) bool {
	most := mostPixels(format)
	return most > 0 && width > 0 && height > bytes*most/width
}
