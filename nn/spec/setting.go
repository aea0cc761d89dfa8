package spec

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Kind says what values a setting takes.
type Kind int

// The kinds of settings.
const (
	Whole  Kind = iota // a whole number
	Real               // a number
	Switch             // on or off
	Choice             // one of Setting.Choices
	Shares             // some numbers between 0 and 1, as of [Targets]
)

// Option is one value of a setting of kind [Choice].
type Option struct{ Value, Label string }

// Setting describes one entry of a form. Form fields, links, defaults,
// validation and help texts are all made from [Settings].
type Setting struct {
	// Key names the setting in links and is the form field's id.
	Key string
	// Label, Symbol and Unit are what the form shows: "Learning rate", "δ", "".
	Label, Symbol, Unit string
	// Help explains the setting in one line.
	Help string
	Kind Kind
	// Min and Max bound a number, both allowed unless OpenMin.
	Min, Max float64
	OpenMin  bool
	Choices  []Option
	// Named tells that the choices are called after people.
	Named bool
	// Default is the value's text. A hyper-parameter has none here; see
	// [Run.DefaultHyper].
	Default string

	hyper bool
	get   func(*Run) any  // *int, *uint64, *float64, *bool, *string for a choice
	grid  func(*Grid) any // in place of get for a setting of the experiment; *Targets too
}

// Hyper reports whether the setting belongs to a method rather than to all
// runs of an experiment.
func (s Setting) Hyper() bool { return s.hyper }

// OfGrid reports whether the setting belongs to the experiment as a whole, so
// that no single run has it: [Setting.Text], [Setting.Set] and [Setting.Check] are
// not for it.
func (s Setting) OfGrid() bool { return s.grid != nil }

// Concerns reports whether the setting has a meaning for runs of the model, and of as
// much of it, as r trains.
func (s Setting) Concerns(r Run) bool {
	switch s.Key {
	case KeyTrain, KeyVariants:
		return r.Model == VGG19
	case KeyPixels:
		return r.Model != VGG19 // whose pretrained weights say how they want them
	case KeyDecayForm:
		return r.WeightDecay != 0
	case KeyHeadEpochs:
		return r.Model == VGG19 && r.Train == TrainBlock5
	}
	return true
}

// Words is a value of the setting in words, in lower case and with its unit, as "batch size
// 32 photos"; "" for a value that switches off what the setting is about.
func (s Setting) Words(value string) string {
	label := strings.ToLower(s.Label)
	switch {
	case value == "" || value == "false" || value == "0" && s.Min == 0:
		return ""
	case s.Kind == Switch:
		return label
	case s.Kind == Choice:
		if i := slices.IndexFunc(s.Choices, func(o Option) bool { return o.Value == value }); i >= 0 {
			if value = s.Choices[i].Label; !s.Named {
				value = strings.ToLower(value)
			}
		}
	}
	return strings.TrimSpace(label + " " + value + " " + s.Unit)
}

// SettingByKey returns the setting of that key, and whether there is one.
func SettingByKey(key string) (Setting, bool) {
	for _, s := range Settings {
		if s.Key == key {
			return s, true
		}
	}
	return Setting{}, false
}

// Text returns the setting's value in a run as the form shows it: the shortest
// text that reads back as the same value.
func (s Setting) Text(r Run) string { return s.text(s.get(&r)) }

// TextIn returns the setting's value in an experiment; a hyper-parameter's is that
// of a method.
func (s Setting) TextIn(e Experiment, method MethodID) string {
	if s.OfGrid() {
		return s.text(s.grid(&e.Grid))
	}
	r := e.Shared
	if s.hyper {
		r.Method, r.Hyper = method, e.Hyper[method]
	}
	return s.Text(r)
}

func (s Setting) text(value any) string {
	switch v := value.(type) {
	case *int:
		return strconv.Itoa(*v)
	case *uint64:
		return strconv.FormatUint(*v, 10)
	case *float64:
		return Number(*v)
	case *bool:
		return strconv.FormatBool(*v)
	case *string:
		return *v
	case *Targets:
		return string(*v)
	default:
		panic(fmt.Sprintf("spec: setting %q has a value of type %T", s.Key, v))
	}
}

// Set reads text into the run. On an error, a sentence for the page that names
// the setting and what it takes, the run is unchanged.
func (s Setting) Set(r *Run, text string) error {
	next := *r
	if err := s.parse(s.get(&next), text, r.Model); err != nil {
		return err
	}
	*r = next
	return nil
}

