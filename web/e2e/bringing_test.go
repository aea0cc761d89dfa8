package e2e

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"pawgrad/app/session/pretrained"
	"pawgrad/assets/vgg19"
	"pawgrad/assets/vgg19/convert"
	"pawgrad/assets/vgg19/obtain"
	"pawgrad/assets/vgg19/testfile"
	"pawgrad/assets/vgg19/testfile/torchvision"
)

// realAsTorchvision are the real weights in the arrays of torchvision's state_dict.
func realAsTorchvision(t *testing.T) []testfile.Array {
	t.Helper()
	arrays, err := torchvision.Arrays(realBase(t))
	if err != nil {
		t.Fatal(err)
	}
	return arrays
}

// TestWithoutWeights goes the whole way of a visitor to a site without VGG19: reads what
// to do, copies the address, drops PyTorch's file of 575 MB, chooses the network, which
// could not be chosen before, and has it on the next visit without a network.
func TestWithoutWeights(t *testing.T) {
	file := filepath.Join(t.TempDir(), "vgg19-dcbb9e9d.pth")
	if _, err := torchvision.Write(file, testfile.TorchLegacy, realAsTorchvision(t)); err != nil {
		t.Fatal(err)
	}
	v := open(t, "")
	v.waitText("#weights-state", "VGG19 needs its weights")
	v.waitFor("VGG19 not to be for choice without its weights", `document.querySelector("#model-vgg19").disabled`)
	v.click("#weights-state summary")
	for _, says := range []string{"make vgg19", "make run", "80.1 MB", "Drop it anywhere on this page", "20.1 MB", "once"} {
		v.waitText("#weights-state", says)
	}
	v.wantCount("#weights-state li", 3) // steps
	want(v, "the address", `document.querySelector("#weights-address").href`, convert.OfficialURL)
	v.click("#copy-weights-address")
	v.waitFor("the address to be copied, or the browser's refusal to be told",
		`document.querySelector("#copy-weights-address").textContent === "Address copied" || document.querySelector("#notice")?.textContent.includes("copy the address")`)
	v.shot("steps")

	v.drop(write(t, t.TempDir(), "vgg16.pth", []byte("PK\x03\x04 and no more")))
	v.waitText("#weights-problem", "vgg16.pth")
	v.drop(file)
	v.waitFor("VGG19 to be there", `!document.querySelector("#model-vgg19").disabled`)
	v.click(`label[for="model-vgg19"]`)
	v.waitBase(pretrained.Ready)
	v.waitText("#licence", "BSD 3-Clause")
	v.shot("ready")

	v.waitBaseKept()
	v.waitFor("the site to be kept", `navigator.serviceWorker.ready.then((r) => r.active?.state === "activated")`)
	world.site.goDown(true)
	defer world.site.goDown(false)
	v.reload()
	v.waitFor("VGG19 to be there still", `!document.querySelector("#model-vgg19").disabled`)
	v.forgive("net::ERR") // the browser reports what the service worker could not fetch
}

