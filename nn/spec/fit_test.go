package spec

import "testing"

// TestFitting has machines of less and less memory: what is offered fits, is no larger than
// it has to be, and differs in as little as can be.
func TestFitting(t *testing.T) {
	fine := DefaultRunOf(VGG19, Adam)
	fine.ImageSize = 224
	cnn := DefaultRunOf(CNN, Adam)
	cnn.ImageSize, cnn.BatchSize = 224, 64
	const photos = 2000
	for _, r := range []Run{fine, cnn} {
		whole := r.MemoryBytes(photos)
		if !r.Fits(whole, photos) || r.Fits(whole-1, photos) {
			t.Errorf("%s does not fit into what it takes, or into less", r.Model)
		}
		for memory := whole - 1; memory > 0; memory -= whole / 20 {
			for _, o := range r.Fitting(memory, photos) {
				if !o.Fits(memory, photos) || o.Validate() != nil {
					t.Errorf("%s in %d MB: %+v is offered, which takes %d MB, %v", r.Model, memory/1e6, o, o.MemoryBytes(photos)/1e6, o.Validate())
				}
				changed := 0
				for _, differs := range []bool{o.ImageSize != r.ImageSize, o.BatchSize != r.BatchSize, o.Train != r.Train} {
					if differs {
						changed++
					}
				}
				if changed == 0 || len(r.Fitting(memory, photos)) > 1 && changed > 2 {
					t.Errorf("%s in %d MB: %d settings are changed in %+v", r.Model, memory/1e6, changed, o)
				}
			}
		}
		if got := r.Fitting(1e6, photos); got != nil {
			t.Errorf("in 1 MB %+v is offered", got)
		}
	}
	head := fine
	head.Train = TrainHead
	options := fine.Fitting(head.MemoryBytes(photos), photos)
	if len(options) < 2 || options[0].Train != TrainBlock5 || options[0].ImageSize >= 224 || options[1] != head {
		t.Errorf("with room for the head %+v is offered", options)
	}
}

// TestDefaultsFitTheMachine starts with the head of VGG19 where there is no room for more,
// with the head's own rates, and leaves what fits as it is.
func TestDefaultsFitTheMachine(t *testing.T) {
	e := DefaultExperimentFor(VGG19)
	const photos = 2000
	if got := e.Fit(e.Shared.MemoryBytes(photos), photos); got.Encode() != e.Encode() {
		t.Errorf("where it fits it becomes %s", got.Encode())
	}
	small := e.Fit(e.Shared.MemoryBytes(photos)/2, photos)
	if small.Shared.Train != TrainHead || small.Shared.ImageSize != e.Shared.ImageSize || small.Hyper[SGD] != small.DefaultHyper()[SGD] {
		t.Errorf("in half as much it becomes %s", small.Encode())
	}
	// A link says what is not every machine's default.
	if back, problems := Decode(small.Encode()); problems != nil || back.Shared != small.Shared {
		t.Errorf("its link %q reads as %+v, %v", small.Encode(), back.Shared, problems)
	}
	if got := e.Fit(1, photos); got.Encode() != e.Encode() {
		t.Errorf("where nothing fits it becomes %s", got.Encode())
	}
}
