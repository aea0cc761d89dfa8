package driver

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"

	"pawgrad/app/protocol"
)

// photosAtOnce is how many photos the browser holds at a time.
const photosAtOnce = 40

// Classify has the network of a model file say what the photos at paths show, as the page does
// with photos that are dropped on it, and returns its answer for each, with its channels if they
// are asked for. It asks so many workers at the same time.
func (s *Set) Classify(model string, paths []string, channels bool, workers int) ([]protocol.Answer, error) {
	if err := s.driver.Take(model, model); err != nil {
		return nil, err
	}
	answers := make([]protocol.Answer, len(paths))
	n := (len(paths) + photosAtOnce - 1) / photosAtOnce
	firsts := make(chan int, n)
	for i := range n {
		firsts <- i * photosAtOnce
	}
	close(firsts)
	failures := make([]error, workers)
	var group sync.WaitGroup
	for i := range workers {
		group.Go(func() { failures[i] = s.classifySome(model, paths, firsts, channels, answers) })
	}
	group.Wait()
	return answers, errors.Join(failures...)
}

// classifySome has a worker answer the photos from each of the firsts on, as long as there are any.
func (s *Set) classifySome(model string, paths []string, firsts <-chan int, channels bool, answers []protocol.Answer) (err error) {
	w, err := s.Worker()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.End()) }()
	if err := w.Send(protocol.LoadModel{Run: "classified"}, model); err != nil {
		return err
	}
	if _, _, err := Await[protocol.ModelLoaded](w, nil); err != nil {
		return err
	}
	for first := range firsts {
		some, err := w.classify(paths[first:min(first+photosAtOnce, len(paths))], channels)
		if err != nil {
			return err
		}
		copy(answers[first:], some)
	}
	return nil
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
