package form

import (
	"strings"

	"pawgrad/app/host"
	"pawgrad/app/say"
	"pawgrad/nn/spec"
)

// AddArm adds an arm like another and returns the number of its look; 0, and a notice, if there
// are as many as there may be.
func (f *Form) AddArm(like spec.Arm) int {
	look := f.Experiment.AddArm(like)
	if look == 0 {
		f.board.Notify(say.F("There can be no more than %d arms: more cannot be told apart in a figure. Remove one first.", spec.MostArms))
	}
	f.board.Changed(host.Settings)
	return look
}

// RemoveArm takes an arm out.
func (f *Form) RemoveArm(look int) {
	f.Experiment.RemoveArm(look)
	f.forget(Field{Arm: look})
	f.board.Changed(host.Settings)
}

// ChooseArm takes an arm into the comparison or out of it.
func (f *Form) ChooseArm(look int, on bool) {
	f.Experiment.ChangeArm(look, func(a *spec.Arm) { a.Off = !on })
	f.board.Changed(host.Settings)
}

// NameArm calls an arm by another name, or with an empty one by what differs.
func (f *Form) NameArm(look int, name string) {
	f.Experiment.ChangeArm(look, func(a *spec.Arm) { a.Name = spec.ArmName(name) })
	f.board.Changed(host.Settings)
}

// SetApart has an arm set something differently: at first as all runs have it.
func (f *Form) SetApart(look int, key string) {
	at := Field{Arm: look, Key: key}
	f.Edit(at, f.Text(at))
	f.Settle(at)
}

// Together has an arm set something as all runs have it again.
func (f *Form) Together(look int, key string) {
	at := Field{Arm: look, Key: key}
	f.Experiment.ChangeArm(look, func(a *spec.Arm) { delete(a.Own, key) })
	delete(f.drafts, at)
	delete(f.problems, at)
	f.board.Changed(host.Settings)
}

// Vary adds an arm like another for each of some values of a setting, given with spaces or
// semicolons between them, or with commas and spaces; a comma within a number is a decimal point. It returns a sentence if that
// cannot be, and then adds none.
func (f *Form) Vary(like spec.Arm, key, values string) (problem string) {
	list := strings.FieldsFunc(values, func(r rune) bool { return r == ' ' || r == ';' || r == '\t' || r == '\n' })
	for i := range list {
		list[i] = strings.TrimSuffix(list[i], ",")
	}
	if len(list) == 0 {
		return say.Text("Enter values with spaces between them, as 0.001 0.01 0.1.")
	}
	if _, err := setting(Field{Key: key}).Vary(&f.Experiment, like, list); err != nil {
		return err.Error()
	}
	f.board.Changed(host.Settings)
	return ""
}

// Like is an arm that others can be made like: one of the form's, or with look 0 a method's own.
func (f *Form) Like(method spec.MethodID, look int) spec.Arm {
	if a, ok := f.Experiment.Arm(look); ok {
		return a
	}
	return f.Experiment.OwnArm(method)
}
