package spec

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Label tells the arm of a run from others of its method: what it is called, and the number
// of its look. The zero value is a method's own arm, which is called and looks as the method.
type Label struct {
	Name string `json:"name,omitempty"`
	Look int    `json:"look,omitempty"`
}

// Arm is what an experiment compares beside the methods' own arms: a method with all that it
// sets differently.
type Arm struct {
	// Look is unique in an experiment and counts from 1. It is what arms are told apart by,
	// and the number of the arm's look in figures.
	Look int `json:"look"`
	// Name is the visitor's; an arm without one is called by what differs, see
	// [Experiment.NameOf].
	Name   string   `json:"name,omitempty"`
	Method MethodID `json:"method"`
	Hyper  Hyper    `json:"hyper"`
	// Own holds the settings that differ from those of all runs, by key and as the form writes
	// them. Only settings [Setting.OfArm] can be there.
	Own map[string]string `json:"own,omitempty"`
	// Off leaves the arm out of what is started.
	Off bool `json:"off,omitempty"`
}

// MostArms bounds the arms of an experiment: more cannot be told apart in a figure.
const MostArms = 30

// mostLook bounds the numbers of arms, which grow as arms come and go.
const mostLook = 10_000

// longestName bounds an arm's name, in bytes.
const longestName = 80

// Clone returns a copy that shares nothing with the arm.
func (a Arm) Clone() Arm {
	a.Own = maps.Clone(a.Own)
	return a
}

// OfArm reports whether an arm may set the setting differently. Which photos there are, and which
// seeds, is the same for all runs that are compared.
func (s Setting) OfArm() bool {
	switch s.Key {
	case KeySeed, KeyTrainImages, KeyEvalImages:
		return false
	}
	return !s.hyper && !s.OfGrid()
}

// OfNetwork reports whether the setting says which network is trained, or how much of it: runs
// that differ in it do not begin with the same weights.
func (s Setting) OfNetwork() bool {
	return s.Key == KeyModel || s.Key == KeyTrain || s.Key == KeyHeadEpochs || s.Key == KeyImageSize
}

// SameNetwork reports whether two runs train networks of one shape.
func SameNetwork(a, b Run) bool {
	return a.Model == b.Model && a.ImageSize == b.ImageSize && (a.Model != VGG19 || a.Train == b.Train)
}

// Name is what the run's arm is called.
func (r Run) Name() string {
	if r.Arm.Name != "" {
		return r.Arm.Name
	}
	m, _ := MethodByID(r.Method)
	return m.Name
}

// ArmName is a name as an arm can have it: tidy and not too long.
func ArmName(name string) string {
	name = strings.Join(strings.Fields(strings.ReplaceAll(name, armSeparator, "-")), " ")
	if len(name) > longestName {
		name = strings.ToValidUTF8(name[:longestName], "")
	}
	return name
}

// Arm returns the arm of a look, and whether there is one.
func (e Experiment) Arm(look int) (Arm, bool) {
	if i := e.armAt(look); i >= 0 {
		return e.Arms[i], true
	}
	return Arm{}, false
}

func (e Experiment) armAt(look int) int {
	return slices.IndexFunc(e.Arms, func(a Arm) bool { return a.Look == look })
}

// AddArm adds an arm like another with a look of its own, which it returns; 0 if there are
// as many arms as there may be. A name is not copied: it would be there twice.
func (e *Experiment) AddArm(like Arm) (look int) {
	if len(e.Arms) >= MostArms {
		return 0
	}
	for _, a := range e.Arms {
		look = max(look, a.Look)
	}
	look++
	a := like.Clone()
	a.Look, a.Name, a.Off = look, "", false
	e.Arms = append(slices.Clip(e.Arms), a)
	return look
}

// OwnArm is a method's own arm, as one that others can be made like.
func (e Experiment) OwnArm(method MethodID) Arm { return Arm{Method: method, Hyper: e.Hyper[method]} }

// RemoveArm takes an arm out.
func (e *Experiment) RemoveArm(look int) {
	e.Arms = slices.DeleteFunc(slices.Clone(e.Arms), func(a Arm) bool { return a.Look == look })
	if len(e.Arms) == 0 {
		e.Arms = nil
	}
}

// ChangeArm changes an arm, if there is such.
func (e *Experiment) ChangeArm(look int, change func(*Arm)) {
	if i := e.armAt(look); i >= 0 {
		e.Arms = slices.Clone(e.Arms)
		e.Arms[i] = e.Arms[i].Clone()
		change(&e.Arms[i])
		if len(e.Arms[i].Own) == 0 {
			e.Arms[i].Own = nil
		}
	}
}

// ArmRun returns the run of an arm with the experiment's first seed.
func (e Experiment) ArmRun(a Arm) Run {
	r := e.setUp(a)
	if e.SameRate > 0 {
		r.Hyper.LearningRate = e.SameRate
	}
	r.Arm = Label{e.NameOf(a), a.Look}
	return r
}

