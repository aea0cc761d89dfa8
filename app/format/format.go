// Package format writes numbers as the page shows them.
package format

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Missing stands for a number that is not there.
const Missing = "–"

// Whole writes a count with thousands set apart: "1,400".
func Whole(n int) string {
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

// Counted writes a count with its noun: "1 photo", "2,000 photos".
func Counted(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return Whole(n) + " " + noun
}

// Capital is a text with its first letter large.
func Capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// Fixed writes a number with a fixed number of places.
func Fixed(x float64, places int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return Missing
	}
	return strings.Replace(strconv.FormatFloat(x, 'f', places, 64), "-", "−", 1)
}

// Accuracy writes a share with the four places it deserves: "0.7345".
func Accuracy(x float64) string { return Fixed(x, 4) }

// Percent writes a share in whole percents: "73 %".
func Percent(x float64) string { return Fixed(100*x, 0) + " %" }

// Rate writes images a second with about three digits.
func Rate(x float64) string {
	if x >= 100 {
		return Whole(int(math.Round(x)))
	}
	return Fixed(x, 1)
}

// Megabytes writes a number of bytes.
func Megabytes(bytes int64) string { return Fixed(float64(bytes)/1e6, 1) + " MB" }

// Bytes writes a number of bytes that may be large: "38.2 MB", "1.2 GB".
func Bytes(bytes int64) string {
	if bytes < 1e9 {
		return Megabytes(bytes)
	}
	return Fixed(float64(bytes)/1e9, 1) + " GB"
}

// Duration writes seconds as a reader says them: "8.2 s", "1 min 20 s", "2 h 5 min".
func Duration(seconds float64) string {
	switch {
	case math.IsNaN(seconds) || math.IsInf(seconds, 0) || seconds < 0:
		return Missing
	case seconds < 10:
		return Fixed(seconds, 1) + " s"
	case seconds < 60:
		return Fixed(seconds, 0) + " s"
	}
	d := time.Duration(seconds * float64(time.Second)).Round(time.Second)
	if d < time.Hour {
		return strconv.Itoa(int(d.Minutes())) + " min " + strconv.Itoa(int(d.Seconds())%60) + " s"
	}
	return strconv.Itoa(int(d.Hours())) + " h " + strconv.Itoa(int(d.Minutes())%60) + " min"
}

// Remaining writes a time to go, which is an estimate, coarsely enough not to
// flicker: "about 40 s left".
func Remaining(seconds float64) string {
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
	return "about " + Fixed(seconds/3600, 1) + " h left"
}

// Cell is a text for a cell of a CSV file, which no spreadsheet takes for a formula: names come
// from files, and one such as "=HYPERLINK(…)" would be carried out by whoever opens the table.
// What is a number stays a number, with its sign.
func Cell(text string) string {
	if text == "" || !strings.Contains("=+-@\t\r\n", text[:1]) {
		return text
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return text
	}
	return "'" + text
}

// Enumerate lists things in a sentence: "SGD, GD and Adam". There must be one at least.
func Enumerate(things []string) string {
	if n := len(things); n > 1 {
		return strings.Join(things[:n-1], ", ") + " and " + things[n-1]
	}
	return things[0]
}
