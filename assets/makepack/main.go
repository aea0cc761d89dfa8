//go:build !js

// Command makepack makes an image-set pack of a folder or archive of photos of
// two classes, such as cats and dogs, for the page to train on:
//
//	go run ./assets/makepack -size 64 -out photos.pack FOLDER_OR_ZIP
//
// Package photos says how labels and splits are read. The report lists every
// file that was left out and why. Exit codes: 0, a pack was made; 1, none was
// made; 2, the command line is wrong. A pack appears under its name only when
// it is complete.
//
// It occupies at most 2.5 GB, however many processors there are and however large the photos:
// see decodingMemory.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"pawgrad/assets/content"
	"pawgrad/assets/pack"
	"pawgrad/assets/photos"
	"pawgrad/assets/plan"
	"pawgrad/assets/printable"
)

const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// defaultSize is the side of the study's quicker runs, in pixels.
const defaultSize = 64

const (
	// decodingMemory is what all photos that are being decoded may take together, in bytes. One
	// that alone takes more, as one of 100 megapixels in the greediest form of JPEG, is too large.
	decodingMemory = 2 << 30
	// allMemory is near which garbage is collected more often, in bytes: the rest is for the
	// files as they were read, the index, and garbage.
	allMemory = decodingMemory + 300<<20
)

func main() {
	debug.SetMemoryLimit(allMemory)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

const usage = `usage: makepack [flags] FOLDER_OR_ARCHIVE

Makes one .pack file of photos of two classes. Labels come from folders, called
cats and dogs or as the classes are, from names such as cat.1.jpg, or from a table
such as labels.csv; splits from folders called train, validation and test, or else
are drawn by lot, 70:10:20. Copies of a photo are left out, encoded anew or not.

`

// run is the command without its process: its exit code is the result.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("makepack", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprint(stderr, usage)
		flags.PrintDefaults()
	}
	var info pack.Info
	size := flags.Int("size", defaultSize, fmt.Sprintf("height and width of the images, in `pixels`, %d to %d", photos.MinSide, pack.MaxSide))
	out := flags.String("out", "photos.pack", "the `file` to write; one that exists is replaced")
	seed := flags.Uint64("seed", 1, "the `number` by which splits are drawn where folders do not give them")
	flags.StringVar(&info.Name, "name", "", "what the page calls the `set` (default: the folder's or archive's name)")
	flags.StringVar(&info.Source, "source", "", "where the photos are from, in `words`")
	flags.StringVar(&info.Licence, "licence", "", "under which `terms` they may be passed on")
	flags.StringVar(&info.Note, "note", "", "`anything` else to know")
	answers := answerFlags(flags)
	most := flags.Int("most", 0, "the `number` of photos of a class to use at most, drawn by lot; 0 means all")
	quiet := flags.Bool("quiet", false, "print the summary only, not every file left out")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return exitOK
	case err != nil:
		return exitUsage
	case flags.NArg() != 1:
		fmt.Fprintf(stderr, "makepack: name one folder or archive, after the flags (%d names are given)\n\n", flags.NArg())
		flags.Usage()
		return exitUsage
	case *size < photos.MinSide || *size > pack.MaxSide:
		fmt.Fprintf(stderr, "makepack: -size %d: give %d to %d pixels\n", *size, photos.MinSide, pack.MaxSide)
		return exitUsage
	case *most != 0 && *most < plan.MinForShares:
		fmt.Fprintf(stderr, "makepack: -most %d: give %d or more, as every split needs photos of both classes\n", *most, plan.MinForShares)
		return exitUsage
	}
	answered, err := answers.parse()
	if err != nil {
		fmt.Fprintf(stderr, "makepack: %v\n", err)
		return exitUsage
	}
	path := flags.Arg(0)
	info.Name = cmp.Or(info.Name, nameOf(path))
	info.Height, info.Width = *size, *size
	options := photos.Options{Info: info, Seed: *seed, Answers: answered, Most: *most, Parallel: runtime.GOMAXPROCS(0), Memory: decodingMemory}
	var notes notes
	report, err := makePack(ctx, path, *out, releasing{photos.NativeDecoder{Note: notes.add, Limit: decodingMemory}}, options, progressTo(stderr))
	printReport(stdout, report, *quiet)
	notes.print(stdout, *quiet)
	var ask *photos.Ask
	if errors.As(err, &ask) {
		printQuestion(stderr, ask.Plan)
		return exitFailed
	}
	if err != nil {
		fmt.Fprintf(stderr, "makepack: no pack was made: %s\n", printable.Text(err.Error()))
		return exitFailed
	}
	fmt.Fprintf(stdout, "%s: %d photos of %dx%d\n", printable.Text(*out), report.Kept, *size, *size)
	return exitOK
}

// nameOf is what a set is called if nobody says: its folder's or archive's
// name.
func nameOf(path string) string {
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute // "." has no name of its own
	}
	name := filepath.Base(path)
	for _, ending := range content.ArchiveEndings {
		name = strings.TrimSuffix(name, ending)
	}
	return name
}

