package photos

import (
	"bytes"
	"testing"
)

// TestLook holds what a network is shown against its preparation.
func TestLook(t *testing.T) {
	photo := noise(70, 50)
	if got, want := (Preparation{Size: 48}).Look(photo), Resize(photo, 48, 48); !bytes.Equal(got, want) {
		t.Error("a plain preparation is not the photo at its size")
	}
	p := Preparation{Size: 48, Via: 32, Mirrored: true}
	got, small := p.Look(photo), Resize(photo, 32, 32)
	whole := Resize(opaque(small, 32), 48, 48)
	if len(got) != 2*len(whole) || !bytes.Equal(got[:len(whole)], whole) {
		t.Fatal("the first input is not the photo by way of 32 pixels")
	}
	for at := range whole {
		y, x, c := at/3/48, at/3%48, at%3
		if got[len(whole)+at] != whole[(y*48+47-x)*3+c] {
			t.Fatal("the second input is not the mirror image")
		}
	}
	// A photo of no more pixels than the network has learned from loses nothing on the way.
	if p := noise(32, 32); !bytes.Equal((Preparation{Size: 48, Via: 32}).Look(p), Resize(p, 48, 48)) {
		t.Error("a photo of 32 pixels is another by way of 32 pixels")
	}
}

func TestPreparationCheck(t *testing.T) {
	for _, c := range []struct {
		p  Preparation
		ok bool
	}{
		{Preparation{Size: 48}, true},
		{Preparation{Size: 96, Via: 32, Mirrored: true}, true},
		{Preparation{Size: 96, Via: -32}, false},
		{Preparation{Size: 96, Via: 1 << 20}, false},
		{Preparation{Size: 1}, false},
		{Preparation{}, false},
	} {
		if err := c.p.Check(); (err == nil) != c.ok {
			t.Errorf("%+v: %v", c.p, err)
		}
	}
}
