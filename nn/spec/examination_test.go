package spec

import "testing"

func TestExamination(t *testing.T) {
	cnn := DefaultRun(SGD)
	cnn.Epochs, cnn.Augment.Flip = 3, true
	if cnn.Examination() != cnn {
		t.Errorf("the CNN is examined by %+v", cnn.Examination())
	}
	vgg := DefaultRunOf(VGG19, Momentum)
	vgg.ImageSize, vgg.Seed, vgg.TrainImages, vgg.Augment = 150, 7, 200, Augment{Flip: true, Zoom: 0.1}
	x := vgg.Examination()
	if err := x.Validate(); err != nil {
		t.Fatal(err)
	}
	if x.Train != TrainHead || x.Method != Adam || x.ImageSize != 150 || x.Seed != 7 || x.TrainImages != 200 || !x.Cached() || x.Variants() != 0 {
		t.Errorf("VGG19 is examined by %+v", x)
	}
	if x.Hyper != x.DefaultHyper() {
		t.Errorf("its hyper-parameters %+v are not the head's", x.Hyper)
	}
}
