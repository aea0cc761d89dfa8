package app

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// missing stands for a number that is not there.
const missing = "–"

// whole writes a count with thousands set apart: "1,400".
func whole(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = "−", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// counted writes a count with its noun: "1 photo", "2,000 photos".
func counted(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return whole(n) + " " + noun
}

// fixed writes a number with a fixed number of places.
func fixed(x float64, places int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return missing
	}
	return strings.Replace(strconv.FormatFloat(x, 'f', places, 64), "-", "−", 1)
}

// accuracy writes a share with the four places it deserves: "0.7345".
func accuracy(x float64) string { return fixed(x, 4) }

// percent writes a share in whole percents: "73 %".
func percent(x float64) string { return fixed(100*x, 0) + " %" }

// rate writes images a second with about three digits.
func rate(x float64) string {
	if x >= 100 {
		return whole(int(math.Round(x)))
	}
	return fixed(x, 1)
}

// megabytes writes a number of bytes.
func megabytes(bytes int64) string { return fixed(float64(bytes)/1e6, 1) + " MB" }

// duration writes seconds as a reader says them: "8.2 s", "1 min 20 s", "2 h 5 min".
func duration(seconds float64) string {
	switch {
	case math.IsNaN(seconds) || math.IsInf(seconds, 0) || seconds < 0:
		return missing
	case seconds < 10:
		return fixed(seconds, 1) + " s"
	case seconds < 60:
		return fixed(seconds, 0) + " s"
	}
	d := time.Duration(seconds * float64(time.Second)).Round(time.Second)
	if d < time.Hour {
		return strconv.Itoa(int(d.Minutes())) + " min " + strconv.Itoa(int(d.Seconds())%60) + " s"
	}
	return strconv.Itoa(int(d.Hours())) + " h " + strconv.Itoa(int(d.Minutes())%60) + " min"
}

// remaining writes a time to go, which is an estimate, coarsely enough not to
// flicker: "about 40 s left".
func remaining(seconds float64) string {
	switch {
	case !(seconds > 0) || math.IsInf(seconds, 0):
		return ""
	case seconds < 5:
		return "a few seconds left"
	case seconds < 90:
		return "about " + strconv.Itoa(int(math.Ceil(seconds/5))*5) + " s left"
	case seconds < 5400:
		return "about " + strconv.Itoa(int(math.Round(seconds/60))) + " min left"
	}
	return "about " + fixed(seconds/3600, 1) + " h left"
}
