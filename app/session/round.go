package session

import (
	"time"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/app/session/keep"
	"pawgrad/nn/search"
	"pawgrad/nn/spec"
)

// Round is one or more experiments begun together, its parts, on the same image set, with
// the runs made of them. A plain comparison has one part, a study one for each network and
// size. Written down it is a [record.Round].
type Round struct {
	// Number counts from 1 in the order of beginning, whatever the clock says; that of a
	// removed round stays unused while there is a later one.
	Number int
	// ID names it in the store and in files.
	ID    string
	Name  string // the visitor's to change
	Kind  record.Kind
	Began time.Time
	Parts []spec.Experiment
	// Plan is that of a search for learning rates, nil for all else and for searches of before
	// there were plans.
	Plan *search.Plan
	// SetName, and Pack if it is there, are the image set.
	SetName string
	Pack    host.Blob
	// Machine is what its runs were computed on.
	Machine record.Machine

	set   protocol.DataLoaded
	place *keep.Round
}

// Shared are the settings that all runs of the round's first part share.
func (r *Round) Shared() spec.Run { return r.Parts[0].Shared }

// Steady reports whether the round's runs are trained one after the other instead: a
// study takes hours, and a run that is finished stays finished whatever comes; those of a
// search are short, and nobody watches their curves.
func (r *Round) Steady() bool { return r.Kind != record.Comparison }

// Searches reports whether the round is a search for learning rates: of one part a rate, with
// a figure of its own.
func (r *Round) Searches() bool { return r.Kind == record.Search }

// firstName is what a round is called until the visitor gives it another name.
func (r *Round) firstName() string {
	switch r.Kind {
	case record.Study:
		return record.StudyName
	case record.Search:
		return record.SearchName
	}
	return r.Parts[0].Title()
}

// SpokenName is what the round is called in the language in use.
func (r *Round) SpokenName() string {
	return record.SpokenName(r.Name, r.Parts)
}

// header is the round's record without its runs.
func (r *Round) header() record.Round {
	e := record.Round{
		ID: r.ID, Name: r.Name, Kind: r.Kind, Search: r.Plan, Began: r.Began,
		Set: record.Set{DataLoaded: r.set}, Machine: r.Machine,
	}
	for _, part := range r.Parts {
		e.Parts = append(e.Parts, part.Clone())
	}
	return e
}
