package protocol

import "pawgrad/nn/spec"

func init() {
	register(Waypoint{}, Landscape{}, CancelLandscape{}, LandscapeProgress{}, Landscaped{})
}

// Waypoint brings the weights of a run at a point of its path, if [Start] has asked
// for them: before the first step and after every epoch. Files[0] are all trained
// weights one after the other, as float32 with the least significant byte first.
// That holds for the last epoch too of a run that then goes back to the weights of its
// lowest validation loss.
type Waypoint struct {
	Run   string  `json:"run"`
	Epoch float64 `json:"epoch"`
}

// Landscape asks for the loss around the paths of some runs that are alike in all
// but the method. Files are the runs' waypoints, path after path. The set, and for
// VGG19 the base, must have been loaded before. Answered by [LandscapeProgress],
// then [Landscaped] or [Failed].
type Landscape struct {
	Spec  spec.Run        `json:"spec"` // of any of the runs; the method does not matter
	Paths []LandscapePath `json:"paths"`
	// Grid is the number of places along each of the two directions.
	Grid int `json:"grid"`
	// Images is the number of training photos whose mean loss is measured.
	Images int `json:"images"`
}

// LandscapePath tells how many of a [Landscape]'s files are a run's waypoints.
type LandscapePath struct {
	Run       string `json:"run"`
	Waypoints int    `json:"waypoints"`
}

// CancelLandscape ends the measuring of a [Landscape]; no [Landscaped] comes then.
type CancelLandscape struct{}

// LandscapeProgress tells how many of a [Landscape]'s places are measured.
type LandscapeProgress struct {
	Done  int `json:"done"`
	Total int `json:"total"`
}

// Landscaped answers [Landscape]: the loss over the plane of the two main directions
// of the waypoints (Li et al., "Visualizing the loss landscape of neural nets", 2018;
// Lorch, "Visualizing deep network training trajectories with PCA", 2016), and the
// waypoints' places on it.
type Landscaped struct {
	Paths []LandscapedPath `json:"paths"`
	// X and Y are the coordinates of the columns and rows, ascending: distances of
	// weights from the waypoints' mean along the first and the second direction.
	X []float64 `json:"x"`
	Y []float64 `json:"y"`
	// Loss holds the mean losses in nats, rows of Y. It is -1 where the loss is no
	// finite number, which JSON cannot say.
	Loss [][]float64 `json:"loss"`
	// Explained is the share of the waypoints' variance along each direction.
	Explained [2]float64 `json:"explained"`
	Images    int        `json:"images"` // photos measured on
}

// LandscapedPath is the path of a run on the plane, from its start.
type LandscapedPath struct {
	Run    string       `json:"run"`
	Points [][2]float64 `json:"points"`
}

func (Waypoint) event()          {}
func (Landscape) command()       {}
func (CancelLandscape) command() {}
func (LandscapeProgress) event() {}
func (Landscaped) event()        {}
