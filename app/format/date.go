package format

import (
	"time"

	"pawgrad/app/say"
)

// months are those of a date, as it has them.
var months = []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}

// Date writes a moment: "24 November 2026, 01:02 UTC".
func Date(t time.Time) string {
	t = t.UTC()
	return say.F("%d %s %d, %s UTC", t.Day(), say.Text(months[t.Month()-1]), t.Year(), t.Format("15:04"))
}
