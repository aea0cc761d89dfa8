package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pawgrad/app/record"
	"pawgrad/app/say"
	"pawgrad/assets/pack"
	"pawgrad/assets/photos"
	"pawgrad/assets/plan"
	"pawgrad/assets/plan/cases"
	"pawgrad/assets/vgg19/convert"
	"pawgrad/nn/file"
)

// catalogueOf reads a language's catalogue.
func catalogueOf(t *testing.T, tag string) *say.Catalogue {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "app", "say", "catalogue", tag+".json"))
	if err != nil {
		t.Fatal(err)
	}
	l, _ := say.LanguageOf(tag)
	c, err := say.Decode(l, content)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// latin are words in Latin letters, by which English is known in Russian.
var latin = regexp.MustCompile(`[A-Za-z]{2,}`)

// english are the words that are left in English of what was said below the page, told in Russian;
// names stand in both.
func english(t *testing.T, ru *say.Catalogue, said string, names ...string) (left []string) {
	t.Helper()
	told := ru.Sentence(said)
	for _, word := range latin.FindAllString(told, -1) {
		if !strings.Contains(strings.Join(names, " "), word) {
			left = append(left, word)
		}
	}
	if left != nil {
		t.Errorf("%q is told as %q", said, told)
	}
	return left
}

// TestReadingsOfFoldersAreTold: what the planner says of all that people bring is told in Russian.
func TestReadingsOfFoldersAreTold(t *testing.T) {
	ru := catalogueOf(t, "ru")
	list := slices.Concat(cases.Names, cases.Classes, cases.Splits, cases.PassedOver)
	for _, c := range cases.Tables {
		list = append(list, c.Case)
	}
	for _, c := range list {
		files := cases.Expand(c.Tree)
		p := plan.New(plan.Listing{Paths: files}, plan.Answers{}, 1)
		names := append(strings.Fields(strings.Join(files, " ")), "Oxford-IIIT Pet", "cats или dogs", p.Classes[0], p.Classes[1])
		english(t, ru, p.Read, names...)
		english(t, ru, p.Question, names...)
		english(t, ru, p.Origins.Sentence(map[pack.Split]int{pack.Train: 8000, pack.Validation: 1, pack.Test: 12}), names...)
		for _, u := range p.Unlabelled {
			english(t, ru, u.Why, names...)
		}
	}
}

// TestErrorsFromBelowAreTold: what goes wrong with files is told in Russian.
func TestErrorsFromBelowAreTold(t *testing.T) {
	ru := catalogueOf(t, "ru")
	fails := func(err error) string {
		t.Helper()
		if err == nil {
			t.Fatal("no error")
		}
		return err.Error()
	}
	_, noPack := pack.Open(strings.NewReader("no pack at all"), 14)
	_, noModel := file.Decode([]byte("no model"))
	_, noRecord := record.Decode([]byte(`{"format": "pawgrad-experiment", "version": 99}`))
	_, noWeights := convert.Open([]convert.File{{Name: "cat.jpg", ReaderAt: bytes.NewReader([]byte("\xff\xd8\xff\xe0 photo")), Size: 10}})
	for _, said := range []string{
		fails(noPack), fails(noModel), fails(noRecord), fails(noWeights),
		"This image set has 3 classes, and a network here tells two apart.",
		"There is not enough memory for this: 12 MB are in use and 1,230 MB more are needed.",
		"The loss grew to 1.23e+05 at step 12: the learning rate 0.5 is too large for SGD.",
		"15 of 21,000 files skipped: 3 not images, 2 corrupt, 1 duplicate, 12,500 unreadable. 7 photos were not looked at, as at most 500 of a class were wanted; which ones was drawn by lot.",
	} {
		english(t, ru, said, "VGG19", "Keras", "SGD", "photo", "cat.jpg", "pack", "TensorFlow.js", "model.json", "pth", "safetensors", "vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5")
	}
	var kept bytes.Buffer
	report, err := photos.Build(context.Background(), photos.Folder(fstest.MapFS{
		"cats/a.jpg": {Data: []byte("no photo")}, "cats/b.jpg": {}, "cats/c.zip": {Data: []byte("PK\x03\x04")}, "dogs/d.heic": {Data: []byte("\x00\x00\x00\x18ftypheic")},
	}), decoder{}, photos.Options{Info: pack.Info{Width: 8, Height: 8}}, &kept, nil)
	english(t, ru, fails(err), "train", "cats", "dogs", "cat", "dog", "jpg")
	for _, s := range report.Skipped {
		english(t, ru, s.Detail, "HEIC", "JPEG", "PNG", "a.jpg", "cats", "dogs")
	}
}

// decoder knows no photos.
type decoder struct{}

func (decoder) Cost([]byte) int64 { return 0 }

func (decoder) Decode(context.Context, string, []byte) (photos.Photo, error) {
	return photos.Photo{}, photos.ErrUnsupported
}