// setUp is the arm's run by its own rate and without its label.
func (e Experiment) setUp(a Arm) Run {
	r := e.likeArm(a)
	r.Method, r.Hyper = a.Method, a.Hyper
	for _, s := range Settings {
		if text, own := a.Own[s.Key]; own {
			// What was taken once is taken again, but perhaps by another model.
			_ = s.Set(&r, text)
		}
	}
	return r
}

// likeArm is what an arm is trained by where it sets nothing: as all runs, or if it has a network
// of its own, as they would be with that.
func (e Experiment) likeArm(a Arm) Run {
	model, own := ModelByID(ModelID(a.Own[KeyModel]))
	if !own || model.ID == e.Shared.Model {
		return e.Shared
	}
	return e.Shared.As(DefaultRunOf(e.Shared.Model, a.Method), DefaultRunOf(model.ID, a.Method))
}

// startOf are the hyper-parameters that an arm's method starts with on its network.
func (e Experiment) startOf(a Arm) Hyper {
	r := e.likeArm(a)
	r.Method = a.Method
	if train, own := a.Own[KeyTrain]; own && r.Model != e.Shared.Model {
		r.Train = Train(train)
	}
	return r.DefaultHyper()
}

// usual is the run that an arm is told apart from by what it is called: its method's own, or if it
// has a network of its own, what the method starts with on that.
func (e Experiment) usual(a Arm) Run {
	r := e.likeArm(a)
	if r.Model == e.Shared.Model {
		return e.setUp(e.OwnArm(a.Method))
	}
	r.Method, r.Hyper = a.Method, e.startOf(a)
	return r
}

// NameOf is what an arm is called: as the visitor says, or as its method with what differs
// from the method's own arm: "SGD, δ 0.01, batch size 8 photos"; "SGD, VGG19, train head only".
func (e Experiment) NameOf(a Arm) string {
	if a.Name != "" {
		return a.Name
	}
	m, _ := MethodByID(a.Method)
	parts := []string{m.Name}
	r, usual := e.setUp(a), e.usual(a)
	if r.Model != e.Shared.Model {
		parts = append(parts, r.Network().Name)
	}
	for _, s := range Settings {
		text := s.changed(r, usual, m)
		if text == "" {
			continue
		}
		words := s.Words(text)
		switch {
		case words == "":
			words = "no " + strings.ToLower(s.Label)
		case s.hyper && s.Symbol != "":
			words = s.Symbol + " " + text
		}
		parts = append(parts, words)
	}
	if len(parts) == 1 {
		parts = append(parts, "arm "+strconv.Itoa(a.Look))
	}
	return strings.Join(parts, ", ")
}

// Fixed is the arm as it is when its runs begin: called what it is called, and if it has a network
// of its own, with all settings that follow from that written down, so that it stays what it was
// whatever a network starts with later.
func (e Experiment) Fixed(a Arm) Arm {
	fixed := a.Clone()
	fixed.Name = e.NameOf(a)
	r := e.setUp(a)
	if r.Model == e.Shared.Model {
		return fixed
	}
	for _, s := range Settings {
		if s.OfArm() {
			fixed.Own[s.Key] = s.Text(r)
		}
	}
	return fixed
}

// changed is the setting's text in a run where it differs from that in another of the same
// method, else empty.
func (s Setting) changed(r, from Run, m Method) string {
	if s.OfGrid() || s.hyper && !m.Uses(s.Key) || !s.hyper && !s.OfArm() || !s.Concerns(r) {
		return ""
	}
	if text := s.Text(r); text != s.Text(from) {
		return text
	}
	return ""
}

// TextOfArm returns the setting's value in an arm, by its own rate.
func (s Setting) TextOfArm(e Experiment, look int) string {
	a, ok := e.Arm(look)
	if !ok {
		return ""
	}
	return s.Text(e.setUp(a))
}

// SetInArm reads text into an arm: a hyper-parameter, or a setting that it then sets
// differently. On an error, as of [Setting.Set], the arm is as it was.
func (s Setting) SetInArm(e *Experiment, look int, text string) error {
	a, ok := e.Arm(look)
	if !ok || !s.hyper && !s.OfArm() {
		return fmt.Errorf("There is no arm that sets %q.", s.Key)
	}
	r := e.setUp(a)
	if err := s.Set(&r, text); err != nil {
		return err
	}
	start := e.startOf(a)
	e.ChangeArm(look, func(a *Arm) {
		if s.hyper {
			a.Hyper = r.Hyper
			return
		}
		if a.Own == nil {
			a.Own = map[string]string{}
		}
		a.Own[s.Key] = s.Text(r)
		if s.Key == KeyModel {
			a.dropRefused(r)
		}
		if a.Hyper == start { // what it starts with follows its network
			a.Hyper = e.startOf(*a)
		}
	})
	return nil
}

// dropRefused takes out what the arm sets that a run of its network does not take.
func (a *Arm) dropRefused(r Run) {
	for key, text := range a.Own {
		if s, ok := SettingByKey(key); ok && s.Set(&r, text) != nil {
			delete(a.Own, key)
		}
	}
}

