package main

import "pawgrad/app/protocol"

// mostTries is how often a run that failed is tried again.
const mostTries = 3

// failure is a run that failed, as its card has it.
type failure struct {
	Card string // the element's id, another one once the run is begun anew
	Run  string // its name, by which it is known then too
	Kind protocol.FailureKind
	Why  string
}

// mayGoWell reports whether a run that failed for such a reason may go well another
// time. Its arithmetic is the same every time, so a run that diverged does so again:
// that is what came of it.
func mayGoWell(kind protocol.FailureKind) bool {
	return kind != protocol.Diverged && kind != protocol.BadSetting && kind != protocol.BadData
}

// tries counts how often runs have been tried again, by their names.
type tries map[string]int

// again takes those of the failed runs that are to be tried again, and counts them.
func (t tries) again(failed []failure) []failure {
	var list []failure
	for _, f := range failed {
		if mayGoWell(f.Kind) && t[f.Run] < mostTries {
			t[f.Run]++
			list = append(list, f)
		}
	}
	return list
}
