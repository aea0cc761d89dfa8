// Package bundled holds the image set that comes with the page: 1,000 cats and
// 1,000 dogs of CIFAR-10, 32 x 32 pixels, with a fixed split. README.md says
// where they are from, LICENCE under which terms.
//
// The page fetches the file; only native programs, tests above all, embed it
// (see Pack).
package bundled

// FileName is the name of the pack's file.
const FileName = "cats-and-dogs-32.pack"

// Name is the set's name, Pixels the width and height of its photos; ContentSHA256 is the
// SHA-256 of its content, hexadecimal, by which a record tells what its runs learned from.
const (
	Name          = "Cats and dogs of CIFAR-10"
	Pixels        = 32
	ContentSHA256 = "627152eb4c041af33100807f35ac51fbb892f3a7789070acc43552129a5ec28f"
)

// Classes are the names of its two classes, by label.
var Classes = [2]string{"cat", "dog"}
