package site

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"

	"pawgrad/assets/ready"
	"pawgrad/nn/spec"
)

// offlineAddresses lists what the service worker keeps: the page, and every file
// by the very address that the page asks for. With each are the sums of what a
// whole copy holds: of a packed file, packed or not.
func offlineAddresses(files map[string][]byte, version string) map[string][]string {
	// Named by standards or by the manifest, without a version.
	unversioned := []string{"manifest.webmanifest", "icon.svg", "icon-192.png", "icon-512.png", licencesFile}
	addresses := map[string][]string{"./": {}} // hosts may add to the page
	for name, content := range files {
		switch {
		case name == shellFile || name == serviceWorkerFile:
		case strings.HasPrefix(name, weightsFolder+"/"), name == ready.Of(spec.VGG19).Path(): // only for those who ask for them
		case slices.Contains(unversioned, name):
			addresses[name] = sums(name, content)
		default:
			addresses[name+"?v="+version] = sums(name, content)
		}
	}
	return addresses
}

// sums are the SHA-256 of a file's content, and of what is packed in it.
func sums(name string, content []byte) []string {
	sum := sha256.Sum256(content)
	list := []string{hex.EncodeToString(sum[:])}
	if !strings.HasSuffix(name, ".gz") {
		return list
	}
	unpacked := sha256.New()
	r, err := gzip.NewReader(bytes.NewReader(content))
	if err == nil {
		_, err = io.Copy(unpacked, r)
	}
	if err != nil {
		panic(fmt.Sprintf("site: %s, packed here, does not unpack: %v", name, err))
	}
	return append(list, hex.EncodeToString(unpacked.Sum(nil)))
}

// inlineSum is the SHA-256, in base64 as a content security policy has it, of the
// script that is written into the shell.
func inlineSum(shell string) string {
	_, rest, _ := strings.Cut(shell, "<script>")
	script, _, _ := strings.Cut(rest, "</script>")
	sum := sha256.Sum256([]byte(script))
	return base64.StdEncoding.EncodeToString(sum[:])
}
