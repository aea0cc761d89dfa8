package pack

import "fmt"

// unequalFrom is how many times as many photos one class may have as the other before it is
// warned of.
const unequalFrom = 3

// Unequal says, with what to do, that one of two classes has more than three times as many photos
// as the other; it is empty if none has. counts are by label.
func Unequal(classes []string, counts []int) string {
	more := 0
	if counts[1] > counts[0] {
		more = 1
	}
	most, least := counts[more], counts[1-more]
	if most <= unequalFrom*least || least == 0 {
		return ""
	}
	return fmt.Sprintf("There are %.1f times as many photos of %s as of %s (%d and %d), so a network that always says %s is right on %.0f %% of them. "+
		"Go by balanced accuracy and recall, or bring more photos of %s.",
		float64(most)/float64(least), classes[more], classes[1-more], most, least, classes[more], 100*float64(most)/float64(most+least), classes[1-more])
}
