// Package redraw knows what is redrawn when: the topics of the page, which part of it
// shows which of them, and who watches.
package redraw

import "pawgrad/app/host"

// Topics of the page's own, beside those of the machines behind it.
const (
	Look        host.Topic = host.OfThePage << iota // the theme, and whether it is for a projector
	Sizes                                           // the sizes of elements
	Folds                                           // what is unfolded in the set-up, and what was copied
	Drops                                           // whether files hover over the page
	Tabs                                            // which tab is in view
	Choice                                          // the part of a study in view, and how curves are drawn
	Hover                                           // where the visitor points in the curves
	Closer                                          // the run looked closer at, and how its figures are drawn
	Rows                                            // where the visitor points in charts of rows and of rates
	Heads                                           // the heads of rounds
	Paper                                           // whether the report is in view
	Play                                            // the classic surface, and the paths on it
	PlayFrames                                      // how much of those paths is drawn, each frame
	PlayNumbers                                     // the same in numbers
	Layers                                          // what is shown of the norms, and where the visitor points
	Spot                                            // where the visitor points in the measured surface
	PathFrames                                      // how much of the runs' paths is drawn, each frame
	PathNumbers                                     // the same in numbers
	Lessons                                         // the lesson in view, and what was predicted
)

// The table: each part of the page, and the topics that it is drawn anew for.
const (
	OfPage    = Folds | Drops | Paper
	OfAddress = host.Settings
	OfScreen  = Look | host.RunStates | host.Numbers // whether it stays on
	OfNotices = host.Notices
	OfHeader  = Look | host.Numbers | host.RunStates | host.ImageSet
	OfTabs    = Tabs
	OfReport  = Paper
	OfCanvas  = Look | Sizes // each, beside what its figure shows

	OfSummary  = Folds | host.Settings | host.ImageSet
	OfData     = host.ImageSet | host.Settings
	OfQuestion = host.ImageSet
	OfModel    = Folds | host.Settings | host.ImageSet | host.Weights
	OfMethods  = Look | Folds | host.Settings | host.ImageSet | host.RunStates
	OfSettings = Look | Folds | host.Settings | host.RunStates | host.ImageSet
	OfAction   = Look | host.RunStates | host.Numbers | host.Settings | host.ImageSet | host.Weights

	OfToolbar = Choice
	OfParts   = Choice | host.RunStates
	OfLegend  = Look | Choice | host.RunStates | host.Numbers
	OfCurves  = Choice | Hover | host.Curves | host.RunStates | host.Settings

	OfResults  = Look | Choice | Closer | host.RunStates | host.ImageSet
	OfTests    = Choice | Closer | host.RunStates // charts of tested runs
	OfTestRows = OfTests | Rows
	OfExports  = host.RunStates
	OfRates    = Look | Closer | host.RunStates
	OfRateRows = OfRates | Rows

	OfLabels    = host.Labels | host.ImageSet | host.RunStates
	OfExamining = host.Labels | host.Numbers | host.Weights | host.RunStates

	OfRuns    = Look | Heads | host.RunStates | host.Numbers
	OfList    = host.Photos
	OfLessons = Lessons | host.RunStates
	OfTryIt   = Look | host.Photos | host.RunStates | host.ImageSet

	OfMethodCard   = host.Settings | host.RunStates | host.Numbers
	OfSwatches     = Look
	OfNetwork      = host.Settings
	OfPlay         = Play
	OfPlayPicture  = Play | host.Settings
	OfPlayControls = Look | Play | PlayNumbers | host.Settings
	OfNorms        = Layers
	OfNormChart    = Choice | Layers | host.Curves | host.RunStates
	OfPaths        = host.Surface | host.RunStates | host.Settings
	OfPathPicture  = Spot | host.Surface
	OfPathControls = PathNumbers | host.Surface
)

// Slow topics are those that trainers change all the time. They are told of only every
// slowEvery seconds: digits that change faster cannot be read, and painting curves at
// each frame would take a third of a phone's time.
const (
	slow      = host.Curves | host.Numbers
	slowEvery = 0.2
)
