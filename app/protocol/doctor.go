package protocol

import "pawgrad/nn/spec"

func init() {
	register(Examine{}, ExamineProgress{}, Examined{}, Relabel{}, Relabelled{})
}

// Examine has a network trained without one of the folds into which the photos for training
// are divided, and asked about the photos of that fold. Set, and for VGG19 the base, must have
// been loaded before. Files are the features that the run reads, as with [Start]. Answered by
// [ExamineProgress], then [Examined] or [Failed].
type Examine struct {
	Spec  spec.Run `json:"spec"`
	Folds int      `json:"folds"`
	Fold  int      `json:"fold"` // from 0
	// Features describes the files, nil if there are none.
	Features *FeaturesInfo `json:"features,omitempty"`
}

// ExamineProgress tells how many batches of an [Examine] have been trained.
type ExamineProgress struct {
	Done  int `json:"done"`
	Total int `json:"total"`
}

// Examined answers [Examine]: what the network says of the photos that it was trained without.
type Examined struct {
	Fold   int        `json:"fold"`
	Photos Evaluation `json:"photos"`
	Names  []string   `json:"names"` // of the photos, one each
}

// Relabel asks for the set with other labels, as a set of its own. Answered by [Relabelled] or
// [Failed].
type Relabel struct {
	Name    string        `json:"name"` // of the new set
	Changes []LabelChange `json:"changes"`
}

// LabelChange gives an image another label.
type LabelChange struct {
	Index int `json:"index"` // in the set
	Label int `json:"label"` // LeaveOut leaves the image out
}

// LeaveOut in place of a label leaves an image out.
const LeaveOut = -1

// Relabelled answers [Relabel]. Files[0] is the new set's pack; Files[1] is a table of all
// labels (CSV: file, label, split, was), the label empty where an image was left out.
type Relabelled struct {
	Images int `json:"images"`
}

func (Examine) command()       {}
func (ExamineProgress) event() {}
func (Examined) event()        {}
func (Relabel) command()       {}
func (Relabelled) event()      {}
