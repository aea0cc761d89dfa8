package plan

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"pawgrad/assets/pack"
)

// The parts of a hundred into which photos are divided where folders do not say it: the
// study's proportion, with a tenth to watch while training.
const (
	trainShare      = 70
	validationShare = 10
	testShare       = 20
)

// MinForShares is the number of photos of a class from which on every split gets at least one
// of them.
const MinForShares = 3

// draw takes the splits that no folder gives out of the pool, class by class, in the
// proportion 70 : 10 : 20 (training to what is missing). The draw takes the order of
// [Shuffle], so it is the same everywhere, and a photo added later moves hardly any other.
func (plan *Plan) draw(pool []int, seed uint64) {
	shares := []struct {
		split pack.Split
		share int
	}{{pack.Validation, validationShare}, {pack.Test, testShare}}
	all := trainShare
	plan.Origins.drawn = map[pack.Split]bool{}
	for _, part := range shares {
		if !plan.Origins.given(part.split) {
			all += part.share
			plan.Origins.drawn[part.split] = true
		}
	}
	for label := range plan.Classes {
		var members []int
		for _, i := range pool {
			if plan.Images[i].Label == label {
				members = append(members, i)
			}
		}
		Shuffle(members, seed, func(i int) string { return plan.Images[i].Name })
		count := len(members)
		for _, part := range shares {
			if !plan.Origins.drawn[part.split] {
				continue
			}
			n := (count*part.share + all/2) / all
			if count >= MinForShares {
				n = max(n, 1)
			}
			for _, i := range members[:n] {
				plan.Images[i].Split = part.split
			}
			members = members[n:]
		}
	}
}

// Shuffle puts members into the order of SHA-256(seed, name): an order that looks drawn by
// lot, needs no generator to stay the same between versions of Go, and in which a member
// keeps its place whatever others there are.
func Shuffle(members []int, seed uint64, name func(int) string) {
	keys := make(map[int][]byte, len(members))
	for _, i := range members {
		key := sha256.Sum256(append(binary.LittleEndian.AppendUint64(nil, seed), name(i)...))
		keys[i] = key[:]
	}
	slices.SortFunc(members, func(i, j int) int { return bytes.Compare(keys[i], keys[j]) })
}
