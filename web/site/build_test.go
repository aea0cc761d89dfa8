package site

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestFillInReplacesEveryPlaceholder(t *testing.T) {
	root, err := Root()
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{pageFile: compress([]byte("a program")), "boot.js": []byte("x")}
	for name, path := range map[string]string{
		shellFile:         filepath.Join(root, shellFile),
		serviceWorkerFile: filepath.Join(root, "web", "static", serviceWorkerFile),
	} {
		if files[name], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	if err := fillIn(files, "abc123"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{shellFile, serviceWorkerFile} {
		if bytes.Contains(files[name], []byte("{{")) {
			t.Errorf("%s still holds a placeholder", name)
		}
	}
	if want := `data-unpacked="9"`; !strings.Contains(string(files[shellFile]), want) {
		t.Errorf("the shell lacks %s", want)
	}
}

func TestFillInMissesAPlaceholder(t *testing.T) {
	files := map[string][]byte{pageFile: compress(nil), shellFile: []byte("<html>"), serviceWorkerFile: nil}
	if err := fillIn(files, "v"); err == nil {
		t.Error("a shell without placeholders was accepted")
	}
}

func TestOfflineAddresses(t *testing.T) {
	files := map[string][]byte{shellFile: nil, serviceWorkerFile: nil, "boot.js": nil, "icon.svg": nil}
	got := offlineAddresses(files, "v1")
	none := []string{"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"} // SHA-256 of nothing
	if want := map[string][]string{"./": {}, "boot.js?v=v1": none, "icon.svg": none}; !reflect.DeepEqual(got, want) {
		t.Errorf("offlineAddresses = %q, want %q", got, want)
	}
	packed := sums("page.wasm.gz", compress(nil))
	if len(packed) != 2 || packed[0] == none[0] || packed[1] != none[0] {
		t.Errorf("the sums of a packed file are %q, want its own and that of what is in it", packed)
	}
}

// TestInlineSum compares with what a browser computes of the script, which it names in
// the console when it refuses it.
func TestInlineSum(t *testing.T) {
	if got, want := inlineSum("<b>x</b><script>alert('Hello, world.');</script><script src=y></script>"), "qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng="; got != want {
		t.Errorf("inlineSum = %q, want %q", got, want)
	}
}

func TestCompress(t *testing.T) {
	content := bytes.Repeat([]byte("paw"), 1000)
	packed := compress(content)
	if got := unpackedSize(packed); got != len(content) {
		t.Errorf("unpackedSize = %d, want %d", got, len(content))
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := io.ReadAll(r); !bytes.Equal(got, content) {
		t.Error("the content did not survive compression")
	}
	if !bytes.Equal(packed, compress(content)) {
		t.Error("compressing twice gave different bytes, so versions would differ for equal sites")
	}
}

func TestStampSeesEveryByte(t *testing.T) {
	base := stamp(map[string][]byte{"a": []byte("1"), "b": []byte("2")})
	for name, files := range map[string]map[string][]byte{
		"other content": {"a": []byte("1"), "b": []byte("3")},
		"other name":    {"a": []byte("1"), "c": []byte("2")},
		"moved byte":    {"a": []byte("12"), "b": nil},
	} {
		if stamp(files) == base {
			t.Errorf("%s: same version", name)
		}
	}
}

func TestWriteReplacesTheOldSite(t *testing.T) {
	out := filepath.Join(t.TempDir(), "dist")
	for _, content := range []string{"one", "two"} {
		files := map[string][]byte{"f-" + content: []byte(content)}
		if err := write(files, out); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := os.ReadDir(out)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1 || entries[0].Name() != "f-two" {
		t.Errorf("after the second write the site holds %v, want only f-two", entries)
	}
	if left, _ := filepath.Glob(out + "-next-*"); left != nil {
		t.Errorf("temporary folders left behind: %v", left)
	}
}
