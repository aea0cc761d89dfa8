package photos

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"pawgrad/assets/pack"
	"pawgrad/assets/plan"
)

// Options of Build.
type Options struct {
	// Info names the set and gives its Height and Width; Classes and Fit are
	// filled in.
	Info pack.Info
	// Seed draws the splits where folders do not give them; see [plan.New].
	Seed uint64
	// Answers are what the user has said of classes and splits.
	Answers plan.Answers
	// Ask asks the user, by an error [Ask], even where the names say all.
	Ask bool
	// Most is how many photos of a class are used at most, drawn by Seed; 0 means all.
	Most int
	// Parallel is the number of photos decoded at the same time; 0 means 1.
	Parallel int
	// Memory bounds what all photos that are being decoded take together, in bytes, by
	// [Decoder].Cost: those for which there is no room wait, and one that takes more is decoded
	// alone. 0 means no bound.
	Memory int64
}

// Progress is how far Build is, in files.
type Progress struct{ Done, Total, Skipped int }

// Report is what became of every file.
type Report struct {
	// Files counts all files but hidden ones, Kept those in the pack, Labelled those of which
	// a class is told, and Unlabelled the photos of which none is.
	Files, Kept, Labelled, Unlabelled int
	// Counts are the photos in the pack, per split and label.
	Counts map[pack.Split][]int
	// Classes are the names of the labels.
	Classes [2]string
	// Read says in one sentence how the classes were told.
	Read string
	// Split says where the photos of each split are from.
	Split string
	// Skipped lists the files that were not used, and why.
	Skipped []Skip
	// Spared is how many photos were not looked at, as at most Most of a class were wanted.
	Spared, Most int
}

// Summary is the report in one sentence: "12 of 300 files skipped: 9 not
// images, 3 corrupt."
func (r Report) Summary() string {
	lot := ""
	if r.Spared > 0 {
		lot = " " + fmt.Sprintf("%d photos were not looked at, as at most %d of a class were wanted; which ones was drawn by lot.", r.Spared, r.Most)
	}
	if len(r.Skipped) == 0 && r.Spared > 0 {
		used := fmt.Sprintf("%d of %d files were used.", r.Kept, r.Files)
		return used + lot
	}
	if len(r.Skipped) == 0 {
		return fmt.Sprintf("All %d files were used.", r.Files)
	}
	count := map[Reason]int{}
	for _, s := range r.Skipped {
		count[s.Reason]++
	}
	var parts []string
	for _, reason := range reasons {
		switch n := count[reason]; {
		case n == 1 && reason == NotImage:
			parts = append(parts, "1 not an image")
		case n == 1 && reason == Duplicate:
			parts = append(parts, "1 duplicate")
		case n > 0:
			parts = append(parts, fmt.Sprintf(counted[reason], n))
		}
	}
	skipped := fmt.Sprintf("%d of %d files skipped: %s.", len(r.Skipped), r.Files, strings.Join(parts, ", "))
	return skipped + lot
}

// Ask is the error of a source of which names do not tell the classes for sure, or of which
// the user wants to say them. The plan has the question and what there is to choose from; [Options].Answers answers it.
type Ask struct{ Plan plan.Plan }

func (a *Ask) Error() string { return a.Plan.Question }

