// Package form is the page's form: the experiment that a visitor sets up, and what was
// typed into its fields. It knows nothing of runs: whoever starts some takes a copy of
// [Form.Experiment].
package form

import (
	"maps"
	"slices"
	"strings"

	"pawgrad/app/format"
	"pawgrad/app/host"
	"pawgrad/app/say"
	"pawgrad/app/session/board"
	"pawgrad/nn/spec"
)

// Field names a field of the form: a setting, and the method, or the arm by the number of its
// look, that it belongs to (neither for a setting that all runs share).
type Field struct {
	Method spec.MethodID
	Arm    int
	Key    string
}

// Form is the experiment being set up. Its fields are for reading.
type Form struct {
	Experiment spec.Experiment

	// drafts is what was typed where that differs from what the experiment holds: text
	// that cannot be read, or "0.10" for 0.1; problems says what is wrong with it.
	drafts, problems map[Field]string
	board            *board.Board
	memory           int64 // for a run, in bytes
}

// New returns a form of the default experiment on a machine that has so much memory for a
// run, in bytes.
func New(told *board.Board, memory int64) *Form {
	f := &Form{board: told, memory: memory}
	f.fill(f.DefaultsFor(spec.DefaultExperiment().Shared.Model))
	return f
}

// typicalPhotos is how many photos a machine has to have memory for: those that come with
// the page are as many.
const typicalPhotos = 2000

// DefaultsFor is what the form starts with for a model: the default experiment, or where
// that does not fit into the machine's memory, one that does.
func (f *Form) DefaultsFor(id spec.ModelID) spec.Experiment {
	return spec.DefaultExperimentFor(id).Fit(f.memory, typicalPhotos)
}

// fill puts an experiment into all fields.
func (f *Form) fill(e spec.Experiment) {
	f.Experiment, f.drafts, f.problems = e, map[Field]string{}, map[Field]string{}
}

// Text returns what a field shows.
func (f *Form) Text(at Field) string {
	if draft, ok := f.drafts[at]; ok {
		return draft
	}
	if at.Arm > 0 {
		return setting(at).TextOfArm(f.Experiment, at.Arm)
	}
	return setting(at).TextIn(f.Experiment, at.Method)
}

// Problem returns the sentence under a field, or empty if all is well.
func (f *Form) Problem(at Field) string { return f.problems[at] }

// Edit takes what the visitor typed into a field. The experiment keeps its last
// good value while the text is no value.
func (f *Form) Edit(at Field, text string) {
	set := func() error { return setting(at).SetIn(&f.Experiment, at.Method, text) }
	if at.Arm > 0 {
		set = func() error { return setting(at).SetInArm(&f.Experiment, at.Arm, text) }
	}
	if err := set(); err != nil {
		f.problems[at] = err.Error()
	} else {
		delete(f.problems, at)
	}
	f.drafts[at] = text
	f.board.Changed(host.Settings)
}

// Settle is called when the visitor leaves a field: good text is then shown as
// the experiment has it, bad text stays to be mended.
func (f *Form) Settle(at Field) {
	if f.problems[at] == "" {
		delete(f.drafts, at)
		f.board.Changed(host.Settings)
	}
}

// ChooseModel changes the network to train. What the visitor has typed stays if the
// network takes it; all else becomes what suits the network.
func (f *Form) ChooseModel(id spec.ModelID) {
	e := &f.Experiment
	if e.Shared.Model == id {
		return
	}
	before, after := f.DefaultsFor(e.Shared.Model), f.DefaultsFor(id)
	e.SetShared(e.Shared.As(before.Shared, after.Shared))
	// Fields that can be read show what the experiment holds now.
	maps.DeleteFunc(f.drafts, func(at Field, _ string) bool { return f.problems[at] == "" })
	f.board.Changed(host.Settings)
}

// defaults is the experiment that the form's model starts with, with the
// hyper-parameters for what the form has trained.
func (f *Form) defaults() spec.Experiment {
	def := f.DefaultsFor(f.Experiment.Shared.Model)
	def.Hyper = f.Experiment.DefaultHyper()
	return def
}

// Choose takes a method into the comparison or out of it.
func (f *Form) Choose(id spec.MethodID, on bool) {
	chosen := slices.DeleteFunc(slices.Clone(f.Experiment.Methods), func(o spec.MethodID) bool { return o == id })
	if on {
		chosen = append(chosen, id)
	}
	f.Experiment.Methods = spec.InOrder(chosen)
	f.board.Changed(host.Settings)
}

// Chosen reports whether a method is in the comparison.
func (f *Form) Chosen(id spec.MethodID) bool { return slices.Contains(f.Experiment.Methods, id) }

