package main

import (
	"encoding/binary"
	"math/rand/v2"
)

// mutate returns a damaged copy of a file. Which damage it is, and where, is drawn by lot: bytes
// that are changed, lost, repeated or swapped, numbers that are as large as can be, and files
// that end too early or go on too long.
func mutate(random *rand.Rand, file []byte) []byte {
	out := append([]byte(nil), file...)
	if len(out) == 0 {
		return out
	}
	// The beginnings of files say most: half of the damage is done there.
	place := func() int {
		if random.IntN(2) == 0 {
			return random.IntN(min(len(out), 512))
		}
		return random.IntN(len(out))
	}
	for range 1 + random.IntN(3) {
		if len(out) < 16 {
			return out
		}
		at := place()
		switch random.IntN(8) {
		case 0: // a bit
			out[at] ^= 1 << random.IntN(8)
		case 1: // some bytes
			for i := at; i < min(len(out), at+1+random.IntN(32)); i++ {
				out[i] = byte(random.IntN(256))
			}
		case 2: // a number that is as large as can be, or negative
			if at+8 <= len(out) {
				binary.LittleEndian.PutUint64(out[at:], []uint64{1<<64 - 1, 1<<63 - 1, 1 << 31, 1<<32 - 1, 0}[random.IntN(5)])
			}
		case 3: // the rest
			out = out[:at]
		case 4: // a piece that is missing
			end := min(len(out), at+1+random.IntN(256))
			out = append(out[:at], out[end:]...)
		case 5: // a piece that is there twice
			end := min(len(out), at+1+random.IntN(256))
			out = append(out[:end:end], out[at:]...)
		case 6: // zeros, as a disk leaves them that was full
			clear(out[at:min(len(out), at+4096)])
		case 7: // something that does not belong there
			for range random.IntN(64) {
				out = append(out, byte(random.IntN(256)))
			}
		}
	}
	return out
}
