package format

import (
	"strconv"
	"strings"

	"pawgrad/app/protocol"
	"pawgrad/app/say"
	"pawgrad/nn/spec"
)

// Class is what a class is called, in the singular: the classes of the bundled photos are words of
// the language, others are names.
func Class(name string) string {
	switch name {
	case "cat":
		return say.Text("cat")
	case "dog":
		return say.Text("dog")
	}
	return name
}

// Plural is what a class of a set is called for several photos.
func Plural(set protocol.DataLoaded, label int) string {
	switch plural := set.Plural(label); plural {
	case "cats":
		return say.Text("cats")
	case "dogs":
		return say.Text("dogs")
	default:
		return plural
	}
}

// CountOf writes a count of photos of a class of a set: "20 cats".
func CountOf(set protocol.DataLoaded, n, label int) string {
	switch name := set.Classes[label]; {
	case name == "cat":
		return say.F("%'d {cat|cats}", n)
	case name == "dog":
		return say.F("%'d {dog|dogs}", n)
	case n == 1:
		return "1 " + name
	}
	return Whole(n) + " " + set.Plural(label)
}

// Arm is an arm's name in the language in use: one that it has by what differs, as "SGD, batch size
// 8 photos", is told in words; the visitor's own stays as it is.
func Arm(name string) string {
	method, rest, differs := strings.Cut(name, ", ")
	if !differs {
		return name
	}
	parts := strings.Split(rest, ", ")
	for i, part := range parts {
		parts[i] = difference(part)
	}
	return method + ", " + strings.Join(parts, ", ")
}

// difference tells one part of an arm's name.
func difference(part string) string {
	for _, s := range spec.Settings {
		label := strings.ToLower(s.Label)
		if value, ok := strings.CutPrefix(part, label); ok && (value == "" || value[0] == ' ') {
			return valueOf(s, strings.TrimSpace(value))
		}
		if without, no := strings.CutPrefix(part, "no "); no && without == label {
			return say.F("no %s", say.Inside(say.Text(s.Label)))
		}
	}
	return say.Sentence(part)
}

// Words is a setting's value as [spec.Setting.Words] has it, in the language in use.
func Words(s spec.Setting, value string) string {
	words := s.Words(value)
	if words == "" {
		return ""
	}
	return valueOf(s, strings.TrimSpace(strings.TrimPrefix(words, strings.ToLower(s.Label))))
}

// valueOf tells a setting with its value, which is in English words and has the unit behind it.
func valueOf(s spec.Setting, value string) string {
	unit := ""
	if number, ok := strings.CutSuffix(value, " "+s.Unit); ok && s.Unit != "" {
		value, unit = number, " "+say.Text(s.Unit)
	}
	for _, o := range s.Choices {
		switch {
		case s.Named && value == o.Label:
			value = say.Text(o.Label)
		case !s.Named && value == strings.ToLower(o.Label):
			value = say.Inside(say.Text(o.Label))
		}
	}
	if _, err := strconv.ParseFloat(value, 64); err == nil {
		value = say.Number(value)
	}
	return strings.TrimSpace(say.Inside(say.Text(s.Label)) + " " + value + unit)
}
