package spec

// Folds is how many parts the photos for training are divided into when their labels are
// examined: a network is trained without each of them in turn, and asked about it. With more,
// each network has seen more photos, and all together take longer.
const Folds = 5

// examinationEpochs are those after which a head's validation loss no longer falls (see
// nn/README.md): any more only learn wrong labels by heart.
const examinationEpochs = 10

// Examination is the run by which labels are examined after a run has been trained: the same
// network with the same settings, so that it is as good as the visitor has found it to be. Of
// VGG19 it is the head alone by Adam, on photos as they are: the frozen layers look at a photo
// once, and then each fold takes seconds.
func (r Run) Examination() Run {
	if r.Model != VGG19 {
		return r
	}
	x := DefaultRunOf(VGG19, Adam)
	x.Train, x.ImageSize, x.Epochs, x.Seed, x.TrainImages = TrainHead, r.ImageSize, examinationEpochs, r.Seed, r.TrainImages
	x.Hyper = x.DefaultHyper()
	return x
}
