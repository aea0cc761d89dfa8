package setup

import (
	"fmt"
	"strings"
	"testing"

	"pawgrad/app/protocol"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// TestLeftOutFiles: thousands of files are a row a reason, with a dozen names, whether their
// sentences are the same or each its own.
func TestLeftOutFiles(t *testing.T) {
	var same, each, mixed []protocol.Skipped
	for i := range 12500 {
		path := fmt.Sprint(i, ".jpg")
		same = append(same, protocol.Skipped{Path: path, Kind: "corrupt", Reason: "Damaged."})
		each = append(each, protocol.Skipped{Path: path, Kind: "duplicates", Reason: fmt.Sprint("The same photo as ", i, ".")})
		mixed = append(mixed, protocol.Skipped{Path: path, Kind: "unreadable", Reason: []string{"Locked with a password.", "Compressed by Deflate64."}[i%2]})
	}
	for name, c := range map[string]struct {
		skipped []protocol.Skipped
		rows    int
		says    string
	}{
		"none":             {nil, 0, ""},
		"one":              {same[:1], 1, "Damaged."},
		"one sentence":     {same, 1, "and 12,488 files more: Damaged."},
		"a sentence each":  {each, 1, "12,500 duplicates: "},
		"its own is said":  {each, 1, "The same photo as 11. and 12,488 files more."},
		"two of a kind":    {mixed, 2, "and 6,238 files more: Compressed by Deflate64."},
		"kinds are parted": {append(append([]protocol.Skipped{}, same...), each...), 2, "12,500 duplicates: "},
		"of old reports":   {[]protocol.Skipped{{Path: "a", Reason: "Damaged."}}, 1, "Damaged."},
	} {
		if got := len(groupOmitted(c.skipped)); got != c.rows {
			t.Errorf("%s: %d rows, want %d", name, got, c.rows)
		}
		text := ui.HTMLString(ui.Div().Body((&dataPanel{}).leftOutFiles("skipped", c.skipped)))
		for _, tag := range []string{"<code>", "</code>", "\n"} {
			text = strings.ReplaceAll(text, tag, "")
		}
		if !strings.Contains(strings.Join(strings.Fields(text), " "), c.says) {
			t.Errorf("%s: %.600s, want %q", name, text, c.says)
		}
		if n := strings.Count(text, ".jpg"); n > 2*12 {
			t.Errorf("%s: %d names", name, n)
		}
		if n := strings.Count(string(leftOutCSV(c.skipped)), "\n"); n != len(c.skipped)+1 {
			t.Errorf("%s: %d lines are saved of %d files", name, n, len(c.skipped))
		}
	}
}
