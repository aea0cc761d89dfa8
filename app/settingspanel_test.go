package app

import (
	"strings"
	"testing"

	"pawgrad/app/session/form"
	"pawgrad/nn/spec"

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
		if told := strings.Contains(l.Board.Notice, "address bar"); told != refused {
			t.Errorf("refused %v: the notice is %q", refused, l.Board.Notice)
		}
	}
}

// TestVariantsAreAskedForWhereTheyMatter reads whether the form offers a number of variants: with
// VGG19 and photos that vary by amounts.
func TestVariantsAreAskedForWhereTheyMatter(t *testing.T) {
	for _, c := range []struct {
		model spec.ModelID
		zoom  string
		want  bool
	}{{spec.VGG19, "0.1", true}, {spec.VGG19, "0", false}, {spec.CNN, "0.1", false}} {
		l, _ := laboratory(t)
		l.Form.ChooseModel(c.model)
		l.Form.Edit(form.Field{Key: spec.KeyZoom}, c.zoom)
		html := ui.HTMLString(&settingsPanel{watching{lab: l}})
		at := strings.Index(html, `data-field="`+fieldID(form.Field{Key: spec.KeyVariants})+`"`)
		if at < 0 {
			t.Fatal("there is no field for variants")
		}
		// Of the group of fields the whole opening tag: go-app writes attributes in any order.
		group := html[:strings.LastIndex(html[:at], `class="fields"`)]
		fields := html[strings.LastIndex(group, "<"):at]
		if shown := !strings.Contains(strings.ReplaceAll(fields, `hidden="false"`, ""), "hidden"); shown != c.want {
			t.Errorf("%s with zoom %s: shown %v in %s", c.model, c.zoom, shown, fields)
		}
	}
}
