package protocol

import "pawgrad/nn/spec"

func init() {
	register(LoadData{}, Sample{}, Start{}, Pause{}, Resume{}, Stop{}, ChangeRate{},
		LoadModel{}, UnloadModel{}, Classify{}, Import{}, CancelImport{}, NameAll{}, CancelNameAll{}, MeasureEngine{}, UseThreads{}, Dispose{})
}

// LoadData gives the trainer its image set. Files[0] is the pack. Answered by
// [DataProgress] and [DataLoaded], or by [Failed]; the set before then stays.
type LoadData struct {
	// Verify asks for the pack's checksum to be verified, once per pack.
	Verify bool `json:"verify"`
}

// Sample asks for some images of the set as pictures. Answered by [Samples].
type Sample struct {
	Split string `json:"split"` // "train", "validation" or "test"
	Count int    `json:"count"` // images, half of each class
	// Indexes, if any, asks for just these images of the set instead.
	Indexes []int `json:"indexes,omitempty"`
}

// Start begins a training run on the set loaded before. Answered by [Started],
// then [Progress], [StepPoint] and [EpochPoint] as they come, then [Done] or
// [Failed]. A run of VGG19 needs the base loaded before, and reads, unless its
// photos vary, Files: the features that [Extracted] brought, in the order of the
// images, and behind them, if it mirrors photos, those of the mirror images.
type Start struct {
	Run  string   `json:"run"`
	Spec spec.Run `json:"spec"`
	// Features describes the files, nil if there are none.
	Features *FeaturesInfo `json:"features,omitempty"`
	// Variants counts the files with features of the photos in the variants of Spec.
	Variants int `json:"variants,omitempty"`
	// Base names the pretrained weights, for the model file.
	Base string `json:"base,omitempty"`
	// Checkpoints asks for a [Checkpoint] after every epoch.
	Checkpoints bool `json:"checkpoints,omitempty"`
	// Resume tells that the last of Files is a checkpoint of this very run, which
	// goes on from there.
	Resume bool `json:"resume,omitempty"`
	// Trial tells that the run is one of a search for learning rates: it is not tested, and
	// its [Done] brings no model.
	Trial bool `json:"trial,omitempty"`
	// Path asks for a [Waypoint] before the first step and after every epoch.
	Path bool `json:"path,omitempty"`
}

// Pause holds the run between two steps. Answered by [Paused].
type Pause struct {
	Run string `json:"run"`
}

// Resume goes on with a paused run.
type Resume struct {
	Run string `json:"run"`
}

// Stop ends a run early; it is tested as it stands and answered by [Done].
type Stop struct {
	Run string `json:"run"`
}

// ChangeRate gives the run another learning rate from its next step on. Answered by
// [RateChanged] if it is another.
type ChangeRate struct {
	Run  string  `json:"run"`
	Rate float64 `json:"rate"`
}

// LoadModel gives the trainer a model to classify with. Files[0] is the model
// file of a [Done]. Answered by [ModelLoaded] or [Failed].
type LoadModel struct {
	Run string `json:"run"`
}

// UnloadModel forgets a model.
type UnloadModel struct {
	Run string `json:"run"`
}

// Classify asks every loaded model about photos. Files are the photos, in any
// format that the browser shows. Answered by a [Classified] for each.
type Classify struct {
	Photos []PhotoRef `json:"photos"` // one per file
	// CAM asks for a heat map with each answer.
	CAM bool `json:"cam,omitempty"`
	// Channels asks for what the models make of the photos; see [Answer].
	Channels bool `json:"channels,omitempty"`
}

// PhotoRef names a photo of a [Classify].
type PhotoRef struct {
	ID   int    `json:"id"`   // the page's own number
	Name string `json:"name"` // the file's name, for messages
}

// Import makes an image set of photos. Files are either one archive or what was chosen
// together. Answered by [ImportProgress], then [Imported], [Question] or [Failed].
type Import struct {
	Name string `json:"name"`
	// ImageSize is the side in pixels to which the photos are scaled.
	ImageSize int `json:"imageSize"`
	// Paths are the files' paths in their folder, one per file, or empty for one archive.
	Paths []string `json:"paths,omitempty"`
	// Ask asks for a [Question] even where the names say all.
	Ask bool `json:"ask,omitempty"`
	// Answers are what the visitor has said to a Question; nil for nothing.
	Answers *Answers `json:"answers,omitempty"`
	// Most is how many photos of a class are used at most; 0 means all.
	Most int `json:"most,omitempty"`
}

// Answers say how photos are to be read.
type Answers struct {
	// Classes gives groups, by their keys, class 0 or 1, or -1 to leave them out.
	Classes map[string]int `json:"classes"`
	// Names are what the classes are called.
	Names [2]string `json:"names"`
	// Splits says which split folders are for which, by their paths.
	Splits map[string]string `json:"splits,omitempty"`
}

// CancelImport ends an import that is under way. It has no answer.
type CancelImport struct{}

// NameAll asks every loaded model about many photos, which are told by name and shown by no
// picture. Files are as those of [Import]. Answered by [Named], again and again. A later one
// ends an earlier one.
type NameAll struct {
	ID   int    `json:"id"` // the page's own number
	Name string `json:"name"`
	// Paths are the files' paths in their folder, one per file, or empty for one archive.
	Paths []string `json:"paths,omitempty"`
	// Unlabelled asks only about photos of which names, read by Answers, tell no class.
	Unlabelled bool     `json:"unlabelled,omitempty"`
	Answers    *Answers `json:"answers,omitempty"`
}

// CancelNameAll ends a NameAll; what has been answered counts. It has no answer.
type CancelNameAll struct{}

// MeasureEngine asks how fast one thread can compute at most. Answered by
// [EngineMeasured].
type MeasureEngine struct{}

// UseThreads says on how many threads the trainer is to compute from its next step on, if the
// browser lets threads share memory. Until it comes there is one. Results are the same, to the
// bit, for any number.
type UseThreads struct {
	Threads int `json:"threads"`
}

// Dispose ends the trainer.
type Dispose struct{}

func (LoadData) command()      {}
func (Sample) command()        {}
func (Start) command()         {}
func (Pause) command()         {}
func (Resume) command()        {}
func (Stop) command()          {}
func (ChangeRate) command()    {}
func (LoadModel) command()     {}
func (UnloadModel) command()   {}
func (Classify) command()      {}
func (Import) command()        {}
func (CancelImport) command()  {}
func (NameAll) command()       {}
func (CancelNameAll) command() {}
func (MeasureEngine) command() {}
func (UseThreads) command()    {}
func (Dispose) command()       {}
