package main

import (
	"fmt"
	"os"

	"pawgrad/app/protocol"
	"pawgrad/web/driver"
)

// trained trains the row's run and tests it.
func trained(b *bench, r row) (result, error) {
	set, features, err := b.features(r)
	if err != nil {
		return result{}, err
	}
	return b.train(set, r, features)
}

// train trains the row's run on features and tests it.
func (b *bench) train(set *driver.Set, r row, features *driver.Features) (result, error) {
	res := b.begin(set, r)
	o, err := set.Train(r.run, features, func(e protocol.EpochPoint) {
		progress("%s: epoch %d of %d, validation accuracy %.4f, %.0f s", r.id, e.Epoch, r.run.Epochs, e.ValidationAccuracy, e.Seconds)
	})
	if err != nil {
		return res, err
	}
	if o.Diverged != "" {
		res.Text = o.Diverged
		return res, nil
	}
	res.Engine, res.Seconds, res.Peak = o.Engine, o.Done.Seconds, o.Peak
	res.newAccuracy(o.Done.Test.Accuracy, res.Test)
	res.Text += fmt.Sprintf("; %.0f photos/s in training, %.0f MB in the trainer", o.ImagesPerSecond, float64(o.Peak)/1e6)
	return res, nil
}

// costOfRounding trains the row's run twice, on the features of the page's 8-bit
// weights and on those of the weights as they are in their file. The page takes no
// float32 weights, so those features are computed natively; the head is trained
// and tested in Chromium both times.
func costOfRounding(b *bench, r row) (result, error) {
	rounded, err := trained(b, r)
	if err != nil {
		return result{}, err
	}
	set, err := b.set(r.run.ImageSize)
	if err != nil {
		return result{}, err
	}
	progress("%s: computing features with float32 weights, natively", r.id)
	path, err := b.exactFeatures(r.run)
	if err != nil {
		return result{}, err
	}
	features, err := set.FeaturesAt(path, r.run)
	if err != nil {
		return result{}, err
	}
	exact, err := b.train(set, r, features)
	if err != nil {
		return result{}, err
	}
	res := exact
	res.Value, res.Low, res.High = exact.Value-rounded.Value, 0, 0
	res.Text = fmt.Sprintf("difference of test accuracies %+.4f (float32 %.4f, its features computed natively; 8 bits %.4f)", res.Value, exact.Value, rounded.Value)
	return res, nil
}

// timedImages is how many photos the mark of extraction is about.
const timedImages = 2000

// timeOfExtraction tells how long features take.
func timeOfExtraction(b *bench, r row) (result, error) {
	res, cost, err := b.extraction(r)
	if err != nil {
		return res, err
	}
	rate := float64(cost.Images) / cost.Seconds
	res.Value = timedImages / rate
	res.Text = fmt.Sprintf("%.1f photos/s by %d workers, %d photos take %.0f s", rate, cost.Workers, timedImages, res.Value)
	return res, nil
}

// memoryOfExtraction tells how much memory a worker needs for features.
func memoryOfExtraction(b *bench, r row) (result, error) {
	res, cost, err := b.extraction(r)
	if err != nil {
		return res, err
	}
	res.Value = float64(cost.Peak)
	res.Text = fmt.Sprintf("%.0f MB in a worker at most; %.1f photos/s by %d workers", res.Value/1e6, float64(cost.Images)/cost.Seconds, cost.Workers)
	return res, nil
}

// extraction computes features, unless that has been measured before.
func (b *bench) extraction(r row) (result, driver.Cost, error) {
	set, features, err := b.features(r)
	if err != nil {
		return result{}, driver.Cost{}, err
	}
	if features.Cost.Seconds == 0 {
		return result{}, driver.Cost{}, fmt.Errorf("what the features cost was not kept with them; remove build/accuracy and measure again")
	}
	res := b.begin(set, r)
	res.Engine, res.Seconds, res.Peak = features.Cost.Engine, features.Cost.Seconds, features.Cost.Peak
	return res, features.Cost, nil
}

// features computes features of all photos at a row's size, or finds those of an earlier call.
func (b *bench) features(r row) (*driver.Set, *driver.Features, error) {
	set, err := b.set(r.run.ImageSize)
	if err != nil {
		return nil, nil, err
	}
	progress("%s: features of %d photos at %d px", r.id, set.Images(), r.run.ImageSize)
	features, err := set.Features(r.run, b.workers)
	return set, features, err
}

// begin fills in what is known beforehand.
func (b *bench) begin(set *driver.Set, r row) result {
	res := result{Row: r.id, What: r.what, Run: r.run}
	res.Train, res.Validation, res.Test = set.Counts()
	return res
}

// progress tells whoever waits that work goes on. It is no part of the output.
func progress(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
