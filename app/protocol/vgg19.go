package protocol

import "pawgrad/nn/spec"

func init() {
	register(LoadBase{}, ConvertBase{}, Extract{},
		BaseLoaded{}, BaseDamaged{}, BaseProgress{}, BaseConverted{}, ExtractProgress{}, Extracted{})
}

// LoadBase gives the trainer VGG19's pretrained part. Files are the shards in the
// manifest's order. Answered by [BaseLoaded] or [Failed].
type LoadBase struct {
	Manifest string `json:"manifest"` // the text of manifest.json
}

// ConvertBase makes VGG19's pretrained part of files in another program's form,
// which Files are: a Keras .h5 file, a .pth or .safetensors file, or a TensorFlow.js
// model.json with its shards. Answered by [BaseProgress], then [BaseConverted] or
// [Failed].
type ConvertBase struct {
	Names []string `json:"names"` // one per file, perhaps with its folder
}

// Extract computes what the frozen layers make of some images of the set, in the
// order of the set: From, up to but not including To. With Variants it is those for training
// in the variants of Spec, [spec.Run.Variants]: all in the first, then all in the next, which From
// and To then count. Set and base must have been loaded before; of Spec only what the
// features depend on matters. Answered by [ExtractProgress], then [Extracted] or [Failed].
type Extract struct {
	Spec spec.Run `json:"spec"`
	From int      `json:"from"`
	To   int      `json:"to"`

	Variants bool `json:"variants,omitempty"`
}

// BaseLoaded tells that VGG19's pretrained part has been verified and is there.
type BaseLoaded struct {
	Source  string `json:"source"`  // the file that it was made of
	Licence string `json:"licence"` // its name and whose work it is, for the page
}

// BaseDamaged names the files of a [LoadBase] that are not what the manifest says, by
// their place in its order, so that the others need not be fetched again. [Failed]
// follows.
type BaseDamaged struct {
	Shards []int `json:"shards"`
}

// BaseProgress tells how much of a [ConvertBase] is done, in bytes.
type BaseProgress struct {
	Done  int64 `json:"done"`
	Total int64 `json:"total"`
}

// BaseConverted answers [ConvertBase]. Files are the shards in the manifest's
// order.
type BaseConverted struct {
	Manifest string `json:"manifest"` // the text of manifest.json
}

// ExtractProgress tells how many images of an [Extract] are done.
type ExtractProgress struct {
	Done            int     `json:"done"`
	Total           int     `json:"total"`
	ImagesPerSecond float64 `json:"imagesPerSecond"`
}

// Extracted answers [Extract]. Files[0] holds a row for each image.
type Extracted struct {
	From     int          `json:"from"`
	To       int          `json:"to"`
	Features FeaturesInfo `json:"features"`
}

// FeaturesInfo describes rows of features. It is the same for all images of a set
// that were computed with the same [Extract.Spec] and base.
type FeaturesInfo struct {
	// Cut names the layer whose output the rows are: "block4_pool".
	Cut string `json:"cut"`
	// Height, Width and Channels are the shape of a row.
	Height   int `json:"height"`
	Width    int `json:"width"`
	Channels int `json:"channels"`
	// RowBytes is the length of a row in the file.
	RowBytes int `json:"rowBytes"`
}

func (LoadBase) command()    {}
func (ConvertBase) command() {}
func (Extract) command()     {}

func (BaseLoaded) event()      {}
func (BaseDamaged) event()     {}
func (BaseProgress) event()    {}
func (BaseConverted) event()   {}
func (ExtractProgress) event() {}
func (Extracted) event()       {}
