package main

import (
	"fmt"
	"strconv"
	"strings"

	"pawgrad/nn/spec"
)

// ratesOf are the rates tried by default: about two a decade around where each
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

// plan lists the runs of a sweep: each method with each of its rates and each
// seed, otherwise alike. methods are ids, "sgd,adam", or ids with rates of their
// own, "sgd:0.1/0.03,adam"; rates are those of methods without, and if there are
// none either, those of ratesOf. settings are a link's: "epochs=30&flip=true".
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
			list = ratesOf[method.ID]
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
