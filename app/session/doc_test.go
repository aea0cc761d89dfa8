package session

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// TestTablesOfCommandsAndEvents holds the tables at the head of the package against the
// code: a command that has gone, or an event that nobody has placed, stands out.
func TestTablesOfCommandsAndEvents(t *testing.T) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "doc.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	_, tables, _ := strings.Cut(f.Doc.Text(), "# Commands")
	commands, events, _ := strings.Cut(tables, "# Events")

	s, _, _ := open(t, 1)
	machines := map[string]any{"Session": s, "Form": s.Form, "Images": s.Images, "Weights": s.Weights, "Naming": s.Naming,
		"Landscape": s.Landscape, "Doctor": s.Doctor, "Exports": s.Exports, "Board": s.Board}
	var machine string
	for _, word := range strings.Fields(commands) {
		if machines[word] != nil {
			machine = word
		} else if _, ok := reflect.TypeOf(machines[machine]).MethodByName(word); !ok {
			t.Errorf("%s has no command %s", machine, word)
		}
	}

	placed := regexp.MustCompile(`\w+`).FindAllString(events, -1)
	packages, err := parser.ParseDir(fset, "../protocol", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, file := range packages["protocol"].Files {
		for _, d := range file.Decls {
			if d, ok := d.(*ast.FuncDecl); ok && d.Name.Name == "event" && d.Recv != nil {
				n++
				if name := d.Recv.List[0].Type.(*ast.Ident).Name; !strings.Contains(" "+strings.Join(placed, " ")+" ", " "+name+" ") {
					t.Errorf("the table of events lacks %s", name)
				}
			}
		}
	}
	if n < 20 {
		t.Errorf("%d events were found in package protocol", n)
	}
}