// SetArmRate gives an arm another learning rate: a method's own with look 0, else the one of
// that look, if it is there and of that method.
func (f *Form) SetArmRate(id spec.MethodID, look int, rate float64) {
	if a, there := f.Experiment.Arm(look); there && a.Method == id {
		f.Experiment.ChangeArm(look, func(a *spec.Arm) { a.Hyper.LearningRate = rate })
		f.forget(Field{Arm: look})
	} else if look == 0 {
		h := f.Experiment.Hyper[id]
		h.LearningRate = rate
		f.Experiment.Hyper[id] = h
		f.forget(Field{Method: id})
	}
	f.board.Changed(host.Settings)
}

// CompareAll returns the methods that the large button compares: all that step
// after every batch, and full-batch GD if it is chosen. (GD takes one step an
// epoch, which shows nothing in the time the others need.)
func (f *Form) CompareAll() []spec.MethodID {
	var ids []spec.MethodID
	for _, m := range spec.Methods {
		if !m.FullBatch || f.Chosen(m.ID) {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

// ResetMethod gives a method its default hyper-parameters again.
func (f *Form) ResetMethod(id spec.MethodID) {
	if _, ok := spec.MethodByID(id); !ok {
		return
	}
	f.Experiment.Hyper[id] = f.defaults().Hyper[id]
	f.forget(Field{Method: id})
	f.board.Changed(host.Settings)
}

// ResetShared gives the settings that all runs share their defaults again.
func (f *Form) ResetShared() {
	def := f.defaults()
	f.Experiment.SetShared(def.Shared)
	f.Experiment.Grid = def.Grid
	f.forget(Field{})
	f.board.Changed(host.Settings)
}

// forget drops what was typed into the fields of a method, an arm, or those that all share.
func (f *Form) forget(whose Field) {
	of := func(at Field, _ string) bool { return at.Method == whose.Method && at.Arm == whose.Arm }
	maps.DeleteFunc(f.drafts, of)
	maps.DeleteFunc(f.problems, of)
}

// MethodChanged reports whether a method's fields differ from their defaults.
func (f *Form) MethodChanged(id spec.MethodID) bool {
	return f.Experiment.Hyper[id] != f.defaults().Hyper[id] || f.troubled(Field{Method: id})
}

// SharedChanged reports whether the shared fields differ from their defaults.
func (f *Form) SharedChanged() bool {
	return f.Experiment.Shared != f.defaults().Shared || f.Experiment.Grid != f.defaults().Grid || f.troubled(Field{})
}

// troubled reports whether a field of a method, or one of those that all share, cannot be read.
func (f *Form) troubled(whose Field) bool {
	for at := range f.problems {
		if at.Method == whose.Method && at.Arm == whose.Arm {
			return true
		}
	}
	return false
}

// Model returns the network of the experiment.
func (f *Form) Model() spec.Model {
	m, _ := spec.ModelByID(f.Experiment.Shared.Model)
	return m
}

// Link returns the experiment as the part of an address after "#".
func (f *Form) Link() string { return f.Experiment.Encode() }

// Follow takes the experiment of a link. What the link has wrong is said in a
// notice; the rest is used.
func (f *Form) Follow(link string) {
	if strings.TrimLeft(link, "#") == f.Link() {
		return
	}
	experiment, problems := spec.Decode(link)
	f.fill(experiment)
	f.board.Changed(host.Settings)
	if len(problems) > 0 {
		f.board.Notify(say.F("%s The defaults are used instead.", strings.Join(problems, " ")))
	}
}

// Unreadable returns the first field that cannot be read and would matter for runs
// of an experiment of the form's, and whether there is one.
func (f *Form) Unreadable(e spec.Experiment) (Field, bool) {
	whose := []Field{{}}
	for _, id := range e.Methods {
		whose = append(whose, Field{Method: id})
	}
	for _, a := range e.Arms {
		whose = append(whose, Field{Arm: a.Look})
	}
	for _, at := range whose {
		for _, row := range spec.Settings {
			if at.Key = row.Key; f.problems[at] != "" {
				return at, true
			}
		}
	}
	return Field{}, false
}

// Complaint is what is wrong with that field, as a sentence, or empty.
func (f *Form) Complaint(e spec.Experiment) string {
	at, _ := f.Unreadable(e)
	if m, ok := spec.MethodByID(at.Method); ok {
		return m.Name + ": " + f.Problem(at)
	}
	if a, ok := f.Experiment.Arm(at.Arm); ok {
		return format.Arm(f.Experiment.NameOf(a)) + ": " + f.Problem(at)
	}
	return f.Problem(at)
}

// setting returns the table's row of a field.
func setting(at Field) spec.Setting {
	row, ok := spec.SettingByKey(at.Key)
	if !ok {
		panic("form: no setting " + at.Key)
	}
	return row
}
