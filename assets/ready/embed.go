//go:build !js

package ready

import "embed"

//go:embed *.model
var files embed.FS

// Files are the networks' files, by name. A program for the browser must not carry them, so there
// they do not exist.
func Files() map[string][]byte {
	all := map[string][]byte{}
	for _, n := range Networks {
		content, err := files.ReadFile(n.File)
		if err != nil {
			panic("ready: " + err.Error()) // embedded above
		}
		all[n.File] = content
	}
	return all
}
