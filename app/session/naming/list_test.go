package naming

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
)

// named plays an answer of the desk on photos.
func named(id, total int, over bool, runs []string, photos ...protocol.NamedPhoto) protocol.Named {
	return protocol.Named{ID: id, Total: total, Over: over, Runs: runs, Photos: photos}
}

func TestList(t *testing.T) {
	n, p := open()
	n.NameAll(protocol.NameAll{Name: "test1", Paths: []string{"test1/1.jpg"}}, []host.Blob{&file{"test1/1.jpg"}})
	if _, asked := p.last().(protocol.NameAll); asked || !n.List.Going() {
		t.Fatal("the desk is asked while no network can answer")
	}
	n.Loaded(protocol.ModelLoaded{Run: "run1"}, true)
	asked, ok := p.last().(protocol.NameAll)
	if !ok || asked.Name != "test1" {
		t.Fatalf("sent %+v", p.last())
	}
	n.Named(named(asked.ID, 3, false, []string{"run1"}, protocol.NamedPhoto{Name: "1.jpg", Probabilities: []float32{0.75}}))
	n.Named(named(asked.ID-1, 9, true, []string{"run1"}, protocol.NamedPhoto{Name: "of another list"}))
	n.Loaded(protocol.ModelLoaded{Run: "run2"}, true)
	n.Named(named(asked.ID, 3, true, []string{"run1", "run2", "gone"}, protocol.NamedPhoto{Name: "2.jpg", Error: "Damaged."}, protocol.NamedPhoto{Name: "=3.jpg", Probabilities: []float32{0.25, -1, 0.5}}))
	l := n.List
	if l.Going() || l.Total != 3 || !slices.Equal(l.Names, []string{"1.jpg", "2.jpg", "=3.jpg"}) || l.Errors[1] != "Damaged." || len(l.Answers) != 2 {
		t.Fatalf("%+v", l)
	}
	for _, c := range []struct {
		id string
		i  int
		p  float32
		ok bool
	}{{"run1", 0, 0.75, true}, {"run1", 1, 0, false}, {"run1", 2, 0.25, true}, {"run2", 0, 0, false}, {"run2", 2, 0, false}, {"run3", 0, 0, false}} {
		if p, ok := l.At(c.id, c.i); p != c.p || ok != c.ok {
			t.Errorf("%s of photo %d: %v, %v", c.id, c.i, p, ok)
		}
	}
	classes := []string{"cat", "dog"}
	networks := []Column{{"run1", "SGD", classes}, {"run2", "Adam", classes}}
	for form, want := range map[Form]string{
		ByClass:    "file,class,probability\n1.jpg,dog,0.750000\n2.jpg,,\n'=3.jpg,cat,0.750000\n",
		ByNetwork:  "file,network,class,probability\n1.jpg,SGD,dog,0.750000\n1.jpg,Adam,,\n2.jpg,SGD,,\n2.jpg,Adam,,\n'=3.jpg,SGD,cat,0.750000\n'=3.jpg,Adam,,\n",
		Submission: "id,label\n1,0.750000\n2,0.500000\n'=3,0.250000\n",
	} {
		if got := string(l.CSV(form, networks)); got != want {
			t.Errorf("form %d:\n%s\nwant\n%s", form, got, want)
		}
	}
	n.Unload("run1")
	if _, ok := l.At("run1", 0); ok {
		t.Error("the answers of a network that is gone stay")
	}
	n.NameAgain()
	if again := p.last().(protocol.NameAll); again.ID == asked.ID || len(n.List.Names) != 0 {
		t.Errorf("named again: %+v, %+v", again, n.List)
	}
	n.CancelAll()
	if _, ok := p.last().(protocol.CancelNameAll); !ok || n.List.Going() || n.List.Problem == "" {
		t.Errorf("cancelled: %+v, %+v", p.last(), n.List)
	}
	if l := n.List; l.File("test1/1.jpg") == nil || l.File("in/an/archive.jpg") != nil {
		t.Error("a photo that is at hand cannot be shown, or one that is not can")
	}
	n.CloseList()
	if n.List != nil || n.List.Going() {
		t.Error("the list stays")
	}
}

// TestManyPhotosAreAList: more photos than one looks at are not cut off.
func TestManyPhotosAreAList(t *testing.T) {
	n, p := open()
	n.Loaded(protocol.ModelLoaded{Run: "run1"}, true)
	var many []host.Blob
	for i := range MaxPhotos + 1 {
		many = append(many, &file{fmt.Sprint(i, ".jpg")})
	}
	n.AddPhotos(many, Unknown)
	if c, ok := p.last().(protocol.NameAll); !ok || len(c.Paths) != len(many) || len(n.Photos) != 0 {
		t.Errorf("sent %+v, %d cards", p.last(), len(n.Photos))
	}
}

// TestALostDeskEndsTheList with a sentence.
func TestALostDeskEndsTheList(t *testing.T) {
	n, _ := open()
	n.Loaded(protocol.ModelLoaded{Run: "run1"}, true)
	n.NameAll(protocol.NameAll{Name: "a"}, nil)
	n.Lost()
	if n.List.Going() || !strings.Contains(n.List.Problem, "again") {
		t.Errorf("%+v", n.List)
	}
	if _, _, ok := Class(float32(math.NaN())); ok {
		t.Error("no number is an answer")
	}
}
