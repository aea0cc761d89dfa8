package jobs

import (
	"pawgrad/app/protocol"
)

// sample answers with some images of the set as pictures.
func (t *Trainer) sample(c protocol.Sample) error {
	set, indexes, err := t.needSplit(c.Split)
	if err != nil {
		return err
	}
	if len(c.Indexes) > 0 {
		indexes = c.Indexes
	} else {
		indexes = spread(indexes, func(i int) int { return set.Image(i).Label }, len(set.Info().Classes), c.Count)
	}
	info := set.Info()
	rgb := make([]byte, info.PixelBytes())
	answer := protocol.Samples{Split: c.Split, Items: make([]protocol.SampleItem, 0, len(indexes))}
	var pictures []File
	for _, i := range indexes {
		if i < 0 || i >= set.Len() {
			return refuse(protocol.BadData, cureData, "image %d is not in the set: it has %d images", i, set.Len())
		}
		if err := set.Pixels(i, rgb); err != nil {
			return &refusal{protocol.BadData, err, cureData}
		}
		picture, err := t.host.Picture(rgb, info.Width, info.Height)
		if err != nil {
			return err
		}
		image := set.Image(i)
		answer.Items = append(answer.Items, protocol.SampleItem{Index: i, Name: image.Name, Label: image.Label})
		pictures = append(pictures, picture)
	}
	t.host.Post(answer, Attachments{Files: pictures})
	return nil
}

// spread picks about count of the images, as many of each class, evenly spaced
// over the set and class by class in turn: cat, dog, cat, dog.
func spread(indexes []int, label func(int) int, classes, count int) []int {
	byClass := make([][]int, classes)
	for _, i := range indexes {
		byClass[label(i)] = append(byClass[label(i)], i)
	}
	count = min(max(count, 0), len(indexes))
	each := (count + classes - 1) / classes
	var picked []int
	for k := range each {
		for _, members := range byClass {
			if n := min(each, len(members)); k < n && len(picked) < count {
				picked = append(picked, members[k*len(members)/n])
			}
		}
	}
	return picked
}
