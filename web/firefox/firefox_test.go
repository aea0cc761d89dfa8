package firefox

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFind finds Debian's Firefox before others, the one that FIREFOX names before all, and
// says what to do where there is none.
func TestFind(t *testing.T) {
	for name, c := range map[string]struct {
		installed, named string
		want             string // the found file's name, or a part of the error
	}{
		"Debian's":             {"firefox-esr", "", "firefox-esr"},
		"Mozilla's":            {"firefox", "", "firefox"},
		"named":                {"my-own", "my-own", "my-own"},
		"none":                 {"chromium", "", "install it, or name it in the environment variable FIREFOX"},
		"named, but not there": {"firefox", "no-such", "looked for no-such"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			if err := os.WriteFile(filepath.Join(folder, c.installed), nil, 0o755); err != nil {
				t.Fatal(err)
			}
			t.Setenv("PATH", folder)
			t.Setenv("FIREFOX", c.named)
			path, err := Find()
			if err != nil {
				path = err.Error()
			}
			if !strings.HasSuffix(path, c.want) && (err == nil || !strings.Contains(path, c.want)) {
				t.Errorf("%q, want %q", path, c.want)
			}
		})
	}
}

// TestLaunchSaysWhatIsWrong starts no browser where there is none, and none that is no browser.
func TestLaunchSaysWhatIsWrong(t *testing.T) {
	for named, want := range map[string]string{"/no/where": "install it, or name it", "false": "ended at once"} {
		t.Setenv("FIREFOX", named)
		if b, err := Launch(t.Context(), t.TempDir()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v", named, b, err)
		}
	}
}
