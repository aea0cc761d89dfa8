package keep

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// A round's ID is its number and the time at which it began, in UTC: "000003-20261129-100500".
// Rounds are in the order of their numbers, as clocks are set back. Until 2026-11-29 the time
// came first, and a number that began anew in each visit: "20261129-100500-3".
const timeInID = "20060102-150405"

// RoundID names a round.
func RoundID(number int, began time.Time) string {
	return fmt.Sprintf("%06d-%s", number, began.UTC().Format(timeInID))
}

// Number is a round's number as its ID has it; 0 if that is of the older form.
func Number(id string) int {
	number, _, _ := parseRoundID(id)
	return number
}

// parseRoundID reads an ID. The number of one of the older form is 0.
func parseRoundID(id string) (number int, began time.Time, ok bool) {
	if began, err := time.Parse(timeInID, id[:min(len(id), len(timeInID))]); err == nil {
		return 0, began, true
	}
	_, rest, _ := strings.Cut(id, "-")
	began, err := time.Parse(timeInID, rest)
	if _, scanErr := fmt.Sscanf(id, "%d-", &number); err != nil || scanErr != nil {
		return 0, time.Time{}, false
	}
	return number, began, true
}

// compareRounds orders the folders of rounds: those of older visits, which have no number
// that could be relied on, by the time at which they began, and then the others by number.
func compareRounds(a, b string) int {
	numberA, beganA, _ := parseRoundID(strings.TrimPrefix(a, roundsFolder))
	numberB, beganB, _ := parseRoundID(strings.TrimPrefix(b, roundsFolder))
	return cmp.Or(cmp.Compare(numberA, numberB), beganA.Compare(beganB), strings.Compare(a, b))
}
