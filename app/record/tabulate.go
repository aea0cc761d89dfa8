package record

import (
	"slices"

	"pawgrad/app/protocol"
)

// Tabulation works out a table of many runs a piece at a time, so that who does it can listen
// in between.
type Tabulation struct {
	table Table
	// pieces are what is left to do: a cell of the table each, and a pair of cells.
	pieces []func()
}

// position is where in a table a run belongs.
type position struct {
	part int
	arm  arm
}

// Tabulate begins a table. Runs that were stopped early do not count, nor do those whose rate was
// changed by hand: they are of no arm.
func Tabulate(e Round) *Tabulation {
	tested := map[position][]Run{}
	for _, r := range e.Runs {
		if r.Status == Finished && r.Changes == nil && len(r.Result.Test.Labels) > 0 {
			at := position{r.Part, armOf(r.Spec)}
			tested[at] = append(tested[at], r)
		}
	}
	t := &Tabulation{table: make(Table, len(e.Parts))}
	for i, part := range e.Parts {
		row := &t.table[i]
		*row = Row{Part: i, Spec: part.Shared}
		for _, a := range arms(part) {
			if runs := tested[position{i, a}]; runs != nil {
				t.pieces = append(t.pieces, func() {
					c := newCell(runs)
					c.Photos = protocol.Sum(protocol.Used(e.Set.Train, c.Runs[0].Spec.TrainImages))
					row.Cells = append(row.Cells, c)
				})
				for some := range slices.Chunk(runs, runsAPiece) {
					t.pieces = append(t.pieces, func() { row.Cells[len(row.Cells)-1].addAUC(some) })
				}
			}
		}
		t.pieces = append(t.pieces, func() { row.Targets, row.Fixed = targets(part, *row) }, func() { t.compare(row) })
	}
	return t
}

// runsAPiece is of how many runs the area under the ROC curve is worked out in a piece: each has
// its test photos sorted.
const runsAPiece = 100

// compare adds the comparisons of a row's cells, which are all there, to what is to be done
// next.
func (t *Tabulation) compare(row *Row) {
	d := newDifferences(row.Cells)
	var pieces []func()
	for i := range row.Cells {
		for k := i + 1; k < len(row.Cells); k++ {
			pieces = append(pieces, func() { d.add(i, k) })
		}
	}
	pieces = append(pieces, func() { row.Differences = d.corrected() })
	t.pieces = append(pieces, t.pieces...)
}

// Next does a piece: some milliseconds' work even for hundreds of runs of each arm. It reports
// whether there is more to do.
func (t *Tabulation) Next() bool {
	if len(t.pieces) == 0 {
		return false
	}
	piece := t.pieces[0]
	t.pieces = t.pieces[1:]
	piece()
	return len(t.pieces) > 0
}

// Table is what came of it, once there is nothing more to do.
func (t *Tabulation) Table() Table { return t.table }
