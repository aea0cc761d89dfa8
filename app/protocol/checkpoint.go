package protocol

func init() { register(Checkpoint{}) }

// Checkpoint brings what a run can go on from, should its trainer end before it:
// Files[0], to be given back with [Start]. It comes between an epoch's validation and
// the next epoch.
type Checkpoint struct {
	Run     string  `json:"run"`
	Step    int     `json:"step"`    // batches trained
	Epoch   float64 `json:"epoch"`   // with its fraction
	Seconds float64 `json:"seconds"` // of training, pauses left out
}

func (Checkpoint) event() {}
