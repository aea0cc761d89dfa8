package understand

import (
	"bytes"
	"image"
	"image/png"
	"testing"
)

// TestAFilmIsDrawnPictureByPicture and offered when the last is there.
func TestAFilmIsDrawnPictureByPicture(t *testing.T) {
	_, g, b := stand()
	var still bytes.Buffer
	if err := png.Encode(&still, image.NewNRGBA(image.Rect(0, 0, 2, 2))); err != nil {
		t.Fatal(err)
	}
	b.Drawn = still.Bytes()
	g.film.save()
	g.film.save() // is of no use meanwhile
	if g.film.of != mostFrames || g.film.drawn != 0 {
		t.Errorf("%d of %d pictures", g.film.drawn, g.film.of)
	}
	for range 2 * mostFrames {
		b.NextFrame()
	}
	if b.Saved["pawgrad-surface.png"] == nil || g.film.of != 0 {
		t.Errorf("no film, with %d of %d pictures", g.film.drawn, g.film.of)
	}
	b.Drawn = []byte("no picture")
	delete(b.Saved, "pawgrad-surface.png")
	g.film.save()
	for range 2 * mostFrames {
		b.NextFrame()
	}
	if b.Saved["pawgrad-surface.png"] != nil || g.film.of != 0 {
		t.Error("a film of what is no picture")
	}
}

func TestShares(t *testing.T) {
	for steps, want := range map[int]int{80: mostFrames, 10: 11, 1: 2, 0: 2} {
		if got := shares(steps); len(got) != want || got[0] != 0 || got[len(got)-1] != 1 {
			t.Errorf("%d steps: %v", steps, got)
		}
	}
}