// SetIn reads text into an experiment, a hyper-parameter into that of a method, a
// shared setting as [Experiment.SetShared] does. On an error, as of [Setting.Set], the experiment is unchanged.
func (s Setting) SetIn(e *Experiment, method MethodID, text string) error {
	if s.OfGrid() {
		next := e.Grid
		if err := s.parse(s.grid(&next), text, e.Shared.Model); err != nil {
			return err
		}
		e.Grid = next
		return nil
	}
	r := e.Shared
	if s.hyper {
		r.Method, r.Hyper = method, e.Hyper[method]
	}
	if err := s.Set(&r, text); err != nil {
		return err
	}
	if s.hyper {
		e.Hyper[method] = r.Hyper
	} else {
		e.SetShared(r)
	}
	return nil
}

// parse reads text into a value of the setting, which on an error is left as something else.
func (s Setting) parse(value any, text string, model ModelID) error {
	text = strings.TrimSpace(text)
	var err error
	switch v := value.(type) {
	case *int:
		*v, err = strconv.Atoi(text)
	case *uint64:
		*v, err = strconv.ParseUint(text, 10, 64)
	case *float64:
		// A comma is how half the world writes the decimal point.
		*v, err = strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
	case *bool:
		*v, err = strconv.ParseBool(text)
	case *string:
		*v = text
	case *Targets:
		*v, err = Targets(text).tidy()
	default:
		panic(fmt.Sprintf("spec: setting %q has a value of type %T", s.Key, v))
	}
	if err != nil {
		return s.complain(text)
	}
	return s.check(value, model)
}

// Check reports whether the setting's value in a run is within its limits.
func (s Setting) Check(r Run) error { return s.check(s.get(&r), r.Model) }

func (s Setting) check(value any, model ModelID) error {
	var x float64
	switch v := value.(type) {
	case *int:
		x = float64(*v)
	case *uint64:
		x = float64(*v)
	case *float64:
		x = *v
	case *bool:
		return nil
	case *string:
		if !slices.ContainsFunc(s.Choices, func(o Option) bool { return o.Value == *v }) {
			return s.complain(*v)
		}
		return nil
	case *Targets:
		if _, err := v.Values(); err != nil {
			return s.complain(string(*v))
		}
		return nil
	}
	if s.Key == KeyImageSize && model == VGG19 {
		s.Min, s.Label = MinVGG19Size, s.Label+" for VGG19"
	}
	// Written so that NaN fails too.
	if !(x >= s.Min && x <= s.Max) || math.IsInf(x, 0) || s.OpenMin && x == s.Min {
		return s.complain(s.text(value))
	}
	return nil
}

// complain makes the sentence for a value that cannot be.
func (s Setting) complain(text string) error {
	if text == "" {
		return fmt.Errorf("%s is empty. Enter %s.", s.Label, s.Takes())
	}
	return fmt.Errorf("%s cannot be %q. Enter %s.", s.Label, text, s.Takes())
}

// Takes says in words what values the setting takes: "a whole number from 1 to
// 1000".
func (s Setting) Takes() string {
	switch {
	case s.Kind == Whole:
		return fmt.Sprintf("a whole number from %s to %s", Number(s.Min), Number(s.Max))
	case s.Kind == Real && s.OpenMin:
		return fmt.Sprintf("a number above %s, at most %s", Number(s.Min), Number(s.Max))
	case s.Kind == Real:
		return fmt.Sprintf("a number from %s to %s", Number(s.Min), Number(s.Max))
	}
	switch s.Kind {
	case Switch:
		return "on or off"
	case Shares:
		return fmt.Sprintf("at most %d shares between 0 and 1, with spaces between them, as 0.6 0.65 0.7; or nothing for those proposed", mostTargets)
	case Choice:
		labels := make([]string, len(s.Choices))
		for i, c := range s.Choices {
			labels[i] = c.Value
		}
		return "one of " + strings.Join(labels, ", ")
	default:
		panic(fmt.Sprintf("spec: setting %q is of unknown kind %d", s.Key, s.Kind))
	}
}

// Number writes a number as people do, so that it reads back exactly: whole ones without
// an exponent, and exponents without leading zeros, 1e-8 rather than 1e-08.
func Number(x float64) string {
	if x == math.Trunc(x) && math.Abs(x) < 1e15 {
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return strings.NewReplacer("e-0", "e-", "e+0", "e+").Replace(strconv.FormatFloat(x, 'g', -1, 64))
}
