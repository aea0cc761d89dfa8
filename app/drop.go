package app

import (
	"path"
	"slices"
	"strings"

	"pawgrad/app/host"
	"pawgrad/app/say"
	"pawgrad/app/session/naming"
	"pawgrad/assets/content"
	"pawgrad/assets/vgg19/convert"
)

// bunch is what was dropped or chosen together, sorted by what is to become of it.
type bunch struct {
	weights     []host.Blob // VGG19's, in another program's form
	packs       []host.Blob
	experiments []host.Blob
	models      []host.Blob // trained networks
	set         []host.Blob // an image set to be made: files in folders, and archives
	photos      []host.Blob // that lie in no folder
}

// sortOut judges every file for itself, by its name and, as weights are often renamed, by its
// first bytes; heads are those of the first files. Within a folder of photos nothing is
// weights: a project's own networks lie there too.
func sortOut(files []host.Blob, heads [][]byte) (b bunch) {
	inFolders := false // photos lie in folders
	weights, networks := make([]bool, len(files)), make([]bool, len(files))
	for i, f := range files {
		var head []byte
		if i < len(heads) {
			head = heads[i]
		}
		networks[i] = isNetwork(f.Name(), head)
		weights[i] = !networks[i] && convert.LooksLikeWeights(f.Name(), head[:min(len(head), convert.HeadBytes)])
		inFolders = inFolders || inFolder(f) && !weights[i] && isPhoto(f.Name())
	}
	for i, f := range files {
		switch ending := strings.ToLower(path.Ext(f.Name())); {
		case weights[i] && !(inFolder(f) && inFolders):
			b.weights = append(b.weights, f)
		case networks[i] && !inFolder(f):
			b.models = append(b.models, f)
		case inFolder(f), content.Named(f.Name()) != content.Unknown, i < len(heads) && holdsArchive(heads[i]):
			b.set = append(b.set, f)
		case ending == ".pack":
			b.packs = append(b.packs, f)
		case ending == ".json":
			b.experiments = append(b.experiments, f)
		default:
			b.photos = append(b.photos, f)
		}
	}
	if len(b.weights) > 0 && !inFolders { // what else lies in a folder of weights belongs to them
		b.weights, b.set = append(b.weights, b.set...), nil
	}
	return b
}

// isNetwork reports whether a file may be a trained network that the page opens: one of its own, or what it has
// exported for other tools. ONNX is named by its ending alone; what is wrong with those of other tools is said when
// they are read.
func isNetwork(name string, head []byte) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".model", ".onnx":
		return true
	}
	return content.Exported(head)
}

func inFolder(f host.Blob) bool { return strings.Contains(f.Name(), "/") }

// holdsArchive reports whether a file is an archive by its first bytes, whatever its name.
func holdsArchive(head []byte) bool {
	kind, _ := content.Of(head)
	return kind == content.Archive || kind == content.Locked
}

// isTable reports whether a file may be a table of labels by its name.
func isTable(name string) bool {
	ending := strings.ToLower(path.Ext(name))
	return ending == ".csv" || ending == ".tsv"
}

// isPhoto reports whether a file is a photo by its name.
func isPhoto(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".avif", ".heic", ".tif", ".tiff":
		return true
	}
	return false
}

// setName is what an image set of files is called: as their folder or their archive.
func setName(files []host.Blob) string {
	name, _, inFolder := strings.Cut(files[0].Name(), "/")
	switch {
	case inFolder:
		return name
	case len(files) == 1:
		return strings.TrimSuffix(strings.TrimSuffix(name, path.Ext(name)), ".tar")
	}
	return say.Text("My photos")
}

// mostSniffed is how many files are looked into: photos come by the thousand, files of
// weights do not.
const mostSniffed = 32

// receive takes files dropped anywhere on the page, and does with each what it is for.
func (p *page) receive(files []host.Blob) {
	if len(files) == 0 {
		p.session.Board.Notify(say.Text("There are no files in what was dropped. An address or a picture of another page is none: save the picture first, then drop its file."))
		return
	}
	p.sorted(files, func(b bunch) {
		// More photos than one looks at, or photos with a table, are meant to train on. If they
		// have no classes, they are named all the same.
		if len(b.set) == 0 && (len(b.photos) > naming.MaxPhotos || len(b.photos) > 1 && slices.ContainsFunc(b.photos, func(f host.Blob) bool { return isTable(f.Name()) })) {
			b.set, b.photos = b.photos, nil
		}
		p.take(b)
		p.tryIt.Photos(b.photos)
	})
}

// openSet makes files that were chosen the image set, photos without a folder too.
func (p *page) openSet(files []host.Blob) {
	if len(files) == 0 {
		return
	}
	p.sorted(files, func(b bunch) {
		b.set, b.photos = append(b.set, b.photos...), nil
		p.take(b)
	})
}

// sorted looks into files and calls then with them sorted.
func (p *page) sorted(files []host.Blob, then func(bunch)) {
	p.screen.Browser.Heads(files[:min(len(files), mostSniffed)], content.Probe, func(heads [][]byte) { then(sortOut(files, heads)) })
}

// take opens all of a bunch but photos that lie in no folder.
func (p *page) take(b bunch) {
	if len(b.weights) > 0 {
		p.setUp.OpenWeights(b.weights)
	}
	if len(b.experiments) > 0 {
		p.report.Open(b.experiments)
	}
	p.tryIt.Models(b.models)
	if len(b.packs) > 0 {
		p.session.Images.UsePack(b.packs[0])
	} else if len(b.set) > 0 {
		archive := len(b.set) == 1 && !inFolder(b.set[0]) && !isPhoto(b.set[0].Name())
		p.session.Images.Import(setName(b.set), b.set, archive, p.session.Form.Experiment.Shared.ImageSize)
	}
	if waits := b.waiting(); waits != "" {
		p.session.Board.Notify(say.F("There is one image set at a time: %s is opened. To use %s instead, drop that alone.", b.packs[0].Name(), waits))
	}
}

// waiting names the image sets of a bunch that are not opened, as one is already.
func (b bunch) waiting() string {
	if len(b.packs) == 0 {
		return ""
	}
	var names []string
	for _, f := range b.packs[1:] {
		names = append(names, f.Name())
	}
	if len(b.set) > 0 {
		names = append(names, setName(b.set))
	}
	return strings.Join(names, say.Text(" or "))
}
