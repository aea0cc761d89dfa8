package measure

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestLog writes outcomes, opens the file again and reads them; a key that is measured anew
// has its later outcome.
func TestLog(t *testing.T) {
	type key struct{ Row string }
	path := filepath.Join(t.TempDir(), "new", "log")
	l, err := OpenLog[key, float64](path)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []float64{0.8, 0.9} {
		if err := l.Put(key{"head96"}, v); err != nil {
			t.Fatal(err)
		}
	}
	l.Close()
	again, err := OpenLog[key, float64](path)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if got, known := again.Get(key{"head96"}); !known || got != 0.9 {
		t.Errorf("%g, known: %v; want 0.9", got, known)
	}
	if _, known := again.Get(key{"head150"}); known {
		t.Error("what was never measured is known")
	}
}

// TestOldLog reads a line as web/tune has always written it.
func TestOldLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	if err := os.WriteFile(path, []byte(`{"run":{"model":"cnn"},"outcome":{"seconds":3}}`+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	l, err := OpenLog[map[string]string, map[string]int](path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if got, known := l.Get(map[string]string{"model": "cnn"}); !known || got["seconds"] != 3 {
		t.Errorf("%v, known: %v", got, known)
	}
}

// TestNoLog has a file that is none named, and without a file keeps what it is given.
func TestNoLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "poem")
	if err := os.WriteFile(path, []byte("Roses are red"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenLog[string, int](path); err == nil || !strings.Contains(err.Error(), "name another file") {
		t.Errorf("a poem: %v", err)
	}
	l, err := OpenLog[string, int]("")
	if err != nil {
		t.Fatal(err)
	}
	if got, known := l.Get("a"); l.Put("a", 1) != nil || known {
		t.Errorf("known before: %d", got)
	}
	if got, known := l.Get("a"); !known || got != 1 {
		t.Errorf("%d, known: %v", got, known)
	}
}
