package session

import (
	"slices"
	"strings"

	"pawgrad/app/host"
	"pawgrad/nn/spec"
)

// Field names a field of the form: a setting, and the method that it belongs to
// (empty for a setting that all runs share).
type Field struct {
	Method spec.MethodID
	Key    string
}

// form remembers what the visitor typed where that differs from what the
// experiment holds: text that cannot be read, or "0.10" for 0.1.
type form struct {
	drafts   map[Field]string
	problems map[Field]string
}

func newForm() form {
	return form{drafts: map[Field]string{}, problems: map[Field]string{}}
}

// Text returns what a field shows.
func (s *Session) Text(f Field) string {
	if draft, ok := s.form.drafts[f]; ok {
		return draft
	}
	return setting(f).TextIn(s.Experiment, f.Method)
}

// Problem returns the sentence under a field, or empty if all is well.
func (s *Session) Problem(f Field) string { return s.form.problems[f] }

// Edit takes what the visitor typed into a field. The experiment keeps its last
// good value while the text is no value.
func (s *Session) Edit(f Field, text string) {
	if err := setting(f).SetIn(&s.Experiment, f.Method, text); err != nil {
		s.form.problems[f] = err.Error()
	} else {
		delete(s.form.problems, f)
	}
	s.form.drafts[f] = text
	s.host.Changed(host.Settings)
}

// Settle is called when the visitor leaves a field: good text is then shown as
// the experiment has it, bad text stays to be mended.
func (s *Session) Settle(f Field) {
	if s.form.problems[f] == "" {
		delete(s.form.drafts, f)
		s.host.Changed(host.Settings)
	}
}

// ChooseModel changes the network to train. What the visitor has typed stays if the
// network takes it; all else becomes what suits the network.
func (s *Session) ChooseModel(id spec.ModelID) {
	e := &s.Experiment
	if e.Shared.Model == id {
		return
	}
	before, after := spec.DefaultExperimentFor(e.Shared.Model), spec.DefaultExperimentFor(id)
	shared := e.Shared
	shared.Model = id
	for _, row := range spec.Settings {
		if !row.Hyper() && !row.OfGrid() && (row.Text(shared) == row.Text(before.Shared) || row.Check(shared) != nil) {
			if err := row.Set(&shared, row.Text(after.Shared)); err != nil {
				panic("session: a default that is not allowed: " + err.Error())
			}
		}
	}
	e.SetShared(shared)
	s.dropDrafts()
	s.host.Changed(host.Settings)
}

// dropDrafts forgets what was typed into fields that can be read: they show what
// the experiment holds.
func (s *Session) dropDrafts() {
	for f := range s.form.drafts {
		if s.form.problems[f] == "" {
			delete(s.form.drafts, f)
		}
	}
}

// defaults is the experiment that the form's model starts with, with the
// hyper-parameters for what the form has trained.
func (s *Session) defaults() spec.Experiment {
	def := spec.DefaultExperimentFor(s.Experiment.Shared.Model)
	def.Hyper = s.Experiment.DefaultHyper()
	return def
}

// Choose takes a method into the comparison or out of it.
func (s *Session) Choose(id spec.MethodID, on bool) {
	var chosen []spec.MethodID
	for _, m := range spec.Methods {
		if m.ID == id && on || m.ID != id && slices.Contains(s.Experiment.Methods, m.ID) {
			chosen = append(chosen, m.ID)
		}
	}
	s.Experiment.Methods = chosen
	s.host.Changed(host.Settings)
}

// Chosen reports whether a method is in the comparison.
func (s *Session) Chosen(id spec.MethodID) bool { return slices.Contains(s.Experiment.Methods, id) }

// ResetMethod gives a method its default hyper-parameters again.
func (s *Session) ResetMethod(id spec.MethodID) {
	if _, ok := spec.MethodByID(id); !ok {
		return
	}
	s.Experiment.Hyper[id] = s.defaults().Hyper[id]
	s.forget(id)
	s.host.Changed(host.Settings)
}

// ResetShared gives the settings that all runs share their defaults again.
func (s *Session) ResetShared() {
	def := s.defaults()
	s.Experiment.SetShared(def.Shared)
	s.Experiment.Grid = def.Grid
	s.forget("")
	s.host.Changed(host.Settings)
}

// forget drops what was typed into a method's fields.
func (s *Session) forget(id spec.MethodID) {
	for f := range s.form.drafts {
		if f.Method == id {
			delete(s.form.drafts, f)
		}
	}
	for f := range s.form.problems {
		if f.Method == id {
			delete(s.form.problems, f)
		}
	}
}

// MethodChanged reports whether a method's fields differ from their defaults.
func (s *Session) MethodChanged(id spec.MethodID) bool {
	return s.Experiment.Hyper[id] != s.defaults().Hyper[id] || s.troubled(id)
}

// SharedChanged reports whether the shared fields differ from their defaults.
func (s *Session) SharedChanged() bool {
	return s.Experiment.Shared != s.defaults().Shared || s.Experiment.Grid != s.defaults().Grid || s.troubled("")
}

// troubled reports whether a field of a method cannot be read.
func (s *Session) troubled(id spec.MethodID) bool {
	for f := range s.form.problems {
		if f.Method == id {
			return true
		}
	}
	return false
}

// Link returns the experiment as the part of an address after "#".
func (s *Session) Link() string { return s.Experiment.Encode() }

// Follow takes the experiment of a link. What the link has wrong is said in a
// notice; the rest is used.
func (s *Session) Follow(link string) {
	if strings.TrimLeft(link, "#") == s.Link() {
		return
	}
	experiment, problems := spec.Decode(link)
	s.Experiment, s.form = experiment, newForm()
	s.host.Changed(host.Settings)
	if len(problems) > 0 {
		s.notify(strings.Join(problems, " ") + " The defaults are used instead.")
	}
}

// Unreadable returns the first field that cannot be read and would matter for runs
// of the methods, and whether there is one.
func (s *Session) Unreadable(methods []spec.MethodID) (Field, bool) {
	for _, id := range append([]spec.MethodID{""}, methods...) {
		for _, row := range spec.Settings {
			if f := (Field{id, row.Key}); s.form.problems[f] != "" {
				return f, true
			}
		}
	}
	return Field{}, false
}

// problem is what is wrong with that field, as a sentence, or empty.
func (s *Session) problem(methods []spec.MethodID) string {
	f, ok := s.Unreadable(methods)
	if !ok {
		return ""
	}
	if m, ok := spec.MethodByID(f.Method); ok {
		return m.Name + ": " + s.Problem(f)
	}
	return s.Problem(f)
}

// setting returns the table's row of a field.
func setting(f Field) spec.Setting {
	row, ok := spec.SettingByKey(f.Key)
	if !ok {
		panic("session: no setting " + f.Key)
	}
	return row
}
