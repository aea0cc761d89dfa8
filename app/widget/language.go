package widget

import (
	"pawgrad/app/host"
	"pawgrad/app/say"

	ui "github.com/maxence-charriere/go-app/v10/pkg/app"
)

// keyLanguage is where the choice of language is kept; index.html reads it before the page's
// program has come.
const keyLanguage = "pawgrad.language"

// FollowLanguage takes the language that the page was opened in: the link's, an earlier
// visit's, or the browser's.
func (s *Screen) FollowLanguage() {
	tag, file := s.Browser.Language()
	s.chosen = s.Browser.Stored(keyLanguage) != ""
	s.speak(tag, file)
}

// ChooseLanguage takes a language, in the next visit too.
func (s *Screen) ChooseLanguage(tag string, problem func(sentence string)) {
	s.Browser.Store(keyLanguage, tag)
	s.TurnTo(tag, problem)
}

// TurnTo takes a language for now, as a link asks for it.
func (s *Screen) TurnTo(tag string, problem func(sentence string)) {
	s.chosen = true
	l, known := say.LanguageOf(tag)
	if !known || l.Tag == say.Current().Language.Tag {
		s.Touch(everything)
		return
	}
	if l.Tag == say.English.Language.Tag {
		s.speak(l.Tag, nil)
		return
	}
	s.Browser.Catalogue(l.Tag, func(file []byte, trouble string) {
		if trouble != "" {
			problem(say.F("The page's words in %s could not be loaded (%s). Check the connection and choose the language again.", l.Name, say.Sentence(trouble)))
			return
		}
		s.speak(l.Tag, file)
	})
}

// speak has the page speak a language, with its catalogue's file (none of English).
func (s *Screen) speak(tag string, file []byte) {
	catalogue := say.English
	if l, known := say.LanguageOf(tag); known && l.Tag != say.English.Language.Tag {
		// It is the site's own, and checked by its sum.
		if c, err := say.Decode(l, file); err == nil {
			catalogue = c
		}
	}
	say.Use(catalogue)
	s.Browser.Mark("lang", catalogue.Language.Tag)
	s.Touch(everything)
}

// everything is all topics: there are words in each of them.
const everything = ^host.Topic(0)

// LinkLanguage is the language that links of this page carry: the one that was chosen, so that
// they open as they are seen here; none where everybody gets their own.
func (s *Screen) LinkLanguage() string {
	if !s.chosen {
		return ""
	}
	return say.Current().Language.Tag
}

// LanguageSelect is where the visitor chooses the language, each by its own name.
func (s *Screen) LanguageSelect(problem func(sentence string)) ui.UI {
	tags := make([]string, len(say.Languages))
	for i, l := range say.Languages {
		tags[i] = l.Tag
	}
	return Select("language", tags, say.Current().Language.Tag, func(tag string) string {
		l, _ := say.LanguageOf(tag)
		return l.Name
	}, func(tag string) { s.ChooseLanguage(tag, problem) }).Aria("label", say.Text("Language"))
}
