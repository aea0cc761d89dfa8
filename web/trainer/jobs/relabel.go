package jobs

import (
	"encoding/csv"

	"pawgrad/app/protocol"
	"pawgrad/assets/pack"
)

// relabelledAtOnce is how many images are copied in one unit of work.
const relabelledAtOnce = 100

// relabelling is the job of writing the image set anew with other labels.
type relabelling struct {
	trainer *Trainer
	set     *pack.Set
	labels  map[int]int // those changed, by image
	at      int         // the next image
	pixels  []byte

	draft, list Draft
	pack        *pack.Writer
	table       *csv.Writer
	images      int
}

// relabel begins to write the set with other labels.
func (t *Trainer) relabel(c protocol.Relabel) error {
	set, err := t.needSet()
	if err != nil {
		return err
	}
	info := set.Info()
	info.Name, info.Relabelled = c.Name, &pack.Relabelled{Of: set.SHA256()}
	r := &relabelling{trainer: t, set: set, labels: map[int]int{}, pixels: make([]byte, info.PixelBytes()), draft: t.host.Create(), list: t.host.Create()}
	for _, change := range c.Changes {
		if change.Index < 0 || change.Index >= set.Len() || change.Label < protocol.LeaveOut || change.Label >= len(info.Classes) {
			return refuse(protocol.BadData, cureData, "image %d of this set cannot have the label %d", change.Index, change.Label)
		}
		if change.Label == set.Image(change.Index).Label {
			continue
		}
		r.labels[change.Index] = change.Label
		if change.Label == protocol.LeaveOut {
			info.Relabelled.LeftOut++
		} else {
			info.Relabelled.Changed++
		}
	}
	if r.pack, err = pack.NewWriter(r.draft, info); err != nil {
		return err
	}
	r.table = csv.NewWriter(r.list)
	if err := r.table.Write([]string{"file", "label", "split", "was"}); err != nil {
		return err
	}
	t.jobs = append(t.jobs, r)
	return nil
}

func (r *relabelling) held() bool    { return false }
func (r *relabelling) owner() string { return "" }
func (r *relabelling) close()        {}

// next copies some images.
func (r *relabelling) next() (done bool, err error) {
	for end := min(r.at+relabelledAtOnce, r.set.Len()); r.at < end; r.at++ {
		if err := r.copy(r.at); err != nil {
			return true, err
		}
	}
	if r.at < r.set.Len() {
		return false, nil
	}
	return true, r.end()
}

// copy writes an image with its label of now.
func (r *relabelling) copy(i int) error {
	image, classes := r.set.Image(i), r.set.Info().Classes
	was, now := classes[image.Label], ""
	label, changed := r.labels[i]
	if !changed {
		label = image.Label
	}
	if label != protocol.LeaveOut {
		now, image.Label = classes[label], label
		if err := (source{r.set}).Pixels(i, r.pixels); err != nil {
			return err
		}
		if err := r.pack.Add(image, r.pixels); err != nil {
			return err
		}
		r.images++
	}
	return r.table.Write([]string{image.Name, now, string(image.Split), was})
}

// end posts the new set.
func (r *relabelling) end() error {
	if err := r.pack.Close(); err != nil {
		return err
	}
	r.table.Flush()
	if err := r.table.Error(); err != nil {
		return err
	}
	var files []File
	for _, d := range []Draft{r.draft, r.list} {
		file, err := d.File()
		if err != nil {
			return err
		}
		files = append(files, file)
	}
	r.trainer.host.Post(protocol.Relabelled{Images: r.images}, Attachments{Files: files})
	return nil
}
