package app

import (
	"path"
	"strings"

	"pawgrad/app/browser"
	"pawgrad/app/host"
	"pawgrad/assets/vgg19/convert"
)

// receive takes files dropped anywhere on the page: an image set, or photos to be
// named.
func (p *page) receive(files []host.Blob) {
	sniff(p.screen.Browser, files, func(k kind) {
		switch k {
		case nothing:
			p.session.Board.Notify("There are no files in what was dropped. Drop photos, a folder of photos, a zip file or a .pack file.")
		case weightsFiles, packFile, zipFile, folder:
			p.open(k, files)
		case experimentFile:
			p.report.Open(files)
		case modelFile:
			p.tryIt.Models(files)
		default:
			p.tryIt.Photos(files)
		}
	})
}

// openSet makes files that were chosen the image set.
func (p *page) openSet(files []host.Blob) {
	sniff(p.screen.Browser, files, func(k kind) { p.open(k, files) })
}

// open makes files of a kind the image set, or weights.
func (p *page) open(k kind, files []host.Blob) {
	switch k {
	case nothing:
	case weightsFiles:
		p.setUp.OpenWeights(files)
	case packFile:
		p.session.Images.UsePack(files[0])
	case zipFile:
		p.session.Images.Import(strings.TrimSuffix(files[0].Name(), path.Ext(files[0].Name())), files, true, p.session.Form.Experiment.Shared.ImageSize)
	default:
		name, _, inFolder := strings.Cut(files[0].Name(), "/")
		if !inFolder {
			name = "My photos"
		}
		p.session.Images.Import(name, files, false, p.session.Form.Experiment.Shared.ImageSize)
	}
}

// kind says what a bunch of files is.
type kind int

const (
	nothing kind = iota
	packFile
	zipFile
	folder
	loose        // files that lie in no folder
	weightsFiles // VGG19's pretrained weights in another program's form
	experimentFile
	modelFile // a trained network
)

// mostSniffed is how many files are looked into: photos come by the thousand, files of
// weights do not.
const mostSniffed = 32

// sniff tells the kind of files by their names and, as those of weights are often
// changed, by their first bytes.
func sniff(b browser.Browser, files []host.Blob, over func(kind)) {
	b.Heads(files[:min(len(files), mostSniffed)], convert.HeadBytes, func(heads [][]byte) {
		heads = append(heads, make([][]byte, len(files)-len(heads))...)
		for i, f := range files {
			if convert.LooksLikeWeights(f.Name(), heads[i]) {
				over(weightsFiles)
				return
			}
		}
		over(kindByName(files))
	})
}

// kindByName tells the kind of files that are no weights.
func kindByName(files []host.Blob) kind {
	if len(files) == 0 {
		return nothing
	}
	if len(files) == 1 {
		switch strings.ToLower(path.Ext(files[0].Name())) {
		case ".pack":
			return packFile
		case ".zip":
			return zipFile
		case ".json":
			return experimentFile
		case ".model":
			return modelFile
		}
	}
	if strings.Contains(files[0].Name(), "/") {
		return folder
	}
	return loose
}
