package app

import (
	"strings"
	"testing"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

func TestALinkIsCopiedOrSaysWhereItStands(t *testing.T) {
	for _, refused := range []bool{false, true} {
		l, b := laboratory(t)
		b.refusesCopies = refused
		l.copyLink()
		shown := strings.Contains(ui.HTMLString(&settingsPanel{watching{lab: l}}), "Link copied")
		if shown == refused || (b.copied == b.Address()) == refused {
			t.Errorf("refused %v: copied %q, the button says so: %v", refused, b.copied, shown)
		}
		if told := strings.Contains(l.Notice, "address bar"); told != refused {
			t.Errorf("refused %v: the notice is %q", refused, l.Notice)
		}
	}
}
