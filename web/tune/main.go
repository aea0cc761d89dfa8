// Command tune looks for each method's learning rate: it trains every method
// with every rate of a list on the same images, from the same start, and prints
// what became of each. The rates in package spec's defaults.go are from it; see
// nn/README.md for the figures.
//
//	go run ./web/tune -pack photos64.pack -train 1000 -eval 400 -epochs 10
//
// Its output is a table in Markdown, a line for each run, as runs end. It runs
// natively on the same backend as the page, under wazero, which for a network of
// this size is some forty times faster than GoMLX's own ("-backend go").
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/gomlx/compute"
	_ "github.com/gomlx/compute/gobackend"

	"pawgrad/assets/pack"
	"pawgrad/nn/spec"
	"pawgrad/nn/train"
	_ "pawgrad/wasm"
)

// ratesOf are the rates tried by default: three a decade around where each
// method is known to work.
var ratesOf = map[spec.MethodID]string{
	spec.GD:       "0.03,0.1,0.3",
	spec.SGD:      "0.01,0.03,0.1,0.3",
	spec.Momentum: "0.003,0.01,0.03,0.1",
	spec.Nesterov: "0.003,0.01,0.03,0.1",
	spec.Adagrad:  "0.001,0.003,0.01,0.03",
	spec.RMSprop:  "0.0001,0.0003,0.001,0.003",
	spec.Adam:     "0.0001,0.0003,0.001,0.003",
}

func main() {
	file := flag.String("pack", "", "image set, a `file` made by makepack (required)")
	backend := flag.String("backend", "wasm", "GoMLX backend, wasm or go")
	methods := flag.String("methods", "sgd,momentum,nesterov,adagrad,rmsprop,adam", "methods to try, by `ids`")
	rates := flag.String("rates", "", "learning rates to try, a `list` (default: a list for each method)")
	size := flag.Int("size", 64, "image side in `pixels`")
	images := flag.Int("train", 0, "training photos, 0 for all")
	eval := flag.Int("eval", 0, "validation and test photos each, 0 for all")
	epochs := flag.Int("epochs", 8, "epochs a run")
	model := flag.String("model", string(spec.CNN), "network, cnn or vgg19")
	part := flag.String("trained", string(spec.TrainBlock5), "what of VGG19 is trained, head or block5")
	weights := flag.String("weights", "build/vgg19", "`folder` of VGG19's weights, made by makevgg19")
	keep := flag.String("features", os.TempDir(), "`folder` where VGG19's features are kept from one call to the next")
	test := flag.Bool("test", false, "measure each network on the test photos too")
	seed := flag.Uint64("seed", 1, "seed of every run")
	flag.Parse()
	if *file == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	err := func() error {
		b, err := compute.NewWithConfig(*backend)
		if err != nil {
			return err
		}
		set, closeSet, err := open(*file)
		if err != nil {
			return err
		}
		defer closeSet()
		var extra train.Pretrained
		if *model == string(spec.VGG19) {
			base, err := openBase(*weights)
			if err != nil {
				return err
			}
			run := spec.DefaultRunOf(spec.VGG19, spec.SGD)
			run.ImageSize, run.Train = *size, spec.Train(*part)
			start := time.Now()
			if extra, err = pretrained(*backend, base, set, run, *keep); err != nil {
				return err
			}
			fmt.Printf("features of %d photos: %.0f s\n", set.Len(), time.Since(start).Seconds())
		}
		fmt.Printf("%s at %dx%d, batch 32, %d epochs, seed %d, backend %s\n\n", set.Info().Name, *size, *size, *epochs, *seed, *backend)
		fmt.Println("| method | rate | train loss | train acc. | best val. loss | at epoch | val. acc. there | last val. acc. | img/s | test acc. |")
		fmt.Println("|---|---|---|---|---|---|---|---|---|---|")
		for id := range strings.SplitSeq(*methods, ",") {
			list := *rates
			if list == "" {
				list = ratesOf[spec.MethodID(id)]
			}
			for text := range strings.SplitSeq(list, ",") {
				rate, err := strconv.ParseFloat(text, 64)
				if err != nil {
					return err
				}
				if _, ok := spec.MethodByID(spec.MethodID(id)); !ok {
					return fmt.Errorf("there is no method %q", id)
				}
				run := spec.DefaultRunOf(spec.ModelID(*model), spec.MethodID(id))
				run.Train = spec.Train(*part)
				run.ImageSize, run.TrainImages, run.EvalImages = *size, *images, *eval
				run.Epochs, run.Seed, run.Hyper.LearningRate = *epochs, *seed, rate
				if err := try(b, run, set, extra, *test); err != nil {
					return err
				}
			}
		}
		return nil
	}()
	if err != nil {
		fmt.Fprintln(os.Stderr, "tune:", err)
		os.Exit(1)
	}
}

// open opens a pack.
func open(path string) (set *pack.Set, closeSet func() error, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	info, err := f.Stat()
	if err == nil {
		set, err = pack.Open(f, info.Size())
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return set, f.Close, nil
}

// try trains one run up to its last validation and prints its line.
func try(b compute.Backend, run spec.Run, set *pack.Set, extra train.Pretrained, test bool) error {
	t, err := train.New(b, run, set, extra)
	if err != nil {
		return err
	}
	defer t.Close()
	var last, best train.EpochPoint
	trained, start := 0, time.Now()
	for last.Epoch < run.Epochs {
		e, err := t.Next()
		if diverged := (*train.Diverged)(nil); errors.As(err, &diverged) {
			fmt.Printf("| %s | %g | %s ||||||||\n", run.Method, run.Hyper.LearningRate, diverged.Sentence())
			return nil
		}
		if err != nil {
			return err
		}
		if e.Phase == train.Training {
			trained += e.Images
		}
		if p := e.EpochPoint; p != nil {
			last = *p
			if best.Epoch == 0 || p.ValidationLoss < best.ValidationLoss {
				best = *p
			}
		}
	}
	speed, tested := float64(trained)/time.Since(start).Seconds(), ""
	for test && tested == "" {
		e, err := t.Next()
		if err != nil {
			return err
		}
		if e.Result != nil {
			tested = fmt.Sprintf("%.4f", e.Result.Test.Accuracy)
		}
	}
	fmt.Printf("| %s | %g | %.4f | %.4f | %.4f | %d | %.4f | %.4f | %.1f | %s |\n", run.Method, run.Hyper.LearningRate,
		last.TrainLoss, last.TrainAccuracy, best.ValidationLoss, best.Epoch, best.ValidationAccuracy, last.ValidationAccuracy, speed, tested)
	return nil
}
