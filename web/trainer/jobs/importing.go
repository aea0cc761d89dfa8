package jobs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"

	"pawgrad/app/protocol"
	"pawgrad/assets/pack"
	"pawgrad/assets/photos"
)

const (
	// importParallel is the number of photos decoded at the same time while an
	// image set is made: the browser decodes each on a thread of its own.
	importParallel = 8
	// importMemory bounds what the photos that are being decoded take together, in bytes. A photo
	// that takes more is decoded alone.
	importMemory = 192 << 20
	// importSeed draws the splits of photos whose folders do not say them. It
	// is fixed so that the same photos always make the same set.
	importSeed = 1
	// cureImport is the cure where a broken import names none.
	cureImport = "Choose a folder or an archive with two folders of photos, such as cats and dogs."
)

// importPhotos begins to make an image set of photos, in place of one under way.
func (t *Trainer) importPhotos(c protocol.Import, a Attachments) error {
	if c.ImageSize < photos.MinSide || c.ImageSize > pack.MaxSide {
		return refuse(protocol.BadSetting, fmt.Sprintf("Enter a whole number from %d to %d.", photos.MinSide, pack.MaxSide),
			"the image size cannot be %d", c.ImageSize)
	}
	t.aside(&t.cancelImport, func(ctx context.Context) error { return t.importFrom(ctx, c, a) })
	return nil
}

// importFrom makes a pack of the photos of an import and posts it.
func (t *Trainer) importFrom(ctx context.Context, c protocol.Import, a Attachments) error {
	breath := &breath{ctx, t.host, throttle{now: t.now}}
	source, err := t.sourceOf(c.Paths, a, breath)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return &refusal{protocol.BadData, err, cureImport}
	}
	draft := t.host.Create()
	options := photos.Options{
		Info:     pack.Info{Name: c.Name, Source: "imported in the page", Height: c.ImageSize, Width: c.ImageSize},
		Seed:     importSeed,
		Most:     c.Most,
		Parallel: importParallel,
		Memory:   importMemory,
		Ask:      c.Ask,
		Answers:  answersOf(c.Answers),
	}
	every := throttle{now: t.now}
	report, err := photos.Build(ctx, source, t.host, options, draft, func(p photos.Progress) {
		if every.due() || p.Done == p.Total {
			t.post(protocol.ImportProgress{Done: p.Done, Total: p.Total})
		}
		runtime.Gosched() // the trainer goes on between two photos
		breath.take()
	})
	if err != nil {
		draft.Discard()
		return t.notImported(ctx, c, source, report, err)
	}
	file, err := draft.File()
	if err != nil {
		return err
	}
	t.host.Post(protocol.Imported{
		Name: c.Name, Images: report.Kept, Summary: report.Summary(), Reading: report.Read + " " + report.Split,
		Labelled: report.Labelled, Unlabelled: report.Unlabelled, Skipped: skipped(report),
	}, Attachments{Files: []File{file}})
	return nil
}

// notImported tells why there is no image set: it has to be asked how to read the photos, or
// the report says what is wrong with the files.
func (t *Trainer) notImported(ctx context.Context, c protocol.Import, source photos.Source, report photos.Report, err error) error {
	var ask *photos.Ask
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &ask):
		return t.ask(ctx, ask.Plan, source)
	case len(report.Skipped) == 0:
		return &refusal{protocol.BadData, err, cureImport}
	}
	why := t.failure("", &refusal{protocol.BadData, err, cureImport})
	t.post(protocol.Imported{Name: c.Name, Summary: why.Sentence + " " + why.Cure,
		Labelled: report.Labelled, Unlabelled: report.Unlabelled, Skipped: skipped(report)})
	return nil
}

// skipped lists the files that a report leaves out.
func skipped(report photos.Report) (list []protocol.Skipped) {
	for _, s := range report.Skipped {
		list = append(list, protocol.Skipped{Path: s.Path, Kind: string(s.Reason), Reason: sentence(s.Detail)})
	}
	return list
}

// sourceOf finds photos: the entries of one archive, or, where there are paths, files that were
// chosen or dropped together, archives among them.
func (t *Trainer) sourceOf(paths []string, a Attachments, b *breath) (photos.Source, error) {
	scratch := func() (photos.Scratch, error) { return scratch{t.host.Create(), b}, nil }
	if len(paths) == 0 {
		if len(a.Files) != 1 {
			return nil, errors.New("no photos came")
		}
		return photos.OpenArchive(a.Files[0], a.Files[0].Size(), scratch)
	}
	if len(paths) != len(a.Files) {
		panic(fmt.Sprintf("jobs: %d paths came with %d files", len(paths), len(a.Files)))
	}
	items := make([]photos.Item, len(a.Files))
	for i, path := range paths {
		items[i] = photos.Item{Path: path, ReaderAt: a.Files[i], Size: a.Files[i].Size()}
	}
	return photos.OpenFiles(items, scratch)
}

// breath lets the event loop deliver what waits, such as the command that ends an import, while
// nothing else does: photos are decoded elsewhere, but archives are unpacked and files passed
// over without a pause.
type breath struct {
	ctx   context.Context
	host  Host
	every throttle
}

// take pauses if it is time to, and returns the context's error.
func (b *breath) take() error {
	if b.every.due() {
		b.host.Yield()
	}
	return b.ctx.Err()
}

// scratch is a draft as a scratch file.
type scratch struct {
	Draft
	breath *breath
}

func (s scratch) Write(p []byte) (int, error) {
	if err := s.breath.take(); err != nil {
		return 0, err
	}
	return s.Draft.Write(p)
}

func (s scratch) Done() (io.ReaderAt, int64, error) {
	file, err := s.File()
	if err != nil {
		return nil, 0, err
	}
	return file, file.Size(), nil
}
