package app

import (
	"encoding/json"
	escaped "html"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pawgrad/app/apptest"
	"pawgrad/app/browser/fake"
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/app/say"
	"pawgrad/app/session/naming"
	"pawgrad/nn/spec"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// marked is a catalogue that puts every text between marks, and so shows what comes past it.
func marked(t *testing.T) *say.Catalogue {
	t.Helper()
	content, err := os.ReadFile("say/catalogue/ru.json")
	if err != nil {
		t.Fatal(err)
	}
	var texts map[string]string
	if err := json.Unmarshal(content, &texts); err != nil {
		t.Fatal(err)
	}
	for english := range texts {
		texts[english] = "⟦" + english + "⟧"
	}
	l, _ := say.LanguageOf("ru")
	return say.New(l, texts)
}

var (
	elementText = regexp.MustCompile(`>([^<>]+)<|(?:aria-label|title|placeholder|alt)="([^"]+)"`)
	englishWord = regexp.MustCompile(`[A-Za-z]{3,}`)
)

// names are words that are the same in every language: of methods, layers, files and units.
var names = []string{
	"Pawgrad", "CNN", "VGG", "SGD", "Momentum", "Nesterov", "Adagrad", "RMSprop", "Adam", "Conv", "MaxPool", "Flatten", "Dropout", "Dense",
	"English", "Deutsch", "SIMD", "GFLOP", "Cauchy", "Robbins", "Monro", "Polyak", "Duchi", "Hazan", "Singer", "Tieleman", "Hinton", "Kingma",
	"ONNX", "TensorFlow", "PyTorch", "safetensors", "GoMLX", "relu", "sigmoid", "SVG", "PNG", "CSV",
}

// unmarked are the words of a text that stand outside of all marks.
func unmarked(text string) (words []string) {
	depth, plain := 0, strings.Builder{}
	for _, r := range text {
		switch r {
		case '⟦':
			depth++
		case '⟧':
			depth--
		default:
			if depth == 0 {
				plain.WriteRune(r)
			}
		}
	}
	for _, word := range englishWord.FindAllString(plain.String(), -1) {
		if !slices.Contains(names, word) {
			words = append(words, word)
		}
	}
	return words
}

// TestThePageSpeaksFromItsCatalogue draws the page in its states, in a language in which
// everything that a catalogue has stands between marks, and finds what does not.
func TestThePageSpeaksFromItsCatalogue(t *testing.T) {
	say.Use(marked(t))
	t.Cleanup(func() { say.Use(say.English) })
	for name, prepare := range map[string]func(p *page, b *fake.Browser){
		"at the start": func(*page, *fake.Browser) {},
		"while it trains": func(p *page, b *fake.Browser) {
			apptest.Train(p.session, b, []spec.MethodID{spec.SGD, spec.Momentum, spec.Adam}, 1)
			p.tabs.chosen = tabRuns
		},
		"with results": func(p *page, b *fake.Browser) {
			apptest.Train(p.session, b, []spec.MethodID{spec.SGD, spec.Adam}, 2)
		},
		"with photos to be named": func(p *page, b *fake.Browser) {
			apptest.Train(p.session, b, []spec.MethodID{spec.SGD}, 1)
			p.session.Naming.AddSample(p.session.Images.Test[0])
			b.Trainers[0].Handle(protocol.Classified{ID: p.session.Naming.Photos[0].ID, Answers: []protocol.Answer{{Run: "run1", Probability: 0.2}}}, host.Attachments{})
			p.session.Naming.AddPhotos([]host.Blob{fake.NewBlob("notes.txt")}, naming.Unknown)
			b.Trainers[0].Handle(protocol.Classified{ID: p.session.Naming.Photos[0].ID, Error: "notes.txt is empty. Copy it again from where it came."}, host.Attachments{})
			p.tabs.chosen = tabTry
		},
		"explaining":   func(p *page, _ *fake.Browser) { p.tabs.chosen = tabUnderstand },
		"with lessons": func(p *page, _ *fake.Browser) { p.tabs.chosen = tabLessons },
	} {
		t.Run(name, func(t *testing.T) {
			p, b := stand(t)
			prepare(p, b)
			for _, m := range elementText.FindAllStringSubmatch(shownText(p), -1) {
				if words := unmarked(escaped.UnescapeString(m[1] + m[2])); words != nil {
					t.Errorf("%q: %v", m[1]+m[2], words)
				}
			}
		})
	}
}

// TestNumbersHaveTheLanguagesDecimalSign trains with gradients' norms and a rate that falls, and finds numbers with a point
// on the page in Russian.
func TestNumbersHaveTheLanguagesDecimalSign(t *testing.T) {
	content, err := os.ReadFile("say/catalogue/ru.json")
	if err != nil {
		t.Fatal(err)
	}
	l, _ := say.LanguageOf("ru")
	catalogue, err := say.Decode(l, content)
	if err != nil {
		t.Fatal(err)
	}
	say.Use(catalogue)
	t.Cleanup(func() { say.Use(say.English) })
	for _, chosen := range []tab{tabResults, tabRuns, tabUnderstand} {
		p, b := stand(t)
		p.session.Form.Experiment.Shared.Schedule, p.session.Form.Experiment.Shared.Warmup = spec.Step, 0.5
		apptest.Train(p.session, b, []spec.MethodID{spec.SGD, spec.Momentum}, 2)
		for _, r := range p.session.Runs {
			apptest.Norms(r, 1.5, 1.25, 0.75)
			r.Changes = append(r.Changes, record.RateChange{Epoch: 0.5, Rate: 0.25})
		}
		p.tabs.chosen = chosen
		for _, m := range elementText.FindAllStringSubmatch(shownText(p), -1) {
			if text := m[1] + m[2]; pointed.MatchString(text) && !strings.HasPrefix(m[0], "placeholder") /* to be typed */ {
				t.Errorf("%s: %q", chosen, text)
			}
		}
	}
}

// pointed recognises a number with a decimal point.
var pointed = regexp.MustCompile(`(^|[^\d.])\d+\.\d+($|[^\d.])`)

// shownText is the page's HTML without what is data and not text.
func shownText(p *page) string {
	return noText.ReplaceAllString(ui.HTMLString(&Page{part{In: p}}), "")
}

// noText are names of files and formats, and what the set, its classes and the fake trainer bring.
var noText = regexp.MustCompile(`(?s)<code[^>]*>.*?</code>|[Cc]ats and dogs|\d (cats|dogs)\b|vgg19_weights_\w+|` +
	`The loss became infinite\.|Try 0\.1\.|dog\.5|notes\.txt( is empty\. Copy it again from where it came\.)?`)

// TestALinkCarriesTheLanguage follows a link, chooses another language, and goes back to the
// browser's own.
func TestALinkCarriesTheLanguage(t *testing.T) {
	t.Cleanup(func() { say.Use(say.English) })
	p, b := stand(t)
	b.Catalogues = map[string][]byte{"ru": []byte(`{"Results": "Результаты"}`), "de": []byte(`{"Results": "Ergebnisse"}`)}
	p.screen.FollowLanguage()
	b.NextFrame()
	if strings.Contains(b.Link, "lang") {
		t.Errorf("nothing was chosen, but the link is %q", b.Link)
	}
	b.Link = "v=2&lang=ru&size=80"
	p.followAddress()
	b.NextFrame()
	if !strings.Contains(b.Link, "lang=ru") || !strings.Contains(b.Link, "size=80") || !strings.Contains(html(p), "Результаты") {
		t.Errorf("after a link in Russian it is %q", b.Link)
	}
	p.screen.ChooseLanguage("de", func(problem string) { t.Error(problem) })
	b.NextFrame()
	if !strings.Contains(b.Link, "lang=de") || !strings.Contains(b.Link, "size=80") || !strings.Contains(html(p), "Ergebnisse") || b.Marks["lang"] != "de" {
		t.Errorf("after German was chosen the link is %q", b.Link)
	}
	p.screen.ChooseLanguage("en", func(problem string) { t.Error(problem) })
	if b.NextFrame(); b.Texts["pawgrad.language"] != "en" || strings.Contains(html(p), "Ergebnisse") {
		t.Error("English was not chosen, or not kept")
	}
}
