// Package ready holds the networks that come with the page, so that a photo is answered before
// the visitor has trained anything. They have learned from the bundled photos alone; README.md
// says how, make ready makes them, and make accuracy measures them on photos of another source.
//
// The page fetches the files of the networks; only native programs embed them (see Files).
package ready

import (
	_ "embed" // for measured.json
	"encoding/json"
	"fmt"
	"slices"

	"pawgrad/nn/spec"
)

// Network is one of the networks.
type Network struct {
	// Model is its architecture, by which it is chosen: there is one of each.
	Model spec.ModelID
	// File is its file's name.
	File string
}

// Path is where the site has the network's file.
func (n Network) Path() string { return "ready/" + n.File }

// Of returns the network of an architecture.
func Of(model spec.ModelID) Network {
	i := slices.IndexFunc(Networks, func(n Network) bool { return n.Model == model })
	if i < 0 {
		panic(fmt.Sprintf("ready: there is no ready-made %q", model))
	}
	return Networks[i]
}

// Networks are all there are, the better one last.
var Networks = []Network{
	{spec.CNN, "cnn.model"},
	{spec.VGG19, "vgg19.model"},
}

// Measured is what a network is worth on photos that have nothing to do with those that it
// learned from.
type Measured struct {
	// SHA256 is that of the network's file.
	SHA256 string `json:"sha256"`
	// Right of so many Photos were named right. Set says what they are.
	Right  int    `json:"right"`
	Photos int    `json:"photos"`
	Set    string `json:"set"`
}

// MeasuredFile is the name of the file that make accuracy writes the figures to.
const MeasuredFile = "measured.json"

//go:embed measured.json
var measured []byte

// Accuracies returns what was measured of the networks.
func Accuracies() map[spec.ModelID]Measured {
	all := map[spec.ModelID]Measured{}
	if err := json.Unmarshal(measured, &all); err != nil {
		panic(fmt.Sprintf("ready: %s cannot be read: %v", MeasuredFile, err))
	}
	return all
}