// TestFromEachCache has machines on which Keras, PyTorch or Hugging Face's programs have
// used VGG19: the weights are found and converted, the site has them, and the page
// trains with them.
func TestFromEachCache(t *testing.T) {
	arrays := realAsTorchvision(t)
	const hub = ".cache/huggingface/hub/models--timm--vgg19.tv_in1k"
	for name, c := range map[string]struct {
		leave   func(t *testing.T, home string)
		site    func(t *testing.T, home string) map[string][]byte
		licence string
	}{
		"Keras": {func(t *testing.T, home string) {
			link(t, realWeights(t), filepath.Join(home, ".keras", "models", obtain.OfficialName))
		}, siteWith, "CC BY 4.0"},
		"PyTorch": {func(t *testing.T, home string) {
			path := filepath.Join(home, ".cache", "torch", "hub", "checkpoints", "vgg19-dcbb9e9d.pth")
			if _, err := torchvision.Write(path, testfile.Torch, arrays); err != nil {
				t.Fatal(err)
			}
		}, siteWith, "BSD 3-Clause"},
		// What is published of the other two files is not of these weights; in this cache any
		// file is known by its own sum, so this one is left to the command.
		"Hugging Face": {func(t *testing.T, home string) {
			content := testfile.Safetensors(arrays[:32]) // the convolutions alone
			sum := sha256.Sum256(content)
			blob := filepath.Join(home, hub, "blobs", hex.EncodeToString(sum[:]))
			if err := os.MkdirAll(filepath.Dir(blob), 0o755); err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Dir(blob), filepath.Base(blob), content)
			link(t, filepath.Join("..", "..", "blobs", filepath.Base(blob)), filepath.Join(home, hub, "snapshots", "0a1b2c", "model.safetensors"))
		}, makeSite, "BSD 3-Clause"},
	} {
		t.Run(name, func(t *testing.T) {
			home := t.TempDir()
			c.leave(t, home)
			files := c.site(t, home)
			world.site.answerFirst(func(w http.ResponseWriter, file string) bool {
				content, ok := files[file]
				if ok {
					w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(cmp.Or(file, "index.html"))))
					w.Write(content)
				}
				return ok
			})
			defer world.site.answerFirst(nil)
			v := open(t, "#model=vgg19&train=head&size=64&epochs=1&batch=8&methods=adam")
			v.waitFor("the bundled set", `document.querySelector('#data[data-phase="4"]')`)
			v.waitText("#weights", "are loaded at the first start")
			v.waitText("#licence", c.licence)
			v.drop(fewPhotos(t, 8))
			v.waitText("#data", "few-photos")
			v.startChosen()
			v.openTab("runs")
			v.waitStatus("adam", "done")
			v.shot("trained-" + strings.ToLower(strings.ReplaceAll(name, " ", "-")))
		})
	}
}

func link(t *testing.T, target, at string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, at); err != nil {
		t.Fatal(err)
	}
}

// siteWith converts what is found in a home and gives the files in which a site with
// these weights differs from the one without.
func siteWith(t *testing.T, home string) map[string][]byte {
	t.Helper()
	out := filepath.Join(home, "out")
	manifest, from, err := obtain.Bring(context.Background(), obtain.Options{
		Out: out, Cache: home, Fetcher: obtain.OfficialFile().Hasty(), Say: func(line string) { t.Error(line) },
		Places: obtain.Places(func(string) string { return "" }, home), Published: func(string) obtain.Sum { return obtain.Sum{} }})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(from)
	shell, err := os.ReadFile(filepath.Join(world.dist, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{"": regexp.MustCompile(`data-vgg19="[^"]*"`).ReplaceAll(shell, []byte(`data-vgg19="`+manifest.ID()+`"`))}
	for name, content := range filesBelow(t, out) {
		files["vgg19/"+name] = content
	}
	return files
}

// makeSite runs make site as somebody with that home would, and gives its files.
func makeSite(t *testing.T, home string) map[string][]byte {
	t.Helper()
	dist := filepath.Join(home, "dist")
	command := exec.Command("make", "site", "OUT="+dist, "WEIGHTS_FOLDER="+filepath.Join(home, "vgg19"))
	command.Dir = world.root
	command.Env = append(os.Environ(), "HOME="+home, "XDG_CACHE_HOME=", "HF_HOME=", "HF_HUB_CACHE=", "HUGGINGFACE_HUB_CACHE=")
	for _, key := range []string{"GOCACHE", "GOMODCACHE", "GOPATH", "GOFLAGS", "GOPROXY"} { // Go's own, which are of the real home
		value, err := exec.Command("go", "env", key).Output()
		if err != nil {
			t.Fatal(err)
		}
		command.Env = append(command.Env, key+"="+strings.TrimSpace(string(value)))
	}
	said, err := command.CombinedOutput()
	if err != nil || !bytes.Contains(said, []byte("which Hugging Face has left")) {
		t.Fatalf("%v\n%s", err, said)
	}
	t.Logf("%s", said)
	files := filesBelow(t, dist)
	files[""] = files["index.html"]
	if _, err := vgg19.ParseManifest(files["vgg19/"+vgg19.ManifestName]); err != nil {
		t.Fatal(err)
	}
	return files
}

// filesBelow reads all files below a folder.
func filesBelow(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			files[name], err = os.ReadFile(filepath.Join(dir, name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
