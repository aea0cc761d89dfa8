package obtain

import (
	"path/filepath"
	"strings"
)

// Place is where another program keeps VGG19's weights, once it has used them.
type Place struct {
	// By names the program.
	By string
	// Pattern is the file's path, where * stands for any name.
	Pattern string
}

// Places lists them, the best first: Keras' small file, then those that hold the
// dense layers as well. They are where each program's documentation says, by the
// environment that getenv reads and the user's home folder.
func Places(getenv func(string) string, home string) []Place {
	// first is the first of the variables that is set, else a folder in the home.
	first := func(otherwise string, variables ...string) string {
		for _, name := range variables {
			if dir := getenv(name); dir != "" {
				return expand(dir, home)
			}
		}
		return otherwise
	}
	in := filepath.Join
	cache := first(in(home, ".cache"), "XDG_CACHE_HOME")
	keras := in(first(in(home, ".keras"), "KERAS_HOME"), "models")
	torch := first(in(cache, "torch"), "TORCH_HOME")
	hub := first(in(first(in(cache, "huggingface"), "HF_HOME"), "hub"), "HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE")
	snapshot := in(hub, "models--timm--vgg19.tv_in1k", "snapshots", "*")
	return []Place{
		{"Keras", in(keras, OfficialName)},
		{"Keras", in(keras, kerasWhole)},
		{"PyTorch", in(torch, "hub", "checkpoints", torchvisionName)},
		{"PyTorch", in(torch, "checkpoints", torchvisionName)}, // before version 1.6
		{"Hugging Face", in(snapshot, "model.safetensors")},
		{"Hugging Face", in(snapshot, "pytorch_model.bin")},
	}
}

// expand replaces a leading ~, which Python's programs understand in these
// variables.
func expand(dir, home string) string {
	if rest, is := strings.CutPrefix(dir, "~"); is && (rest == "" || rest[0] == '/' || rest[0] == filepath.Separator) {
		return filepath.Join(home, rest)
	}
	return dir
}
