package main

import (
	"fmt"
	"strconv"
	"strings"

	"pawgrad/nn/spec"
)

// plan lists runs: each method with each of its rates and each
// seed, otherwise alike. methods are ids, "sgd,adam", or ids with rates of their
// own, "sgd:0.1/0.03,adam"; rates are those of methods without. settings are a link's:
// "epochs=30&flip=true".
func plan(model spec.ModelID, methods, rates, settings string, seeds int) ([]spec.Run, error) {
	var runs []spec.Run
	for text := range strings.SplitSeq(methods, ",") {
		id, own, _ := strings.Cut(text, ":")
		method, ok := spec.MethodByID(spec.MethodID(id))
		if !ok {
			return nil, fmt.Errorf("there is no method %q", id)
		}
		list := strings.ReplaceAll(own, "/", ",")
		if list == "" {
			list = rates
		}
		if list == "" {
			return nil, fmt.Errorf("there are no rates for %s: write %s:0.1/0.3, or search for one", method.Name, id)
		}
		for text := range strings.SplitSeq(list, ",") {
			rate, err := strconv.ParseFloat(text, 64)
			if err != nil {
				return nil, fmt.Errorf("%q is no learning rate", text)
			}
			run := spec.FirstRunOf(model, method.ID) // what is not set is as in a link without a version
			if err := set(&run, settings); err != nil {
				return nil, err
			}
			run.Hyper.LearningRate = rate
			for range seeds {
				if err := run.Validate(); err != nil {
					return nil, err
				}
				runs = append(runs, run)
				run.Seed++
			}
		}
	}
	return runs, nil
}

// set applies a link's settings to a run.
func set(run *spec.Run, settings string) error {
	for text := range strings.SplitSeq(settings, "&") {
		if text == "" {
			continue
		}
		key, value, _ := strings.Cut(text, "=")
		s, ok := spec.SettingByKey(key)
		if !ok || s.OfGrid() {
			return fmt.Errorf("there is no setting %q of a run", key)
		}
		if err := s.Set(run, value); err != nil {
			return err
		}
	}
	return nil
}
