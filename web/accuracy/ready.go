package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"pawgrad/assets/pack"
	"pawgrad/assets/photos"
	"pawgrad/assets/plan"
	"pawgrad/assets/ready"
	"pawgrad/nn/file"
	"pawgrad/nn/metric"
	"pawgrad/nn/spec"
)

// readyRow begins the ids of the rows of ready-made networks.
const readyRow = "ready-"

// readyRun is the run that made a ready-made network.
func readyRun(id spec.ModelID) spec.Run {
	m, err := file.Decode(ready.Files()[ready.Of(id).File])
	if err != nil {
		panic(fmt.Sprintf("accuracy: the ready-made %s: %v", id, err))
	}
	return m.Run
}

// named has a ready-made network name the test photos as the page does, and notes what came out for
// the page to say.
func named(b *bench, r row) (result, error) {
	paths, labels, err := b.testPhotos()
	if err != nil {
		return result{}, err
	}
	set, err := b.set(r.size())
	if err != nil {
		return result{}, err
	}
	res, n := b.begin(set, r), ready.Of(r.run.Model)
	// What the page says has to be what was measured last.
	res.ofTheMoment = true
	folder := filepath.Join(b.root, "assets", "ready")
	model := filepath.Join(folder, n.File)
	progress("%s: %d photos ...", r.id, len(paths))
	answers, err := set.Classify(model, paths, false, b.workers)
	if err != nil {
		return res, err
	}
	right, unlike := 0, 0
	var calibrated metric.Mean
	for i, a := range answers {
		p := a.Probability
		if a.Unlike {
			unlike++
		}
		if (p >= metric.Threshold) == (labels[i] == 1) {
			right++
		}
		calibrated.Add(math.Log(p/(1-p)), labels[i])
	}
	loss, _ := calibrated.Values()
	res.Train += res.Test // of the bundled set: they have been learned from, too
	res.Test = len(paths)
	res.newAccuracy(float64(right)/float64(len(paths)), len(paths))
	info, err := os.Stat(model)
	if err != nil {
		return res, err
	}
	res.Text += fmt.Sprintf("; loss %.4f; %d bytes; %d called unlike the photos it learned from", loss, info.Size(), unlike)
	sum, err := hash(model)
	if err != nil {
		return res, err
	}
	return res, note(filepath.Join(folder, ready.MeasuredFile), n.Model,
		ready.Measured{SHA256: sum, Right: right, Photos: len(paths), Set: filepath.Base(b.from)})
}

// note puts a figure among those that the page says.
func note(path string, id spec.ModelID, m ready.Measured) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	all := map[spec.ModelID]ready.Measured{}
	if err := json.Unmarshal(text, &all); err != nil {
		return err
	}
	all[id] = m
	if text, err = json.MarshalIndent(all, "", "\t"); err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o644)
}

// testPhotos are the paths of the photos for testing, and their classes.
func (b *bench) testPhotos() (paths []string, labels []int, err error) {
	if info, err := os.Stat(b.from); err != nil || !info.IsDir() {
		return nil, nil, fmt.Errorf("%s is no folder. Unpack it: ready-made networks are measured on photos as they are.", b.from)
	}
	source := photos.Folder(os.DirFS(b.from))
	files, _, err := source.Files()
	if err != nil {
		return nil, nil, err
	}
	for _, image := range plan.New(plan.Listing{Paths: files, Read: source.Read}, plan.Answers{}, 1).Images {
		if image.Split == pack.Test {
			paths, labels = append(paths, filepath.Join(b.from, filepath.FromSlash(image.Name))), append(labels, image.Label)
		}
	}
	if len(paths) == 0 {
		return nil, nil, fmt.Errorf("%s has no photos for testing.", b.from)
	}
	return paths, labels, nil
}
