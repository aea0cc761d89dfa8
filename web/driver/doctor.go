package driver

import (
	"errors"

	"pawgrad/app/protocol"
	"pawgrad/app/session/doctor"
	"pawgrad/nn/spec"
)

// Relabel has a trainer write the set with other labels to path, and opens it.
func (s *Set) Relabel(name string, changes []protocol.LabelChange, path string) (other *Set, err error) {
	w, err := s.Worker()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.End()) }()
	if err := w.Send(protocol.Relabel{Name: name, Changes: changes}); err != nil {
		return nil, err
	}
	_, files, err := Await[protocol.Relabelled](w, nil)
	if err != nil {
		return nil, err
	}
	if err := s.driver.Give(files[0], path); err != nil {
		return nil, err
	}
	return s.driver.Open(Materials{Pack: path, Weights: s.weights, Keep: s.keep})
}

// Examine has the labels of the set examined as the page does, by a run of
// [spec.Run.Examination] that reads features if it needs any.
func (s *Set) Examine(run spec.Run, f *Features) (chart doctor.Chart, engine string, err error) {
	w, err := s.Worker()
	if err != nil {
		return chart, "", err
	}
	defer func() { err = errors.Join(err, w.End()) }()
	command := protocol.Examine{Spec: run, Folds: spec.Folds}
	var files []string
	if run.Cached() {
		command.Features, files = &f.Info, f.Files
	}
	chart = doctor.Chart{Run: run, Of: spec.Folds}
	for !chart.Complete() {
		command.Fold = chart.Folds
		if err := w.Send(command, files...); err != nil {
			return chart, w.Engine, err
		}
		e, _, err := Await[protocol.Examined](w, nil)
		if err != nil {
			return chart, w.Engine, err
		}
		chart.Add(e)
	}
	return chart, w.Engine, nil
}