// makePack builds out from the photos at path. It writes to a file beside out
// and renames that when all is well, so that out is never half a pack.
func makePack(ctx context.Context, path, out string, decoder photos.Decoder, options photos.Options, progress func(photos.Progress)) (report photos.Report, err error) {
	source, closeSource, err := openSource(path)
	if err != nil {
		return report, err
	}
	defer closeSource()
	temp, err := os.CreateTemp(filepath.Dir(out), filepath.Base(out)+".*.part")
	if err != nil {
		return report, fmt.Errorf("%w; choose another place with -out", err)
	}
	defer func() {
		if err != nil {
			temp.Close()
			os.Remove(temp.Name())
		}
	}()
	if report, err = photos.Build(ctx, source, decoder, options, temp, progress); err != nil {
		return report, err
	}
	if err = temp.Chmod(0o644); err != nil { // CreateTemp lets nobody else read
		return report, err
	}
	if err = temp.Close(); err != nil {
		return report, err
	}
	return report, os.Rename(temp.Name(), out)
}

// openSource opens a folder or an archive. What of archives has to be unpacked goes into
// files that vanish when it is closed.
func openSource(path string) (source photos.Source, closeSource func() error, err error) {
	stat, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, nil, fmt.Errorf("%w; name a folder or an archive of photos", err)
	case !stat.IsDir() && !stat.Mode().IsRegular(): // to open a pipe may take for ever
		return nil, nil, fmt.Errorf("%s is a pipe, a device or the like; name a folder or an archive of photos", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, fmt.Errorf("%w; name a folder or an archive of photos", err)
	}
	open := []*os.File{file}
	closeAll := func() (err error) {
		for _, f := range open {
			err = errors.Join(err, f.Close())
		}
		return err
	}
	newScratch := func() (photos.Scratch, error) {
		f, err := os.CreateTemp("", "makepack")
		if err != nil {
			return nil, err
		}
		open = append(open, f)
		return scratch{f}, os.Remove(f.Name())
	}
	if stat.IsDir() {
		source, closeArchives := photos.OpenFolder(os.DirFS(path), newScratch)
		return source, func() error { return errors.Join(closeArchives(), closeAll()) }, nil
	}
	source, err = photos.OpenArchive(file, stat.Size(), newScratch)
	if err != nil {
		closeAll()
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	return source, closeAll, nil
}

// scratch is a file that is gone once it is closed.
type scratch struct{ *os.File }

func (s scratch) Done() (io.ReaderAt, int64, error) {
	stat, err := s.Stat()
	if err != nil {
		return nil, 0, err
	}
	return s.File, stat.Size(), nil
}

// printReport prints every file left out, the summary, and what was kept.
func printReport(w io.Writer, report photos.Report, quiet bool) {
	if report.Files == 0 {
		return
	}
	if !quiet {
		for _, skip := range report.Skipped {
			fmt.Fprintln(w, printable.Text(skip.Error()))
		}
	}
	fmt.Fprintln(w, report.Summary())
	if report.Counts == nil { // it did not come to dividing them
		return
	}
	fmt.Fprintln(w, printable.Text(report.Read))
	fmt.Fprintln(w, printable.Text(report.Split))
	for _, split := range pack.Splits {
		fmt.Fprintf(w, "%-10s", split)
		for label, n := range report.Counts[split] {
			fmt.Fprintf(w, " %6d %s", n, printable.Text(report.Classes[label]))
		}
		fmt.Fprintln(w)
	}
	counts := make([]int, len(report.Classes))
	for _, each := range report.Counts {
		for label, n := range each {
			counts[label] += n
		}
	}
	if unequal := pack.Unequal(report.Classes[:], counts); unequal != "" {
		fmt.Fprintln(w, unequal)
	}
}

// notes are what is to be said of photos that were used, such as that their colours differ from
// those that the page would see.
type notes struct {
	mu   sync.Mutex
	list []string
}

func (n *notes) add(path, says string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.list = append(n.list, path+": "+says)
}

// print prints all notes, or how many there are.
func (n *notes) print(w io.Writer, quiet bool) {
	if len(n.list) == 0 {
		return
	}
	slices.Sort(n.list)
	for _, line := range n.list {
		if !quiet {
			fmt.Fprintln(w, line)
		}
	}
	fmt.Fprintf(w, "The colours of %d photos differ from those that the page makes of them.\n", len(n.list))
}

// progressTo shows progress on a line that overwrites itself, if w is a
// terminal, and not at all elsewhere.
func progressTo(w io.Writer) func(photos.Progress) {
	file, ok := w.(*os.File)
	if !ok {
		return nil
	}
	if stat, err := file.Stat(); err != nil || stat.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	return func(p photos.Progress) {
		fmt.Fprintf(w, "\r%d of %d files, %d skipped ", p.Done, p.Total, p.Skipped)
		if p.Done == p.Total {
			fmt.Fprint(w, "\r\x1b[K")
		}
	}
}
