package setup

import (
	"fmt"
	"testing"

	"pawgrad/app/protocol"
)

// TestSkippedRows: thousands of files with one reason are one row, and there are no more rows
// than can be read.
func TestSkippedRows(t *testing.T) {
	var same, each []protocol.Skipped
	for i := range 12500 {
		same = append(same, protocol.Skipped{Path: fmt.Sprint(i, ".jpg"), Reason: "Damaged."})
		each = append(each, protocol.Skipped{Path: fmt.Sprint(i, ".jpg"), Reason: fmt.Sprint("The same photo as ", i)})
	}
	for name, c := range map[string]struct {
		skipped []protocol.Skipped
		want    int
	}{"none": {nil, 0}, "one": {same[:1], 1}, "one reason": {same, 1}, "a reason each": {each, 41}} {
		if got := len(skippedRows(c.skipped)); got != c.want {
			t.Errorf("%s: %d rows, want %d", name, got, c.want)
		}
	}
}
