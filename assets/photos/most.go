package photos

import (
	"slices"

	"pawgrad/assets/pack"
	"pawgrad/assets/plan"
)

// atMost draws, with the seed, as many images of each class as are wanted at most, of each split
// its share; most 0 means all.
func atMost(images []pack.Image, most int, seed uint64) []pack.Image {
	if most == 0 {
		return images
	}
	type part struct {
		label int
		split pack.Split
	}
	members, ofClass := map[part][]int{}, map[int]int{}
	for i, img := range images {
		p := part{img.Label, img.Split}
		members[p] = append(members[p], i)
		ofClass[img.Label]++
	}
	var kept []int
	for label, all := range ofClass {
		before := 0 // images of the splits before
		for _, split := range pack.Splits {
			list := members[part{label, split}]
			share := len(list)
			if all > most { // rounding the running total makes the shares add up
				plan.Shuffle(list, seed, func(i int) string { return images[i].Name })
				share = (before+len(list))*most/all - before*most/all
			}
			before += len(list)
			kept = append(kept, list[:share]...)
		}
	}
	slices.Sort(kept)
	few := make([]pack.Image, len(kept))
	for i, k := range kept {
		few[i] = images[k]
	}
	return few
}
