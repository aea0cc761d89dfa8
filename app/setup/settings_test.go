package setup

import (
	"strings"
	"testing"

	"pawgrad/app/apptest"
	"pawgrad/app/browser/fake"
	"pawgrad/app/session"
	"pawgrad/app/session/form"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

func TestALinkIsCopiedOrSaysWhereItStands(t *testing.T) {
	for _, refused := range []bool{false, true} {
		in, s, b := stand()
		b.RefusesCopies = refused
		in.copyLink()
		shown := strings.Contains(ui.HTMLString(&settingsPanel{part{In: in}}), "Link copied")
		if shown == refused || (b.Copied == b.Address()) == refused {
			t.Errorf("refused %v: copied %q, the button says so: %v", refused, b.Copied, shown)
		}
		if told := strings.Contains(s.Board.Notice, "address bar"); told != refused {
			t.Errorf("refused %v: the notice is %q", refused, s.Board.Notice)
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
		in, s, _ := stand()
		s.Form.ChooseModel(c.model)
		s.Form.Edit(form.Field{Key: spec.KeyZoom}, c.zoom)
		html := ui.HTMLString(&settingsPanel{part{In: in}})
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

func TestARefusedStartLeadsToTheField(t *testing.T) {
	in, s, b := stand()
	s.Form.Edit(form.Field{Method: spec.RMSprop, Key: spec.KeyRho}, "2")
	in.start(s.Form.CompareAll(), true)
	for range 10 {
		b.NextFrame()
	}
	if in.open.Method != spec.RMSprop || b.Focused != "field-rmsprop-rho" {
		t.Errorf("open %v, focus on %q", in.open, b.Focused)
	}
}

func TestAMethodUnfolds(t *testing.T) {
	in, s, _ := stand()
	in.open = form.Field{Method: spec.Adam}
	s.Form.Edit(form.Field{Method: spec.Adam, Key: spec.KeyLearningRate}, "fast")
	page := ui.HTMLString(in.Render())
	for _, want := range []string{"Learning rate cannot be", "Bias correction"} {
		if !strings.Contains(page, want) {
			t.Errorf("the method's details have no %q", want)
		}
	}
}

// stand returns the set-up of a session with photos, the session, and the browser.
func stand() (*Panel, *session.Session, *fake.Browser) {
	screen, s, _, b := apptest.New()
	return New(screen, s, Links{}), s, b
}