// Vary adds an arm like another for each of some values of a setting, and returns how many it
// has added. On an error, a sentence, none is.
func (s Setting) Vary(e *Experiment, like Arm, values []string) (int, error) {
	next := e.Clone()
	for _, text := range values {
		look := next.AddArm(like)
		if look == 0 {
			return 0, fmt.Errorf("There can be no more than %d arms. Remove some, or give fewer values.", MostArms)
		}
		if err := s.SetInArm(&next, look, text); err != nil {
			return 0, err
		}
	}
	*e = next
	return len(values), nil
}

// Started are the arms that are started with the experiment.
func (e Experiment) Started() []Arm {
	var list []Arm
	for _, a := range e.Arms {
		if !a.Off {
			list = append(list, a)
		}
	}
	return list
}

// Has reports whether a run is of one of the arms that are started with the experiment, by its
// method and the number of its look.
func (e Experiment) Has(r Run) bool {
	if r.Arm.Look == 0 {
		return slices.Contains(e.Methods, r.Method)
	}
	return slices.ContainsFunc(e.Started(), func(a Arm) bool { return a.Look == r.Arm.Look })
}

// Clash reports whether two experiments have different arms of one number, so that their runs
// could not be told apart.
func (e Experiment) Clash(other Experiment) bool {
	return slices.ContainsFunc(other.Arms, func(a Arm) bool {
		own, there := e.Arm(a.Look)
		return there && (e.ArmRun(own) != other.ArmRun(a))
	})
}

// CheckArms reports, in a sentence, what of an experiment's arms cannot be.
func (e Experiment) CheckArms() error {
	if len(e.Arms) > MostArms {
		return fmt.Errorf("There are %d arms, and can be no more than %d.", len(e.Arms), MostArms)
	}
	looks := map[int]bool{}
	for _, a := range e.Arms {
		m, ok := MethodByID(a.Method)
		switch {
		case !ok:
			return fmt.Errorf("There is no method %q.", a.Method)
		case a.Look < 1 || a.Look > mostLook+MostArms || looks[a.Look]:
			return fmt.Errorf("There are two arms of number %d, or it is none.", a.Look)
		case len(a.Name) > longestName:
			return fmt.Errorf("The name of an arm of %s is too long.", m.Name)
		}
		looks[a.Look] = true
		for key := range a.Own {
			if s, ok := SettingByKey(key); !ok || !s.OfArm() {
				return fmt.Errorf("An arm of %s cannot set %q.", m.Name, key)
			}
		}
		if err := e.ArmRun(a).Validate(); err != nil {
			return err
		}
	}
	return nil
}

// Keys of an arm's text in a link that are no settings, and what stands between its parts.
const (
	armName      = "name"
	armLook      = "look"
	armOff       = "off"
	armSeparator = "~"
)

// encodeArm writes an arm for a link: its method, then keys and values of what it sets, of
// hyper-parameters those that differ from the method's: "sgd~lr~0.1~batch~8".
func (e Experiment) encodeArm(a Arm, place int) string {
	m, _ := MethodByID(a.Method)
	parts := []string{string(a.Method)}
	usual, r := e.usual(a), e.setUp(a)
	for _, s := range Settings {
		if s.hyper && m.Uses(s.Key) && s.Text(r) != s.Text(usual) {
			parts = append(parts, s.Key, s.Text(r))
		} else if text, own := a.Own[s.Key]; own {
			parts = append(parts, s.Key, text)
		}
	}
	if a.Name != "" {
		parts = append(parts, armName, a.Name)
	}
	if a.Look != place {
		parts = append(parts, armLook, strconv.Itoa(a.Look))
	}
	if a.Off {
		parts = append(parts, armOff, "1")
	}
	return strings.Join(parts, armSeparator)
}

// decodeArm reads what encodeArm has written. What it cannot read of an arm is named; an arm
// that cannot be at all is left out.
func (e *Experiment) decodeArm(text string, place int) error {
	parts := strings.Split(text, armSeparator)
	m, ok := MethodByID(MethodID(parts[0]))
	if !ok {
		return fmt.Errorf("There is no method %q for an arm.", parts[0])
	}
	look := e.AddArm(e.OwnArm(m.ID))
	if look == 0 {
		return fmt.Errorf("There can be no more than %d arms.", MostArms)
	}
	var problems []string
	name, want, off := "", place, false
	for i := 1; i < len(parts); i += 2 {
		key, value := parts[i], ""
		if i+1 < len(parts) {
			value = parts[i+1]
		}
		switch key {
		case armName:
			name = ArmName(value)
		case armLook:
			want, _ = strconv.Atoi(value)
		case armOff:
			off = true
		default:
			s, ok := SettingByKey(key)
			switch {
			case !ok || s.hyper && !m.Uses(key) || !s.hyper && !s.OfArm():
				problems = append(problems, fmt.Sprintf("An arm of %s has no setting %q.", m.Name, key))
			default:
				if err := s.SetInArm(e, look, value); err != nil {
					problems = append(problems, err.Error())
				}
			}
		}
	}
	if _, taken := e.Arm(want); want < 1 || want > mostLook || taken {
		want = look
	}
	e.ChangeArm(look, func(a *Arm) { a.Name, a.Off, a.Look = name, off, want })
	if problems != nil {
		return fmt.Errorf("%s", strings.Join(problems, " "))
	}
	return nil
}
