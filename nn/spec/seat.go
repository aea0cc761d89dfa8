package spec

// Seat returns the experiment as it is run at one of many seats, counted from 1, as of a class: with seeds that no
// other seat has, so that all of them together are one study.
func (e Experiment) Seat(seat int) Experiment {
	e = e.Clone()
	e.Shared.Seed = (e.Shared.Seed + uint64(seat-1)*uint64(e.Seeds)) % (largestSeed + 1)
	return e
}
