package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"pawgrad/app/session/pretrained"
	"pawgrad/assets/vgg19"
	"pawgrad/assets/vgg19/convert"
)

// realWeights finds the file of VGG19's weights that tests may use but the project
// does not carry.
func realWeights(t testing.TB) string {
	t.Helper()
	path := filepath.Join(world.root, "..", "shared", "data", "vgg19", "vgg19_hybrid_notop.h5")
	if _, err := os.Stat(path); err != nil {
		t.Skipf("NOT TESTED with VGG19's real weights: there are none in ../shared/data/vgg19 (%v)", err)
	}
	return path
}

// realBase opens that file for as long as the test lasts.
func realBase(t testing.TB) vgg19.Source {
	t.Helper()
	file, err := os.Open(realWeights(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	source, err := convert.Open([]convert.File{{Name: file.Name(), Size: info.Size(), ReaderAt: file}})
	if err != nil {
		t.Fatal(err)
	}
	return source
}

// waitBase waits until VGG19's weights are in a phase.
func (v *visit) waitBase(phase pretrained.Phase) {
	v.t.Helper()
	v.waitFor(fmt.Sprintf("phase %d of the weights", phase), fmt.Sprintf(`document.querySelector('#weights[data-phase="%d"]')`, phase))
}

// waitBaseKept waits until the store has the manifest of VGG19's weights and all its shards.
// The page can use them before.
func (v *visit) waitBaseKept() {
	v.t.Helper()
	v.waitFor("the weights to be kept", `(async () => {
		const name = (await caches.keys()).find((name) => name.startsWith("pawgrad-kept") && name.endsWith(" vgg19"));
		if (!name) return false;
		const cache = await caches.open(name);
		const urls = (await cache.keys()).map((request) => request.url);
		const manifest = await cache.match(urls.find((url) => url.endsWith("/manifest.json")) ?? "none");
		return manifest && (await manifest.json()).shards.every((shard) => urls.some((url) => url.endsWith("/" + shard.sha256)));
	})()`)
}

// TestBringWeights drops the official kind of file onto the page, under another name.
// It is converted, and kept: the next visit has the weights, without a network too.
func TestBringWeights(t *testing.T) {
	renamed := filepath.Join(t.TempDir(), "weights.bin")
	if err := os.Symlink(realWeights(t), renamed); err != nil {
		t.Fatal(err)
	}
	v := open(t, "#model=vgg19")
	v.drop(renamed)
	v.waitBase(pretrained.Ready)
	v.waitText("#licence", "CC BY 4.0")
	v.shot("ready")

	v.waitBaseKept()
	v.waitFor("the site to be kept", `navigator.serviceWorker.ready.then((r) => r.active?.state === "activated")`)
	world.site.goDown(true)
	defer world.site.goDown(false)
	v.reload()
	v.waitBase(pretrained.Kept)
	v.waitText("#licence", "CC BY 4.0")
	v.forgive("net::ERR") // the browser reports what the service worker could not fetch
}

// TestBringWrongWeights drops files that only look like weights.
func TestBringWrongWeights(t *testing.T) {
	dir := t.TempDir()
	v := open(t, "")
	for _, c := range []struct{ name, content, says string }{
		{"poem.h5", "Dear Sir or Madam", "poem.h5"},
		{"empty.safetensors", "", "empty.safetensors"},
		{"model.json", `{"weightsManifest": [`, "model.json"},
		{"vgg19.pth", "PK\x03\x04", "this PyTorch file is damaged: it is cut short"},
		{"cat.jpg", "\x80\x02\x8a\x0a", "this is not a file of torch.save"},
		{"group1-shard1of4.bin", "1234", "its model.json is missing. Bring the model's whole folder"},
	} {
		v.drop(write(t, dir, c.name, []byte(c.content)))
		v.waitText("#weights-problem", c.says)
	}
	v.shot("problem")
	v.openTab("results") // the page lives on
}

// TestBringBrokenWeights drops the official file cut short, and a photo of its name.
func TestBringBrokenWeights(t *testing.T) {
	whole, err := os.ReadFile(realWeights(t))
	if err != nil {
		t.Fatal(err)
	}
	photo, err := os.ReadFile(realPhotos(t, "test", "cats", 1)[0])
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	v := open(t, "")
	for _, c := range []struct {
		name    string
		content []byte
	}{
		{"half_notop.h5", whole[:len(whole)/2]},
		{"photo_notop.h5", photo},
	} {
		v.drop(write(t, dir, c.name, c.content))
		v.waitText("#weights-problem", c.name)
	}
}
