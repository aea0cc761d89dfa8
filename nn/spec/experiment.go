package spec

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// Experiment is what the page's form holds: the settings shared by all runs, and
// the methods to compare with their hyper-parameters.
type Experiment struct {
	// Name tells it from others of a study that train the same network at the same size; one
	// without is called by these. Links do not carry it.
	Name string `json:"name,omitempty"`
	// Shared holds the settings of all runs; its Method and Hyper are unused, and
	// its Seed is the first one's.
	Shared Run `json:"shared"`
	Grid
	// Methods are the chosen methods in the order of the table [Methods].
	Methods []MethodID `json:"methods"`
	// Hyper holds the hyper-parameters of every method, chosen or not: with the shared
	// settings it is the method's own arm.
	Hyper map[MethodID]Hyper `json:"hyper"`
	// Arms are compared beside the methods' own.
	Arms []Arm `json:"arms,omitempty"`
}

// Grid says how an experiment's methods are spelled out as runs.
type Grid struct {
	// Seeds is how often each method is run, from seed Shared.Seed on.
	Seeds int `json:"seeds"`
	// SameRate is the learning rate of every method; 0 leaves each its own.
	SameRate float64 `json:"sameRate,omitempty"`
	// Targets are the accuracies of which is asked how soon they are reached. What was begun
	// before there were any has none.
	Targets Targets `json:"targets,omitempty"`
}

// Clone returns a copy that shares nothing with the experiment.
func (e Experiment) Clone() Experiment {
	e.Methods, e.Hyper, e.Arms = slices.Clone(e.Methods), maps.Clone(e.Hyper), slices.Clone(e.Arms)
	for i, a := range e.Arms {
		e.Arms[i] = a.Clone()
	}
	return e
}

// Title is what the experiment is called.
func (e Experiment) Title() string {
	if e.Name != "" {
		return e.Name
	}
	return e.Shared.Title()
}

// DefaultExperiment compares the study's six mini-batch methods on the CNN.
func DefaultExperiment() Experiment { return DefaultExperimentFor(CNN) }

// DefaultExperimentFor compares the study's six mini-batch methods on a model. (GD
// takes one step an epoch, which shows nothing in the time the others need.)
func DefaultExperimentFor(model ModelID) Experiment {
	return experimentOf(DefaultRunOf(model, SGD))
}

// FirstExperimentFor is [DefaultExperimentFor] with the defaults of before 2026-11-29:
// those that links without a version leave out. They are the study's as far as it is known.
func FirstExperimentFor(model ModelID) Experiment {
	return experimentOf(FirstRunOf(model, SGD))
}

// experimentOf compares the study's six mini-batch methods by the settings of a run.
func experimentOf(shared Run) Experiment {
	shared.Method, shared.Hyper = "", Hyper{}
	e := Experiment{Shared: shared}
	for _, s := range Settings {
		if s.OfGrid() {
			if err := s.SetIn(&e, "", s.Default); err != nil {
				panic(fmt.Sprintf("spec: default of setting %q: %v", s.Key, err))
			}
		}
	}
	e.Hyper = e.DefaultHyper()
	for _, m := range Methods {
		if !m.FullBatch {
			e.Methods = append(e.Methods, m.ID)
		}
	}
	return e
}

// DefaultHyper returns the hyper-parameters that every method starts with on the
// experiment's network, of which as much is trained as the experiment says.
func (e Experiment) DefaultHyper() map[MethodID]Hyper {
	hyper := map[MethodID]Hyper{}
	for _, m := range Methods {
		r := e.Shared
		r.Method = m.ID
		hyper[m.ID] = r.DefaultHyper()
	}
	return hyper
}

// SetShared changes the settings of all runs. Methods and arms whose hyper-parameters are
// those that they start with get those for the new network.
func (e *Experiment) SetShared(shared Run) {
	earlier, before := *e, e.DefaultHyper()
	e.Shared = shared
	after := e.DefaultHyper()
	for id, h := range after {
		if e.Hyper[id] == before[id] {
			e.Hyper[id] = h
		}
	}
	for _, a := range e.Arms {
		if a.Hyper == earlier.startOf(a) {
			e.ChangeArm(a.Look, func(a *Arm) { a.Hyper = e.startOf(*a) })
		}
	}
}

// Run returns the run of one method of the experiment with its first seed.
func (e Experiment) Run(method MethodID) Run {
	r := e.Shared
	r.Method, r.Hyper = method, e.Hyper[method]
	if e.SameRate > 0 {
		r.Hyper.LearningRate = e.SameRate
	}
	return r
}

// Runs spells the experiment out, seed by seed: for each seed one run of each
// chosen method, alike in all but the method, and one of each arm that is started. A
// comparison is so complete as early as it can be.
func (e Experiment) Runs() []Run {
	var first []Run
	for _, id := range InOrder(e.Methods) {
		first = append(first, e.Run(id))
	}
	for _, a := range e.Started() {
		first = append(first, e.ArmRun(a))
	}
	runs := make([]Run, 0, e.Seeds*len(first))
	for i := range e.Seeds {
		for _, r := range first {
			r.Seed = (r.Seed + uint64(i)) % (largestSeed + 1)
			runs = append(runs, r)
		}
	}
	return runs
}

// oldKeys are keys of settings in older links, with what they are called now.
var oldKeys = map[string]string{"forms": KeyVariants}

