package format

import (
	"math"
	"testing"
)

func TestNumbersAsText(t *testing.T) {
	cases := []struct{ got, want string }{
		{Whole(0), "0"},
		{Whole(999), "999"},
		{Whole(1400), "1,400"},
		{Whole(1234567), "1,234,567"},
		{Whole(-1234), "−1,234"},
		{Counted(1, "photo"), "1 photo"},
		{Counted(2000, "photo"), "2,000 photos"},
		{Accuracy(0.73456), "0.7346"},
		{Accuracy(math.NaN()), Missing},
		{Percent(0.934), "93 %"},
		{Rate(3.25), "3.2"},
		{Rate(1234.4), "1,234"},
		{Megabytes(6_240_000), "6.2 MB"},
		{Duration(8.24), "8.2 s"},
		{Duration(59), "59 s"},
		{Duration(80), "1 min 20 s"},
		{Duration(7500), "2 h 5 min"},
		{Duration(math.Inf(1)), Missing},
		{Cell("=1+1"), "'=1+1"},
		{Cell("cat.1.jpg"), "cat.1.jpg"},
		{Cell(""), ""},
		{Remaining(0), ""},
		{Remaining(math.NaN()), ""},
		{Remaining(3), "a few seconds left"},
		{Remaining(31), "about 35 s left"},
		{Remaining(130), "about 2 min left"},
		{Remaining(7200), "about 2.0 h left"},
	}
	for _, c := range cases {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

// TestCell has names that a spreadsheet would carry out, and numbers with signs.
func TestCell(t *testing.T) {
	for cell, want := range map[string]string{
		`=HYPERLINK("http://a","b")`: `'=HYPERLINK("http://a","b")`, "+cmd": "'+cmd", "-2+3": "'-2+3", "@SUM(A1)": "'@SUM(A1)",
		"\t=1": "'\t=1", "\r=1": "'\r=1", "-": "'-", "-dash": "'-dash",
		"": "", "a=b": "a=b", "Conv 1": "Conv 1", "-1.5": "-1.5", "+2": "+2", "-1e-07": "-1e-07", "-Inf": "-Inf", "0.5": "0.5",
	} {
		if got := Cell(cell); got != want {
			t.Errorf("%q became %q, want %q", cell, got, want)
		}
	}
}

func TestEnumerate(t *testing.T) {
	for want, things := range map[string][]string{"SGD": {"SGD"}, "SGD and GD": {"SGD", "GD"}, "SGD, GD and Adam": {"SGD", "GD", "Adam"}} {
		if got := Enumerate(things); got != want {
			t.Errorf("%q: %q, want %q", things, got, want)
		}
	}
}