// Build writes a pack of the source's photos to w, with labels and splits by
// [plan.New]. Where splits are drawn, it is of the photos that can be used. Files
// that cannot be used are skipped and reported; a copy of an earlier photo is a duplicate, even
// if it is encoded anew (see copies), so that no photo is in two splits: of copies in folders
// for different splits one is kept, for the test before validation before training. In a
// pack that Build made every split has photos of both classes. The error says
// why there is no usable pack: then what w has received is to be thrown away,
// but the report holds for what was looked at. progress may be nil; it is
// called from Build's goroutine.
func Build(ctx context.Context, src Source, dec Decoder, opt Options, w io.Writer, progress func(Progress)) (Report, error) {
	paths, unreadable, err := src.Files()
	if err != nil {
		return Report{}, err
	}
	p := plan.New(plan.Listing{Paths: paths, Read: src.Read}, opt.Answers, opt.Seed)
	report := Report{Files: len(p.Images) + len(p.Unlabelled) + len(p.Absent) + len(unreadable), Labelled: len(p.Images), Skipped: unreadable, Classes: p.Classes, Read: p.Read}
	for _, u := range p.Unlabelled {
		reason := NotImage
		if u.Photo {
			reason = Unlabelled
			report.Unlabelled++
		}
		report.Skipped = append(report.Skipped, Skip{u.Path, reason, u.Why})
	}
	for _, u := range p.Absent {
		report.Skipped = append(report.Skipped, Skip{u.Path, Unreadable, u.Why})
	}
	if p.Question != "" || opt.Ask {
		return report, &Ask{p}
	}
	if err := check(p, report.Files); err != nil {
		return report, err
	}
	images := atMost(p.Images, opt.Most, opt.Seed)
	report.Spared, report.Most = len(p.Images)-len(images), opt.Most
	info := opt.Info
	info.Classes = p.Classes[:]
	pw, err := pack.NewWriter(w, info)
	if err != nil {
		return report, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var kept []string
	seen, inPlaceOf := copies{}, map[string]string{}
	for result := range load(ctx, src, dec, images, opt) {
		loaded := <-result
		err := loaded.err
		if err == nil {
			looks := lookOf(loaded.rgb, info.Width)
			if twin, found := seen.find(looks); found {
				skip := duplicate(loaded.img, twin, p.Classes)
				if twin.Label == loaded.img.Label && p.Outranks(loaded.img.Name, cmp.Or(inPlaceOf[twin.Name], twin.Name)) {
					inPlaceOf[twin.Name] = loaded.img.Name
					skip.Detail = fmt.Sprintf("%s, which is kept in its place", skip.Detail)
				}
				err = skip
			} else if err = pw.Add(loaded.img, loaded.rgb); err == nil {
				seen.add(loaded.img, looks)
				kept = append(kept, loaded.img.Name)
				report.Kept++
			}
		}
		var skip *Skip
		if errors.As(err, &skip) {
			report.Skipped = append(report.Skipped, *skip)
		} else if err != nil {
			return report, err
		}
		if progress != nil {
			progress(Progress{report.Kept + len(report.Skipped), report.Files - report.Spared, len(report.Skipped)})
		}
	}
	if err := ctx.Err(); err != nil {
		return report, err
	}
	if err := report.divide(pw, p.Keep(kept, inPlaceOf, opt.Seed), kept); err != nil {
		return report, err
	}
	return report, pw.Close()
}

// divide gives the kept photos, named in the order of the pack, their final
// splits, by the plan of these photos alone.
func (r *Report) divide(pw *pack.Writer, p plan.Plan, kept []string) error {
	r.Counts = map[pack.Split][]int{}
	for _, split := range pack.Splits {
		r.Counts[split] = make([]int, len(r.Classes))
	}
	splits, totals := make(map[string]pack.Split, len(kept)), map[pack.Split]int{}
	for _, img := range p.Images {
		splits[img.Name] = img.Split
		r.Counts[img.Split][img.Label]++
		totals[img.Split]++
	}
	r.Split = p.Origins.Sentence(totals)
	for i, name := range kept {
		pw.SetSplit(i, splits[name])
	}
	for _, split := range pack.Splits {
		for label, n := range r.Counts[split] {
			if n == 0 {
				return fmt.Errorf("the %s split has no usable photo of class %s. %s Every split needs both classes: add photos, at least %d of each class that can be used, and try again",
					split, r.Classes[label], r.Summary(), plan.MinForShares)
			}
		}
	}
	return nil
}

// check refuses a plan from which nothing can be learnt.
func check(p plan.Plan, files int) error {
	counts := make([]int, len(p.Classes))
	for _, img := range p.Images {
		counts[img.Label]++
	}
	const cure = "put the photos in two folders, called cats and dogs or as the classes are, or name them cat.1.jpg, dog.1.jpg and so on"
	switch missing := slices.Index(counts, 0); {
	case files == 0:
		return fmt.Errorf("no files were found; %s", cure)
	case len(p.Images) == 0:
		return fmt.Errorf("none of the %d files tells by its folder or name what it shows; %s", files, cure)
	case missing >= 0:
		return fmt.Errorf("only photos of class %s were found, %d of them; a classifier learns from two classes, so add photos of class %s: %s",
			p.Classes[1-missing], counts[1-missing], p.Classes[missing], cure)
	}
	return nil
}

func duplicate(img, twin pack.Image, classes [2]string) *Skip {
	if img.Label != twin.Label {
		return &Skip{img.Name, Duplicate, fmt.Sprintf("the same photo as %s, which is of class %s; take away the wrong one", twin.Name, classes[twin.Label])}
	}
	return &Skip{img.Name, Duplicate, fmt.Sprintf("the same photo as %s", twin.Name)}
}

// loaded is one photo in the set's size, or why there is none.
type loaded struct {
	img pack.Image
	rgb []byte
	err error
}

// load reads and loads images, several at a time, as many as there is room for, and delivers in
// their order; it stops early when ctx ends.
func load(ctx context.Context, src Source, dec Decoder, images []pack.Image, opt Options) <-chan chan loaded {
	parallel, room := max(opt.Parallel, 1), cmp.Or(opt.Memory, math.MaxInt64)
	queue, over := make(chan chan loaded, parallel), make(chan int64, parallel)
	files := read(ctx, src, images)
	go func() {
		defer close(queue)
		working := 0
		for next := range files {
			f := <-next
			img, data, err := f.img, f.data, f.err
			cost := int64(0)
			if err == nil {
				cost = dec.Cost(data)
			}
			for working == parallel || working > 0 && cost > room {
				select {
				case freed := <-over:
					working, room = working-1, room+freed
				case <-ctx.Done():
					return
				}
			}
			working, room = working+1, room-cost
			result := make(chan loaded, 1)
			go func() {
				defer func() { over <- cost }()
				if err != nil {
					result <- loaded{img: img, err: unreadableFile(img.Name, err)}
					return
				}
				rgb, err := Load(ctx, dec, img.Name, data, opt.Info.Height, opt.Info.Width)
				result <- loaded{img, rgb, err}
			}()
			select {
			case queue <- result:
			case <-ctx.Done():
				return
			}
		}
	}()
	return queue
}

// readers is how many files are read at the same time: a browser has each brought by another
// process. Each may have MaxFileBytes.
const readers = 4

// fileRead is a file's content, or why there is none.
type fileRead struct {
	img  pack.Image
	data []byte
	err  error
}

// read reads the files of images, some at a time, and delivers in their order; it stops early
// when ctx ends.
func read(ctx context.Context, src Source, images []pack.Image) <-chan chan fileRead {
	queue := make(chan chan fileRead, readers-1) // one more is with whoever waits for it
	go func() {
		defer close(queue)
		for _, img := range images {
			result := make(chan fileRead, 1)
			select {
			case queue <- result:
			case <-ctx.Done():
				return
			}
			go func() {
				data, err := src.Read(img.Name)
				result <- fileRead{img, data, err}
			}()
		}
	}()
	return queue
}

func unreadableFile(path string, err error) *Skip {
	var locked *lockedError
	switch {
	case errors.Is(err, ErrTooLarge):
		return &Skip{path, TooLarge, fmt.Sprintf("the file has more than %d MB; save the photo smaller", MaxFileBytes>>20)}
	case errors.As(err, &locked):
		return &Skip{path, Unreadable, locked.Error()}
	}
	return &Skip{path, Unreadable, fmt.Sprintf("cannot be read (%v); check its permissions, have it downloaded if it is in a cloud, or copy it again", err)}
}