// The entries of a link that are no settings.
const (
	keyMethods = "methods"
	keyArm     = "arm" // as often as there are arms
	keyVersion = "v"   // of the defaults that the link leaves out; none for the first
)

// linkVersion is the version that links are written with.
const linkVersion = "2"

// Encode writes the experiment as the query of a link. Only what differs from the
// model's [DefaultExperimentFor], and from its own [Experiment.DefaultHyper], is
// written, so links stay short and readable:
// "v=2&epochs=20&methods=sgd,adam&adam.lr=0.0005".
func (e Experiment) Encode() string {
	def := DefaultExperimentFor(e.Shared.Model)
	def.Hyper = e.DefaultHyper()
	var parts []string
	add := func(key, value string) { parts = append(parts, key+"="+url.QueryEscape(value)) }
	if e.Shared.Model != DefaultExperiment().Shared.Model {
		add(KeyModel, string(e.Shared.Model))
	}
	for _, s := range Settings {
		if !s.hyper && s.TextIn(e, "") != s.TextIn(def, "") {
			add(s.Key, s.TextIn(e, ""))
		}
	}
	if !slices.Equal(e.Methods, def.Methods) {
		ids := make([]string, len(e.Methods))
		for i, id := range e.Methods {
			ids[i] = string(id)
		}
		parts = append(parts, keyMethods+"="+strings.Join(ids, ","))
	}
	for _, m := range Methods {
		for _, key := range m.Settings {
			s, _ := SettingByKey(key)
			if own := s.TextIn(e, m.ID); own != s.TextIn(def, m.ID) {
				add(string(m.ID)+"."+key, own)
			}
		}
	}
	for i, a := range e.Arms {
		add(keyArm, e.encodeArm(a, i+1))
	}
	if parts == nil {
		return ""
	}
	return keyVersion + "=" + linkVersion + "&" + strings.Join(parts, "&")
}

// Decode reads a link's query, with or without its leading "?" or "#". What it
// cannot read keeps its default and is named in the problems, a sentence each. A link
// without a version means what it meant when there were none; an empty one is today's.
func Decode(query string) (e Experiment, problems []string) {
	values, err := url.ParseQuery(InLanguage(strings.TrimLeft(query, "?#"), ""))
	if err != nil {
		problems = append(problems, fmt.Sprintf("The link is damaged (%v); what could be read of it is used.", err))
	}
	defaults := DefaultExperimentFor
	if len(values) > 0 && !values.Has(keyVersion) {
		defaults = FirstExperimentFor
	}
	// The model comes first, as the other defaults are its own.
	model := DefaultExperiment().Shared.Model
	if m, ok := ModelByID(ModelID(values.Get(KeyModel))); ok {
		model = m.ID
	}
	e = defaults(model)
	keys := slices.Sorted(maps.Keys(values))
	// What the methods' defaults depend on comes next.
	for _, key := range []string{KeyTrain, KeyInit} {
		if i := slices.Index(keys, key); i > 0 {
			keys = slices.Insert(slices.Delete(keys, i, i+1), 0, key)
		}
	}
	for _, key := range keys {
		if err := e.decode(key, values.Get(key)); err != nil {
			problems = append(problems, "In the link: "+err.Error())
		}
	}
	// Arms come last: they differ from what the rest says.
	for i, text := range values[keyArm] {
		if err := e.decodeArm(text, i+1); err != nil {
			problems = append(problems, "In the link: "+err.Error())
		}
	}
	return e, problems
}

// decode reads one entry of a link.
func (e *Experiment) decode(key, text string) error {
	if now, old := oldKeys[key]; old {
		key = now
	}
	switch {
	case key == keyArm:
		return nil // read when the rest is known
	case key == KeyModel:
		if _, ok := ModelByID(ModelID(text)); !ok {
			return fmt.Errorf("There is no model %q.", text)
		}
		return nil // it is known already
	case key == keyVersion:
		if text != linkVersion {
			return fmt.Errorf("It is of version %q, which this page does not know; what is not written in it may differ. Reload the page to get the newest.", text)
		}
		return nil
	case key == keyMethods:
		return e.decodeMethods(text)
	}
	id, hyperKey, isHyper := strings.Cut(key, ".")
	if !isHyper {
		s, ok := SettingByKey(key)
		if !ok || s.hyper {
			return fmt.Errorf("There is no setting %q.", key)
		}
		return s.SetIn(e, "", text)
	}
	m, ok := MethodByID(MethodID(id))
	if !ok {
		return fmt.Errorf("There is no method %q.", id)
	}
	s, ok := SettingByKey(hyperKey)
	if !ok || !m.Uses(hyperKey) {
		return fmt.Errorf("%s has no setting %q.", m.Name, hyperKey)
	}
	return s.SetIn(e, m.ID, text)
}

// decodeMethods reads a list of methods; unknown ones are left out and named.
func (e *Experiment) decodeMethods(text string) error {
	var chosen []MethodID
	var unknown []string
	for id := range strings.SplitSeq(text, ",") {
		if _, ok := MethodByID(MethodID(id)); ok {
			chosen = append(chosen, MethodID(id))
		} else if id != "" {
			unknown = append(unknown, fmt.Sprintf("%q", id))
		}
	}
	e.Methods = InOrder(chosen)
	if unknown != nil {
		return fmt.Errorf("There is no method %s.", strings.Join(unknown, ", "))
	}
	return nil
}
