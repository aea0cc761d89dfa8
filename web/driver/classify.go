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
// with photos that are dropped on it, and returns its answer for each, with its channels if they
// are asked for.
func (s *Set) Classify(model string, paths []string, channels bool) (answers []protocol.Answer, err error) {
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
		more, err := w.classify(some, channels)
		if err != nil {
			return nil, err
		}
		answers = append(answers, more...)
	}
	return answers, nil
}

// classify asks the one network that the trainer has loaded about some photos.
func (w *Worker) classify(paths []string, channels bool) ([]protocol.Answer, error) {
	command := protocol.Classify{Channels: channels}
	for i, path := range paths {
		command.Photos = append(command.Photos, protocol.PhotoRef{ID: i, Name: filepath.Base(path)})
		if err := w.driver.Take(path, path); err != nil {
			return nil, err
		}
	}
	if err := w.Send(command, paths...); err != nil {
		return nil, err
	}
	answers, used := make([]protocol.Answer, len(paths)), slices.Clone(paths)
	for range paths {
		e, pictures, err := Await[protocol.Classified](w, nil)
		if err != nil {
			return nil, err
		}
		if e.Error != "" || len(e.Answers) != 1 {
			return nil, fmt.Errorf("%s: %d answers; %s", paths[e.ID], len(e.Answers), e.Error)
		}
		answers[e.ID], used = e.Answers[0], append(used, pictures...)
	}
	for _, name := range used {
		if err := w.driver.Drop(name); err != nil {
			return nil, err
		}
	}
	return answers, nil
}
