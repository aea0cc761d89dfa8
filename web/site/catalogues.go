package site

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"pawgrad/app/say"
)

// cataloguesFolder holds what the page says in languages other than English, a packed file each.
const cataloguesFolder = "say"

// catalogueFile is a language's catalogue in the site.
func catalogueFile(tag string) string { return path.Join(cataloguesFolder, tag+".json.gz") }

// collectCatalogues gathers the catalogues of all languages.
func collectCatalogues(root string, files map[string][]byte) error {
	for _, l := range say.Languages[1:] {
		content, err := os.ReadFile(filepath.Join(root, "app", "say", "catalogue", l.Tag+".json"))
		if err != nil {
			return fmt.Errorf("collect the catalogues: %w", err)
		}
		files[catalogueFile(l.Tag)] = compress(content)
	}
	return nil
}

// shellTexts is what the shell and boot.js say in other languages, as JSON by language and
// English: what stands in a catalogue and, in quotes or as an element's text, in one of the two.
func shellTexts(files map[string][]byte) (string, error) {
	shell := string(files[shellFile]) + string(files[bootFile])
	texts := map[string]map[string]string{}
	for _, l := range say.Languages[1:] {
		packed, ok := files[catalogueFile(l.Tag)]
		if !ok {
			continue
		}
		var all map[string]string
		if err := unpackJSON(packed, &all); err != nil {
			return "", fmt.Errorf("read the catalogue of %s: %w", l.Name, err)
		}
		texts[l.Tag] = map[string]string{}
		for english, text := range all {
			if strings.Contains(shell, `"`+english+`"`) || strings.Contains(shell, ">"+english+"<") {
				texts[l.Tag][english] = text
			}
		}
	}
	content, err := json.Marshal(texts)
	return string(content), err
}

// unpackJSON reads what was packed here.
func unpackJSON(packed []byte, into any) error {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return err
	}
	content, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	return json.Unmarshal(content, into)
}
