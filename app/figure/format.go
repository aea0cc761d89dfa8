package figure

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"pawgrad/app/say"
)

// Significant writes a value with four significant digits, the places an accuracy deserves: 0.7829, 12.35, 1.2×10⁶.
func Significant(v float64) string {
	const digits = 4
	a := math.Abs(v)
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return "–"
	case v == math.Trunc(v) && a < 1e6:
		return minus(strconv.FormatFloat(v, 'f', -1, 64))
	case a >= 1e6 || a < 1e-4:
		return scientific(v, digits-1)
	}
	places := digits - 1 - int(math.Floor(math.Log10(a)))
	return minus(strconv.FormatFloat(v, 'f', max(0, min(digits, places)), 64))
}

// magnitude writes a value of a logarithmic axis, where small ones matter as much as large ones: three significant digits below 0.01.
func magnitude(v float64) string {
	switch a := math.Abs(v); {
	case a >= 0.01 || a == 0 || math.IsNaN(v):
		return Significant(v)
	case a >= 0.001:
		return minus(strconv.FormatFloat(v, 'f', 5, 64))
	}
	return scientific(v, 2)
}

// Fixed returns a writer of values with a fixed number of places, for columns that line up.
func Fixed(places int) func(float64) string {
	return func(v float64) string {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return "–"
		}
		return minus(strconv.FormatFloat(v, 'f', places, 64))
	}
}

// Clock writes seconds as minutes and seconds, 2:05, and from an hour on as hours, minutes and seconds, 1:02:05.
func Clock(seconds float64) string { return clockWriter(seconds)(seconds) }

// clockWriter writes seconds with hours if the largest value has any, so that all ticks of an axis look alike.
func clockWriter(largest float64) func(float64) string {
	hours := math.Abs(largest) >= 3600-0.5
	return func(v float64) string {
		if math.IsNaN(v) || math.Abs(v) > 1e9 {
			return "–"
		}
		sign, s := "", int(math.Abs(v)+0.5)
		if v < 0 && s > 0 {
			sign = "−"
		}
		if hours {
			return fmt.Sprintf("%s%d:%02d:%02d", sign, s/3600, s/60%60, s%60)
		}
		return fmt.Sprintf("%s%d:%02d", sign, s/60, s%60)
	}
}

// scientific writes a value as a mantissa of at most the given places and a power of ten.
func scientific(v float64, places int) string {
	if v == 0 {
		return "0" // and not the −0 that a multiple of a step can be
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(v, 'e', places, 64), "e")
	if strings.Contains(mantissa, ".") {
		mantissa = strings.TrimRight(strings.TrimRight(mantissa, "0"), ".")
	}
	n, _ := strconv.Atoi(exponent)
	switch power := "10" + superscript(n); mantissa {
	case "1":
		return power
	case "-1":
		return minus("-" + power)
	default:
		return minus(mantissa + "×" + power)
	}
}

// superscript writes a whole number in raised digits.
func superscript(n int) string {
	return strings.NewReplacer("-", "⁻", "0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵",
		"6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹").Replace(strconv.Itoa(n))
}

// minus puts the minus sign, as wide as a digit, in place of the hyphen.
func minus(s string) string { return say.Number(strings.Replace(s, "-", "−", 1)) }
