package driver

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"pawgrad/app/protocol"
)

// photosAtOnce is how many photos the browser holds at a time.
const photosAtOnce = 40

// Classify has the network of a model file say what the photos at paths show, as the page does
// with photos that are dropped on it, and returns the probability of class 1 for each.
func (s *Set) Classify(model string, paths []string) (probabilities []float64, err error) {
	w, err := s.Worker()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.End()) }()
	const run = "classified"
	if err := s.driver.Take(model, model); err != nil {
		return nil, err
	}
	if err := w.Send(protocol.LoadModel{Run: run}, model); err != nil {
		return nil, err
	}
	if _, _, err := Await[protocol.ModelLoaded](w, nil); err != nil {
		return nil, err
	}
	for some := range slices.Chunk(paths, photosAtOnce) {
		answers, err := w.classify(some)
		if err != nil {
			return nil, err
		}
		probabilities = append(probabilities, answers...)
	}
	return probabilities, nil
}

// classify asks the one network that the trainer has loaded about some photos.
func (w *Worker) classify(paths []string) ([]float64, error) {
	command := protocol.Classify{}
	for i, path := range paths {
		command.Photos = append(command.Photos, protocol.PhotoRef{ID: i, Name: filepath.Base(path)})
		if err := w.driver.Take(path, path); err != nil {
			return nil, err
		}
	}
	if err := w.Send(command, paths...); err != nil {
		return nil, err
	}
	probabilities, used := make([]float64, len(paths)), slices.Clone(paths)
	for range paths {
		e, pictures, err := Await[protocol.Classified](w, nil)
		if err != nil {
			return nil, err
		}
		if e.Error != "" || len(e.Answers) != 1 {
			return nil, fmt.Errorf("%s: %d answers; %s", paths[e.ID], len(e.Answers), e.Error)
		}
		probabilities[e.ID], used = e.Answers[0].Probability, append(used, pictures...)
	}
	for _, name := range used {
		if err := w.driver.Drop(name); err != nil {
			return nil, err
		}
	}
	return probabilities, nil
}
