package keep

import (
	"slices"
	"testing"
	"time"
)

func TestRoundsAreInTheOrderOfTheirNumbers(t *testing.T) {
	want := []string{
		"rounds/20251231-235959-12", "rounds/20260101-000000-2", // of older visits
		"rounds/000003-20261129-100500", "rounds/000003-20261129-100501", // of two tabs
		"rounds/000004-20261128-100500", // after the clock had been set back
		"rounds/000010-20261129-100500", "rounds/1000000-20261129-100500",
	}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, compareRounds)
	if !slices.Equal(got, want) {
		t.Errorf("order %q, want %q", got, want)
	}
}

func TestRoundIDs(t *testing.T) {
	began := time.Date(2026, 11, 29, 11, 5, 7, 0, time.FixedZone("", 3600))
	if id := RoundID(3, began); id != "000003-20261129-100507" || Number(id) != 3 {
		t.Errorf("%q has number %d", id, Number(id))
	}
	for id, want := range map[string]struct {
		number int
		began  string
	}{
		"000012-20261129-100507": {12, "2026-11-29 10:05"},
		"20261129-100507-3":      {0, "2026-11-29 10:05"},
		"3":                      {0, "3"},
		"":                       {0, ""},
		"x-20261129-100507":      {0, "x-20261129-100507"},
	} {
		if n, b := Number(id), beganOn(roundsFolder+id); n != want.number || b != want.began {
			t.Errorf("%q: number %d, begun on %s", id, n, b)
		}
	}
}
