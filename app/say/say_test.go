package say

import (
	"errors"
	"fmt"
	"math"
	"testing"
)

// russian has a sentence of each kind.
func russian() *Catalogue {
	l, _ := LanguageOf("ru-RU")
	return New(l, map[string]string{
		"Results":                                "Результаты",
		"cats":                                   "кошки",
		"Learning rate":                          "Скорость обучения",
		"%'d {photo|photos} of %s":               "%'d {снимок|снимка|снимков} из набора «%s»",
		"%d of %d {core|cores} busy":             "занято %d из %d {ядра|ядер|ядер}",
		"%[1]s beats %[2]s":                      "%[2]s слабее, чем %[1]s",
		"%.1f {epoch|epochs}":                    "%.1f {эпоха|эпохи|эпох|эпохи}",
		"Accuracy %.4f":                          "Точность %.4f",
		"%s has to be between %g and %g.":        "«%s» должно быть от %g до %g.",
		"The file %q cannot be read: %w":         "Файл «%s» не читается: %w",
		"it is empty":                            "он пуст",
		"Nothing was lost.":                      "Ничего не пропало.",
		"{2:There is|There are} %[1]s, %[2]d":    "{2:Есть|Есть|Есть} %[1]s, %[2]d",
		"%d {run was|runs were} stopped.":        "%d {запуск остановлен|запуска остановлено|запусков остановлено}.",
		"A half is 50 % of it, and {this} stays": "Половина — это 50 %, а {это} остаётся",
	})
}

func TestForms(t *testing.T) {
	ru := russian()
	for _, c := range []struct{ got, want string }{
		{English.F("%'d {photo|photos} of %s", 1, "x"), "1 photo of x"},
		{English.F("%'d {photo|photos} of %s", 21400, "x"), "21,400 photos of x"},
		{English.F("%d of %d {core|cores} busy", 2, 1), "2 of 1 core busy"},
		{English.F("100%% of it, 50 % too"), "100% of it, 50 % too"},
		{ru.F("%'d {photo|photos} of %s", 1, "x"), "1 снимок из набора «x»"},
		{ru.F("%'d {photo|photos} of %s", 21402, "x"), "21\u00a0402 снимка из набора «x»"},
		{ru.F("%'d {photo|photos} of %s", 12, "x"), "12 снимков из набора «x»"},
		{ru.F("%'d {photo|photos} of %s", -1400, "x"), "−1\u00a0400 снимков из набора «x»"},
		{ru.F("%d of %d {core|cores} busy", 1, 21), "занято 1 из 21 ядра"},
		{ru.F("%.1f {epoch|epochs}", 1.5), "1,5 эпохи"},
		{ru.F("%[1]s beats %[2]s", "Adam", "GD"), "GD слабее, чем Adam"},
		{ru.F("Accuracy %.4f", 0.7), "Точность 0,7000"},
		{ru.F("not in it %d", 3), "not in it 3"},
		{ru.F("The file %q cannot be read: %w", "a.zip", errors.New("it is empty")), "Файл «a.zip» не читается: он пуст"},
		{ru.Text("Results"), "Результаты"},
		{ru.Text("A half is 50 % of it, and {this} stays"), "Половина — это 50 %, а {это} остаётся"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

// TestSentence reads what was put together in English.
func TestSentence(t *testing.T) {
	ru := russian()
	for english, want := range map[string]string{
		"":                   "",
		"Results":            "Результаты",
		"21,400 photos of x": "21\u00a0400 снимков из набора «x»",
		"1 photo of cats":    "1 снимок из набора «кошки»",
		"Learning rate has to be between 0.1 and 1e-07.":  "«Скорость обучения» должно быть от 0,1 до 1e-07.",
		`The file "a: b.zip" cannot be read: it is empty`: "Файл «a: b.zip» не читается: он пуст",
		"3 runs were stopped. Nothing was lost.":          "3 запуска остановлено. Ничего не пропало.",
		"Of this it knows nothing. Nothing was lost.":     "Of this it knows nothing. Ничего не пропало.",
		"nor of this":   "nor of this",
		"GD beats Adam": "Adam слабее, чем GD",
	} {
		if got := ru.Sentence(english); got != want {
			t.Errorf("%q is read as %q, want %q", english, got, want)
		}
		if got := English.Sentence(english); got != english {
			t.Errorf("in English %q has become %q", english, got)
		}
	}
	err := fmt.Errorf("The file %q cannot be read: %w", "x", errors.New("it is empty"))
	if got := ru.Sentence(err.Error()); got != "Файл «x» не читается: он пуст" {
		t.Error(got)
	}
}

// TestPlurals has the examples of CLDR.
func TestPlurals(t *testing.T) {
	for tag, forms := range map[string][][]int{
		"en": {{1}, {0, 2, 11, 21, 101}},
		"de": {{1}, {0, 2, 11, 21, 101}},
		"ru": {{1, 21, 31, 101, 1001}, {2, 3, 4, 22, 34, 102}, {0, 5, 11, 12, 13, 14, 19, 100, 111, 112, 1000}},
	} {
		l, ok := LanguageOf(tag)
		if !ok || len(forms) != l.whole {
			t.Fatalf("%s has %d forms", tag, l.whole)
		}
		for form, numbers := range forms {
			for _, n := range numbers {
				if got := l.form(n); got != form {
					t.Errorf("%s: %d has form %d, want %d", tag, n, got, form)
				}
			}
		}
	}
}

func TestDecode(t *testing.T) {
	if _, err := Decode(Languages[1], []byte("[]")); err == nil {
		t.Error("a list was read as a catalogue")
	}
	c, err := Decode(Languages[1], []byte(`{"Runs": "Läufe"}`))
	if err != nil || c.Text("Runs") != "Läufe" || c.Text("Results") != "Results" {
		t.Error(err, c)
	}
	if got := c.F("%v", math.Pi); got != "3,141592653589793" {
		t.Error(got)
	}
}

func TestFits(t *testing.T) {
	ru, _ := LanguageOf("ru")
	for _, c := range []struct {
		key, translated string
		fits            bool
	}{
		{"%d {photo|photos}", "%'d {снимок|снимка|снимков}", true},
		{"%d {photo|photos}", "%d {снимок|снимка}", false},
		{"%d photos", "снимков: %d", true},
		{"%.1f {epoch|epochs}", "%.1f {эпоха|эпохи|эпох|эпохи}", true},
		{"%.1f {epoch|epochs}", "%.1f {эпоха|эпохи|эпох}", false},
		{"%.1f of %s", "%s: %.1f", false},
		{"%.1f of %s", "%[2]s: %[1]f", false},
		{"%.1f of %q", "«%[2]s»: %[1].1f", true},
		{" of it", "из него", false},
		{"a {this|that}", "{1:тот|та|те}", false},
	} {
		if err := Fits(ru, c.key, c.translated); (err == nil) != c.fits {
			t.Errorf("%q for %q: %v", c.translated, c.key, err)
		}
	}
}
