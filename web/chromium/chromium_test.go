package chromium

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFind finds a browser of each common name, the one that CHROMIUM names before all
// others, and says what to do where there is none.
func TestFind(t *testing.T) {
	for name, c := range map[string]struct {
		installed, named string
		want             string // the found file's name, or a part of the error
	}{
		"Debian's":             {"chromium", "", "chromium"},
		"Ubuntu's":             {"chromium-browser", "", "chromium-browser"},
		"Google's":             {"google-chrome", "", "google-chrome"},
		"short":                {"chrome", "", "chrome"},
		"named":                {"my-own", "my-own", "my-own"},
		"none":                 {"firefox", "", "install it, or name it in the environment variable CHROMIUM"},
		"named, but not there": {"chromium", "no-such", "looked for no-such"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			if err := os.WriteFile(filepath.Join(folder, c.installed), nil, 0o755); err != nil {
				t.Fatal(err)
			}
			t.Setenv("PATH", folder)
			t.Setenv("CHROMIUM", c.named)
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
	for named, want := range map[string]string{"/no/where": "install it, or name it", "false": "start "} {
		t.Setenv("CHROMIUM", named)
		if b, err := Launch(t.Context(), ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v", named, b, err)
		}
	}
}
