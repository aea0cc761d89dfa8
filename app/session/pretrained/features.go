package pretrained

import (
	"fmt"
	"slices"
	"strings"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/nn/features"
	"pawgrad/nn/spec"
)

// chunkImages is how many images' features are computed and kept at a time: what
// is lost when the page is closed, and how long a pause may take to begin, is the
// work on so many.
const chunkImages = 32

// Features are what the frozen layers of a network compute of every image of a
// set. They are the same in every run, so they are computed once, on all cores,
// and kept across visits.
type Features struct {
	// Key names what they depend on: the set, the size, the layer, the weights, and the
	// format of the rows.
	Key string
	// Total counts the images, an image in several variants so many times.
	Total int
	// Variants is in how many variants of [spec.Run.Variants] they are of the images for training; 0
	// if they are of all images as they are.
	Variants int
	// Looking is true until the store has been asked for what is there already.
	Looking bool

	run     spec.Run // whose features they are; runs of other methods have the same
	pack    host.Blob
	chunks  []host.Blob // in the order of the images, nil where missing
	info    *protocol.FeaturesInfo
	looked  bool
	workers []*extractor
}

// featuresFolder begins the names of folders of features; what they were computed from
// follows.
const featuresFolder = "features/"

// newFeatures returns the features that a run needs of so many variants of the photos for
// training, or of all photos as they are; none is there yet.
func newFeatures(r spec.Run, variants int, set *protocol.DataLoaded, pack host.Blob, weights string) *Features {
	parts := []string{set.SHA256, fmt.Sprint(r.ImageSize), string(r.Cut()), weights, fmt.Sprintf("rows%d", features.Version)}
	total := set.Images()
	if variants > 0 {
		parts = append(parts, r.VariantsKey())
		total = variants * protocol.Sum(set.Train)
	}
	f := &Features{Key: strings.Join(parts, "-"), Total: total, Variants: variants, run: r, pack: pack}
	f.chunks = make([]host.Blob, (total+chunkImages-1)/chunkImages)
	return f
}

// Attach adds features to what starts a run, and returns their files.
func Attach(start *protocol.Start, list []*Features) (files []host.Blob) {
	for _, f := range list {
		start.Features, files = f.info, append(files, f.chunks...)
		if f.Variants > 0 {
			start.Variants = len(f.chunks)
		}
	}
	return files
}

// Ready reports whether all features are there.
func (f *Features) Ready() bool { return f.info != nil && !slices.Contains(f.chunks, nil) }

// Mirrored reports whether they are of mirror images.
func (f *Features) Mirrored() bool { return f.Variants > 0 && !f.run.Augment.Varies() }

// Done counts the images whose features are there.
func (f *Features) Done() int {
	n := 0
	for i, chunk := range f.chunks {
		if chunk != nil {
			from, to := f.bounds(i)
			n += to - from
		}
	}
	for _, w := range f.workers {
		n += w.done
	}
	return n
}

// ImagesPerSecond is the rate of all workers together.
func (f *Features) ImagesPerSecond() float64 {
	sum := 0.0
	for _, w := range f.workers {
		if w.chunk != none {
			sum += w.rate
		}
	}
	return sum
}

// ETA estimates the seconds to go, 0 if nothing is known.
func (f *Features) ETA() float64 {
	if rate := f.ImagesPerSecond(); rate > 0 {
		return float64(f.Total-f.Done()) / rate
	}
	return 0
}

// bounds are the images of a chunk: from, up to but not including to.
func (f *Features) bounds(chunk int) (from, to int) {
	return chunk * chunkImages, min((chunk+1)*chunkImages, f.Total)
}

// next is the first chunk that is neither there nor under way, or none.
func (f *Features) next() int {
	for i, chunk := range f.chunks {
		if chunk == nil && !slices.ContainsFunc(f.workers, func(w *extractor) bool { return w.chunk == i }) {
			return i
		}
	}
	return none
}

// folder is where they are kept.
func (f *Features) folder() string { return featuresFolder + f.Key }

// Names of the files of a chunk in its folder.
func chunkFile(i int) string { return fmt.Sprintf("%06d.rows", i) }

// infoFile describes the rows.
const infoFile = "info.json"

// find takes over the chunks among the files of its folder, whose rows are as described.
func (f *Features) find(info protocol.FeaturesInfo, files map[string]host.Blob) {
	f.info = &info
	for i := range f.chunks {
		from, to := f.bounds(i)
		if rows := files[chunkFile(i)]; rows != nil && rows.Size() == int64((to-from)*info.RowBytes) {
			f.chunks[i] = rows
		}
	}
}
