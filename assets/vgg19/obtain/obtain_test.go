package obtain

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pawgrad/assets/vgg19"
)

// put writes files below a folder; what begins with "-> " is a link to the rest.
func put(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		if target, is := strings.CutPrefix(content, "-> "); is {
			err = os.Symlink(target, path)
		} else {
			err = os.WriteFile(path, []byte(content), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func hex256(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// TestBring has homes with what other programs leave, whole and not, and servers that
// have the file or not. What is converted is told by the converter's argument.
func TestBring(t *testing.T) {
	const (
		keras = ".keras/models/" + OfficialName
		dense = ".keras/models/" + kerasWhole
		torch = ".cache/torch/hub/checkpoints/" + torchvisionName
		hub   = ".cache/huggingface/hub/models--timm--vgg19.tv_in1k/"
		snap  = hub + "snapshots/0123abcd/model.safetensors"
	)
	blob := hub + "blobs/" + hex256("fine")
	gone := answer(http.StatusNotFound)
	for name, c := range map[string]struct {
		home   map[string]string
		named  string
		server http.HandlerFunc
		from   string // path below the home of what is converted; empty: it fails
		says   string // of all that is said, and the error
	}{
		"Keras":              {map[string]string{keras: "fine"}, "", gone, keras, ""},
		"Keras, whole":       {map[string]string{dense: "fine"}, "", gone, dense, ""},
		"PyTorch":            {map[string]string{torch: "fine"}, "", gone, torch, ""},
		"old PyTorch":        {map[string]string{".cache/torch/checkpoints/" + torchvisionName: "fine"}, "", gone, ".cache/torch/checkpoints/" + torchvisionName, ""},
		"Hugging Face":       {map[string]string{blob: "fine", snap: "-> ../../blobs/" + filepath.Base(blob)}, "", gone, snap, ""},
		"Hugging Face, copy": {map[string]string{snap: "fine"}, "", gone, snap, ""},
		"the best of two":    {map[string]string{torch: "fine", keras: "fine"}, "", gone, keras, ""},
		"the whole of two":   {map[string]string{torch: "fine", keras: "bad"}, "", gone, torch, "left by Keras, cannot be used: " + OfficialName + " has the checksum"},
		"damaged blob":       {map[string]string{blob: "bad", snap: "-> ../../blobs/" + filepath.Base(blob)}, "", gone, "", "left by Hugging Face, cannot be used"},
		"lost blob":          {map[string]string{snap: "-> ../../blobs/" + filepath.Base(blob)}, "", whole, "pawgrad/" + OfficialName, ""},
		"a folder":           {map[string]string{keras + "/x": ""}, "", whole, "pawgrad/" + OfficialName, ""},
		"official":           {nil, "", whole, "pawgrad/" + OfficialName, ""},
		"nothing anywhere":   {nil, "", gone, "", "404"},
		"named":              {map[string]string{keras: "fine", "mine.h5": "fine"}, "mine.h5", gone, "mine.h5", ""},
		"named, damaged":     {map[string]string{keras: "fine", torchvisionName: "bad"}, torchvisionName, gone, "", "has the checksum"},
		"named, missing":     {map[string]string{keras: "fine"}, "mine.h5", whole, "", "no such file"},
	} {
		t.Run(name, func(t *testing.T) {
			home := t.TempDir()
			put(t, home, c.home)
			f, _ := testFetcher(t, c.server)
			var said []string
			named, converted := "", ""
			if c.named != "" {
				named = filepath.Join(home, c.named)
			}
			m, from, err := Bring(context.Background(), Options{
				Out: filepath.Join(home, "out"), Named: named, Cache: filepath.Join(home, "pawgrad"),
				Places: Places(func(string) string { return "" }, home), Fetcher: f,
				Published: func(path string) Sum {
					if sum := Published(path); sum.New == nil || strings.Contains(path, "blobs") || len(sum.Begins) == 64 {
						return sum
					}
					return Sum{sha256.New, hex256("fine")[:8]} // for the small files of this test
				},
				Say: func(line string) { said = append(said, line) },
				convert: func(_ context.Context, from, _ string) (*vgg19.Manifest, error) {
					if _, err := os.Stat(from); err != nil {
						return nil, err
					}
					converted = from
					return &vgg19.Manifest{}, nil
				},
			})
			want := ""
			if c.from != "" {
				want = filepath.Join(home, filepath.FromSlash(c.from))
			}
			if converted != want || (err == nil) != (want != "") || (m == nil) != (err != nil) || (from == "") != (err != nil) {
				t.Errorf("%q was converted (%q), want %q; %v", converted, from, want, err)
			}
			if all := fmt.Sprint(strings.Join(said, "\n"), err); !strings.Contains(all, c.says) || c.says == "" && len(said) > 0 {
				t.Errorf("said %q, want %q", all, c.says)
			}
		})
	}
}

// TestBringIsInterrupted: what the user has stopped goes no other way.
func TestBringIsInterrupted(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	f, requests := testFetcher(t, whole)
	home := t.TempDir()
	put(t, home, map[string]string{".keras/models/" + OfficialName: "x"})
	_, _, err := Bring(ctx, Options{Out: filepath.Join(home, "out"), Cache: home, Places: Places(func(string) string { return "" }, home), Fetcher: f,
		Published: func(string) Sum { return Sum{} }, Say: func(string) {},
		convert: func(context.Context, string, string) (*vgg19.Manifest, error) {
			stop()
			return nil, errors.New("stopped")
		}})
	if !errors.Is(err, context.Canceled) || len(requests()) > 0 {
		t.Errorf("%v, %d requests", err, len(requests()))
	}
}

// TestHastyWithoutNetwork: nobody answers, or somebody who says nothing. It must not try
// more than once: each try may take seconds.
func TestHastyWithoutNetwork(t *testing.T) {
	for name, handler := range map[string]http.HandlerFunc{
		"hangs up": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"silent":   func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
	} {
		f, requests := testFetcher(t, handler)
		f = f.Hasty()
		if f.Answer.Seconds() > 5 {
			t.Errorf("it waits for %v", f.Answer)
		}
		f.Answer /= 100
		if err := f.Fetch(context.Background(), filepath.Join(t.TempDir(), "x")); err == nil || len(requests()) > 1 {
			t.Errorf("%s: %v after %d requests, want an error after one", name, err, len(requests()))
		}
	}
	f, _ := testFetcher(t, whole)
	f.URL = "http://127.0.0.1:1/" // nobody listens there
	if err := f.Hasty().Fetch(context.Background(), filepath.Join(t.TempDir(), "x")); err == nil || !strings.Contains(err.Error(), "refused") {
		t.Errorf("nobody listens: %v", err)
	}
	// What has begun to arrive is waited for.
	f, _ = testFetcher(t, brokenAfter(1000), brokenAfter(1000), whole)
	if err := f.Hasty().Fetch(context.Background(), filepath.Join(t.TempDir(), "x")); err != nil {
		t.Error(err)
	}
}
