package native

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"pawgrad/assets/bundled"
	"pawgrad/assets/pack"
	"pawgrad/nn/spec"
)

// TestFeaturesEndWithTheCommand once went on for minutes after Ctrl-C.
func TestFeaturesEndWithTheCommand(t *testing.T) {
	set, file, err := pack.OpenFile("../../../assets/bundled/" + bundled.FileName)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	path := filepath.Join(t.TempDir(), "rows")
	_, err = Features(ctx, "wasm", nil, set, spec.DefaultRunOf(spec.VGG19, spec.SGD), path)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want that of the context", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("features that are not complete were kept")
	}
}
