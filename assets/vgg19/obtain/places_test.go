package obtain

import (
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestPlaces holds the places to what each program's documentation says.
func TestPlaces(t *testing.T) {
	for name, c := range map[string]struct {
		env  map[string]string
		want []string // in this order, among others
	}{
		"as installed": {nil, []string{
			"/home/ada/.keras/models/vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5",
			"/home/ada/.keras/models/vgg19_weights_tf_dim_ordering_tf_kernels.h5",
			"/home/ada/.cache/torch/hub/checkpoints/vgg19-dcbb9e9d.pth",
			"/home/ada/.cache/huggingface/hub/models--timm--vgg19.tv_in1k/snapshots/*/model.safetensors",
		}},
		"one cache for all": {map[string]string{"XDG_CACHE_HOME": "/big/cache"}, []string{
			"/home/ada/.keras/models/vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5",
			"/big/cache/torch/hub/checkpoints/vgg19-dcbb9e9d.pth",
			"/big/cache/huggingface/hub/models--timm--vgg19.tv_in1k/snapshots/*/model.safetensors",
		}},
		"each its own": {map[string]string{"XDG_CACHE_HOME": "/big/cache", "KERAS_HOME": "/k", "TORCH_HOME": "~/t", "HF_HOME": "/h"}, []string{
			"/k/models/vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5",
			"/home/ada/t/hub/checkpoints/vgg19-dcbb9e9d.pth",
			"/h/hub/models--timm--vgg19.tv_in1k/snapshots/*/model.safetensors",
		}},
		"the hub's own": {map[string]string{"HF_HOME": "/h", "HF_HUB_CACHE": "/hub"}, []string{
			"/hub/models--timm--vgg19.tv_in1k/snapshots/*/model.safetensors",
		}},
		"the hub's own, as before": {map[string]string{"HUGGINGFACE_HUB_CACHE": "~"}, []string{
			"/home/ada/models--timm--vgg19.tv_in1k/snapshots/*/model.safetensors",
		}},
		"nobody's home": {map[string]string{"TORCH_HOME": "~bob/t"}, []string{"~bob/t/hub/checkpoints/vgg19-dcbb9e9d.pth"}},
	} {
		at := -1
		var paths []string
		for _, p := range Places(func(key string) string { return c.env[key] }, filepath.FromSlash("/home/ada")) {
			paths = append(paths, filepath.ToSlash(p.Pattern))
		}
		for _, want := range c.want {
			i := slices.Index(paths, want)
			if i <= at {
				t.Errorf("%s: %s is not among, or not behind the one before, in\n%s", name, want, strings.Join(paths, "\n"))
			}
			at = i
		}
	}
}

func TestPlan(t *testing.T) {
	keras, torch := Source{Found, "k.h5", "Keras"}, Source{Found, "t.pth", "PyTorch"}
	official := Source{Kind: Official}
	for name, c := range map[string]struct {
		facts Facts
		want  []Source
	}{
		"nothing there":  {Facts{}, []Source{official}},
		"others' files":  {Facts{Found: []Source{keras, torch}}, []Source{keras, torch, official}},
		"kept":           {Facts{Kept: true, Found: []Source{keras}}, []Source{{Kind: Kept}}},
		"named":          {Facts{Named: "mine.pth"}, []Source{{Kind: Named, Path: "mine.pth"}}},
		"named and kept": {Facts{Named: "mine.pth", Kept: true, Found: []Source{keras}}, []Source{{Kind: Named, Path: "mine.pth"}}},
	} {
		if got := Plan(c.facts); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestPublished(t *testing.T) {
	for name, want := range map[string]string{
		"a/" + OfficialName:      "253f8cb515780f3b799900260a226db6",
		"a/" + kerasWhole:        "cbe5617147190e668d6c5d5026f83318",
		"a/vgg19-dcbb9e9d.pth":   "dcbb9e9d",
		"a/vgg19.pth":            "",
		"a/vgg19-2024.pth":       "",
		"a/model.safetensors":    "",
		"a/vgg19-dcbb9e9d.pth.x": "",
	} {
		if got := Published(name); got.Begins != want {
			t.Errorf("%s: %q, want %q", name, got.Begins, want)
		}
	}
}
