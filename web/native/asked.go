package main

import (
	"errors"
	"os"
	"strings"

	"pawgrad/app/record"
	"pawgrad/nn/spec"
)

// asked are the experiments that a link or else a file asks for.
func asked(link, path string) ([]spec.Experiment, error) {
	if path != "" {
		file, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		round, err := record.Read(file)
		return round.Parts, err
	}
	if _, settings, found := strings.Cut(link, "#"); found {
		link = settings
	}
	e, problems := spec.Decode(link)
	if problems != nil {
		return nil, errors.New(strings.Join(problems, " "))
	}
	return []spec.Experiment{e}, nil
}
