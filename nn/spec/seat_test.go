package spec

import "testing"

// TestSeat: no two seats share a seed, and the first has the experiment as it is.
func TestSeat(t *testing.T) {
	e := DefaultExperiment()
	e.Shared.Seed, e.Seeds = largestSeed-3, 2 // they begin anew behind the largest
	if got, want := e.Seat(1).Encode(), e.Encode(); got != want {
		t.Errorf("seat 1 has %q, want %q", got, want)
	}
	of := map[uint64]int{}
	for seat := 1; seat <= 30; seat++ {
		for _, r := range e.Seat(seat).Runs() {
			if other, taken := of[r.Seed]; taken && other != seat {
				t.Fatalf("seats %d and %d share the seed %d", other, seat, r.Seed)
			}
			of[r.Seed] = seat
		}
	}
}
