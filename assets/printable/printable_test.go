package printable

import "testing"

func TestText(t *testing.T) {
	for text, want := range map[string]string{
		"":                                    "",
		"cats/Мурка №1 (2).jpg":               "cats/Мурка №1 (2).jpg",
		`back\slash "quoted"`:                 `back\slash "quoted"`,
		"猫.jpg":                               "猫.jpg",
		"a\x1b[31mred.jpg":                    `a\x1b[31mred.jpg`,
		"two\nlines\r\tand a tab":             `two\nlines\r\tand a tab`,
		"bell\a, null\x00, del\x7f, c1\u009b": `bell\a, null\x00, del\x7f, c1\u009b`,
		"gpj.\u202eexe":                       `gpj.\u202eexe`,
		"no \xff UTF-8":                       `no \xff UTF-8`,
	} {
		if got := Text(text); got != want {
			t.Errorf("%q is printed as %s, want %s", text, got, want)
		}
	}
}

func TestLines(t *testing.T) {
	if got, want := Lines("one\x1b[A\ntwo\r"), "one\\x1b[A\ntwo\\r"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
