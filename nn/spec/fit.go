package spec

// sizes are image sizes to fall back on, in pixels: those of the study and of VGG19, and
// steps between them.
var sizes = []int{MaxImageSize, 192, 160, 150, 128, 112, 96, 80, 64, MinImageSize}

// smallestBatch is the batch size below which smaller batches save no memory worth the time.
const smallestBatch = 4

// Fits reports whether training on so many images takes no more memory, in bytes.
func (r Run) Fits(memory int64, images int) bool { return r.MemoryBytes(images) <= memory }

// Fitting returns runs that fit into so much memory and differ from one that does not in as
// little as can be: one with smaller photos, one that trains the head alone, one with smaller
// batches, as far as that alone is enough; else one with all of that. There is none if nothing
// helps.
func (r Run) Fitting(memory int64, images int) []Run {
	var list []Run
	if smaller, ok := r.smallerPhotos(memory, images); ok {
		list = append(list, smaller)
	}
	head := r
	head.Train = TrainHead
	trainsMore := r.Model == VGG19 && r.Train != TrainHead
	if trainsMore {
		if head.Fits(memory, images) {
			list = append(list, head)
		} else if smaller, ok := head.smallerPhotos(memory, images); ok {
			list = append(list, smaller)
		}
	}
	if smaller, ok := r.smallerBatches(memory, images); ok {
		list = append(list, smaller)
	}
	if list != nil {
		return list
	}
	least := r
	if trainsMore {
		least = head
	}
	least.BatchSize = min(least.BatchSize, smallestBatch)
	if smaller, ok := least.smallerPhotos(memory, images); ok {
		return []Run{smaller}
	}
	return nil
}

// smallerPhotos is the run with the largest photos, smaller than its own, that fits.
func (r Run) smallerPhotos(memory int64, images int) (Run, bool) {
	own := r.ImageSize
	for _, size := range sizes {
		r.ImageSize = size
		if size < own && r.Fits(memory, images) {
			return r, true
		}
	}
	return r, false
}

// smallerBatches is the run with the largest batches, smaller than its own, that fits.
func (r Run) smallerBatches(memory int64, images int) (Run, bool) {
	for r.BatchSize /= 2; r.BatchSize >= smallestBatch; r.BatchSize /= 2 {
		if r.Fits(memory, images) {
			return r, true
		}
	}
	return r, false
}

// Fit returns the experiment with settings that fit into so much memory, if there are any:
// of a pretrained network rather the head alone than smaller photos, which it sees less in.
func (e Experiment) Fit(memory int64, images int) Experiment {
	if e.Shared.Fits(memory, images) {
		return e
	}
	options := e.Shared.Fitting(memory, images)
	if options == nil {
		return e
	}
	chosen := options[0]
	for _, o := range options {
		if o.Train != e.Shared.Train && o.ImageSize == e.Shared.ImageSize {
			chosen = o
		}
	}
	e = e.Clone()
	e.SetShared(chosen)
	return e
}
