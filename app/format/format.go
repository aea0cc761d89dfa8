// Package format writes numbers as the page shows them, in the language in use.
package format

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"pawgrad/app/say"
)

// Missing stands for a number that is not there.
const Missing = "–"

// Whole writes a count with thousands set apart: "1,400" in English.
func Whole(n int) string {
	return say.Whole(strconv.Itoa(n))
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
	return say.Number(strings.Replace(strconv.FormatFloat(x, 'f', places, 64), "-", "−", 1))
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
func Megabytes(bytes int64) string { return say.F("%s MB", Fixed(float64(bytes)/1e6, 1)) }

// Bytes writes a number of bytes that may be large: "38.2 MB", "1.2 GB".
func Bytes(bytes int64) string {
	if bytes < 1e9 {
		return Megabytes(bytes)
	}
	return say.F("%s GB", Fixed(float64(bytes)/1e9, 1))
}

// Duration writes seconds as a reader says them: "8.2 s", "1 min 20 s", "2 h 5 min".
func Duration(seconds float64) string {
	switch {
	case math.IsNaN(seconds) || math.IsInf(seconds, 0) || seconds < 0:
		return Missing
	case seconds < 10:
		return say.F("%s s", Fixed(seconds, 1))
	case seconds < 60:
		return say.F("%s s", Fixed(seconds, 0))
	}
	d := time.Duration(seconds * float64(time.Second)).Round(time.Second)
	if d < time.Hour {
		return say.F("%d min %d s", int(d.Minutes()), int(d.Seconds())%60)
	}
	return say.F("%d h %d min", int(d.Hours()), int(d.Minutes())%60)
}

// Remaining writes a time to go, which is an estimate, coarsely enough not to
// flicker: "about 40 s left".
func Remaining(seconds float64) string {
	switch {
	case !(seconds > 0) || math.IsInf(seconds, 0):
		return ""
	case seconds < 5:
		return say.Text("a few seconds left")
	case seconds < 90:
		return say.F("about %d s left", int(math.Ceil(seconds/5))*5)
	case seconds < 5400:
		return say.F("about %d min left", int(math.Round(seconds/60)))
	}
	return say.F("about %s h left", Fixed(seconds/3600, 1))
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
		return say.F("%s and %s", strings.Join(things[:n-1], ", "), things[n-1])
	}
	return things[0]
}
