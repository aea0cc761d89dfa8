package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"pawgrad/app/session/images"
	"pawgrad/web/accuracy/archive"
	"pawgrad/web/chromium"
)

const (
	// manyPhotos is how many photos of a class the well-known archive has.
	manyPhotos = 12_500
	// importMemory is what an import may take above the page's own memory, in bytes.
	importMemory = 400e6
	// settling is how long the page is left alone before its own memory is read.
	settling = 5 * time.Second
)

// many is the path of an archive of 25,000 photos, or of the folder that it is unpacked into,
// made of the photos once.
func (b *bench) many(unpacked bool) (string, error) {
	of := sha256.Sum256([]byte(b.from))
	folder := filepath.Join(b.folder, fmt.Sprintf("many-%x", of[:4]))
	zip := folder + ".zip"
	if _, err := os.Stat(zip); err != nil {
		progress("making %d photos of those in %s, once; it takes some minutes", 2*manyPhotos, b.from)
		photos, err := archive.PhotosOf(b.from)
		if err != nil {
			return "", err
		}
		if err := archive.Write(b.ctx, zip, photos, manyPhotos); err != nil {
			return "", err
		}
	}
	if !unpacked {
		return zip, nil
	}
	if _, err := os.Stat(folder); err == nil {
		return folder, nil
	}
	return folder, archive.Unpack(zip, folder)
}

// importOfArchive drops an archive of 25,000 photos on the page.
func importOfArchive(b *bench, r row) (result, error) { return b.imported(r, false) }

// importOfFolder drops a folder of 25,000 photos on the page.
func importOfFolder(b *bench, r row) (result, error) { return b.imported(r, true) }

// imported drops the photos and measures until the page has made an image set of them.
func (b *bench) imported(r row, unpacked bool) (result, error) {
	res := result{Row: r.id, What: r.what, Run: r.run, ofTheMoment: true}
	path, err := b.many(unpacked)
	if err != nil {
		return res, err
	}
	br, closePage, err := openPage(b.ctx, b.dist, fmt.Sprintf("size=%d", r.run.ImageSize))
	if err != nil {
		return res, err
	}
	defer closePage()
	res.Browser = br.Name
	time.Sleep(settling)
	own, err := br.Memory()
	if err != nil {
		return res, err
	}
	watch := watchMemory(br)
	var began time.Time
	var seen struct{ Report, Problem string }
	var counts []int // of training, validation and test
	err = chromedp.Run(br.Context,
		chromedp.ActionFunc(func(context.Context) error { began = time.Now(); return nil }),
		drop(path),
		wait(fmt.Sprintf(`document.querySelector("#data[data-phase='%d'] #import-report, #data[data-phase='%d']")`, images.Ready, images.Failed)),
		chromedp.ActionFunc(func(context.Context) error { res.Seconds = time.Since(began).Seconds(); return nil }),
		chromedp.Evaluate(`({ Report: document.querySelector("#import-report")?.innerText ?? "", Problem: document.querySelector("#data-problem")?.innerText ?? "" })`, &seen),
		chromedp.Evaluate(`[...document.querySelectorAll("#counts .count")].map((e) => Number(e.innerText.replaceAll(",", "")))`, &counts),
	)
	peak := watch()
	if err != nil {
		return res, fmt.Errorf("drop %s: %w", path, err)
	}
	if seen.Problem != "" {
		return res, fmt.Errorf("drop %s: %s", path, seen.Problem)
	}
	if len(counts) == 3 {
		res.Train, res.Validation, res.Test = counts[0], counts[1], counts[2]
	}
	progress("%s: %s", r.id, seen.Report)
	res.Value, res.Peak = res.Seconds, peak-own
	res.Text = fmt.Sprintf("%.0f s for %d photos of %d; at most %.0f MB above the page's own %.0f MB", res.Seconds,
		res.Train+res.Validation+res.Test, 2*manyPhotos, float64(res.Peak)/1e6, float64(own)/1e6)
	if res.Peak > importMemory {
		res.Broken = append(res.Broken, fmt.Sprintf("more than %.0f MB", importMemory/1e6))
	}
	return res, nil
}

// drop drops a file or folder onto the middle of the page.
func drop(path string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		data := &input.DragData{Files: []string{path}, DragOperationsMask: 1}
		for _, step := range []input.DispatchDragEventType{input.DragEnter, input.DragOver, input.Drop} {
			if err := input.DispatchDragEvent(step, 720, 450, data).Do(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}

// watchMemory reads the browser's memory over and over until it is told to end, and then gives
// the most that was read.
func watchMemory(b *chromium.Browser) (end func() int64) {
	const every = 500 * time.Millisecond
	var most int64
	stop := make(chan struct{})
	var over sync.WaitGroup
	over.Go(func() {
		for {
			if now, err := b.Memory(); err == nil {
				most = max(most, now)
			}
			select {
			case <-stop:
				return
			case <-time.After(every):
			}
		}
	})
	return func() int64 {
		close(stop)
		over.Wait()
		return most
	}
}
