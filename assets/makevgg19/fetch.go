//go:build !js

package main

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"pawgrad/assets/vgg19/convert"
)

const (
	officialURL = "https://storage.googleapis.com/tensorflow/keras-applications/vgg19/" + convert.OfficialName
	// officialMD5 is what Keras' own source gives for the file.
	officialMD5 = "253f8cb515780f3b799900260a226db6"
	// maxFetchBytes bounds what is written to disk for a server that sends
	// something else; the file has 80 MB.
	maxFetchBytes = 200 << 20
	// maxTries bounds tries one after the other that bring nothing new.
	maxTries = 5
	// stallTime is how long a connection may stay silent.
	stallTime = 60 * time.Second
	// firstWait is the pause after the first try that failed; it doubles.
	firstWait = time.Second
)

// errFinal: trying again would not help.
var errFinal = errors.New("giving up")

// fetcher gets one file over HTTP.
type fetcher struct {
	url, md5         string
	limit            int64 // bytes
	stall, firstWait time.Duration
	report           func(format string, args ...any)
}

// official fetches Keras' file.
func official() fetcher {
	return fetcher{url: officialURL, md5: officialMD5, limit: maxFetchBytes, stall: stallTime, firstWait: firstWait}
}

// fetch makes sure that path is the file, and complete. What has arrived is
// kept beside it, as path.part, so that after an interruption of any kind only
// the rest is fetched.
func (f fetcher) fetch(ctx context.Context, path string) error {
	const byHand = "check the connection and try again: what has arrived is kept; or fetch the file by other means and name it with -from"
	if sum, err := md5Of(path); err == nil && sum == f.md5 {
		f.report("%s is there, its md5 is right", path)
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("%w; choose another folder with -cache", err)
	}
	part := path + ".part"
	f.report("fetching %s", f.url)
	if sizeOf(part) > f.limit {
		os.Remove(part)
	}
	resumed := sizeOf(part) > 0
	for {
		if err := f.untilComplete(ctx, part); err != nil {
			return fmt.Errorf("fetching %s: %w; %s", f.url, err, byHand)
		}
		sum, err := md5Of(part)
		if err != nil {
			return err
		}
		if sum == f.md5 {
			return os.Rename(part, path)
		}
		size := sizeOf(part)
		if err := os.Remove(part); err != nil {
			return err
		}
		if !resumed {
			return fmt.Errorf("%s: the fetched file has %d bytes and the md5 %s, expected the md5 %s: it is not Keras' file, and was deleted; "+
				"try again, or fetch the file by other means and name it with -from", f.url, size, sum, f.md5)
		}
		// What was there before may have been of another file.
		f.report("the md5 is %s, expected %s: fetching everything anew", sum, f.md5)
		resumed = false
	}
}

// untilComplete tries until the server says that there is no more.
func (f fetcher) untilComplete(ctx context.Context, part string) error {
	wait := f.firstWait
	for try := 1; ; try++ {
		before := sizeOf(part)
		err := f.once(ctx, part, before)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if sizeOf(part) > before {
			try, wait = 1, f.firstWait
		}
		if errors.Is(err, errFinal) || try >= maxTries {
			return err
		}
		f.report("interrupted at %.1f MB: %v; going on", float64(sizeOf(part))/megabyte, err)
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return ctx.Err()
		}
		wait *= 2
	}
}

// once asks for everything from the byte have on and appends it to part.
func (f fetcher) once(ctx context.Context, part string, have int64) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(f.stall, func() { cancel(fmt.Errorf("the server was silent for %v", f.stall)) })
	defer watch.Stop()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, f.url, nil)
	if err != nil {
		return fmt.Errorf("%w: %w", errFinal, err)
	}
	if have > 0 {
		request.Header.Set("Range", fmt.Sprintf("bytes=%d-", have))
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return cause(ctx, err)
	}
	defer response.Body.Close()
	flags := os.O_CREATE | os.O_WRONLY | os.O_APPEND
	switch code := response.StatusCode; {
	case code == http.StatusOK: // the server sends everything, asked or not
		flags |= os.O_TRUNC
		have = 0
	case code == http.StatusPartialContent:
		var start int64
		if _, err := fmt.Sscanf(response.Header.Get("Content-Range"), "bytes %d-", &start); err != nil || start != have {
			return fmt.Errorf("%w: the server answers with %q, expected bytes from %d on", errFinal, response.Header.Get("Content-Range"), have)
		}
	case code == http.StatusRequestedRangeNotSatisfiable && have > 0:
		return nil // there is no more; the md5 tells whether it is right
	case code >= 500 || code == http.StatusTooManyRequests || code == http.StatusRequestTimeout:
		return fmt.Errorf("the server answers %s", response.Status)
	default:
		return fmt.Errorf("%w: the server answers %s", errFinal, response.Status)
	}
	file, err := os.OpenFile(part, flags, 0o644)
	if err != nil {
		return fmt.Errorf("%w: %w", errFinal, err)
	}
	defer file.Close()
	body := &counted{r: response.Body, watch: watch, f: f, done: have}
	if response.ContentLength > 0 {
		body.total = have + response.ContentLength
	}
	n, err := io.Copy(diskWriter{file}, io.LimitReader(body, f.limit-have+1))
	if err != nil {
		return cause(ctx, err)
	}
	if have+n > f.limit {
		os.Remove(part) // of no use, and large
		return fmt.Errorf("%w: the server sends more than %d bytes, expected a file of 80 MB", errFinal, f.limit)
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("%w: %w", errFinal, err)
	}
	return nil
}

// cause is why a request ended: the watch, if it did.
func cause(ctx context.Context, err error) error {
	if c := context.Cause(ctx); c != nil {
		return c
	}
	return err
}

// diskWriter marks errors of the disk: they do not pass by waiting.
type diskWriter struct{ w io.Writer }

func (d diskWriter) Write(b []byte) (int, error) {
	n, err := d.w.Write(b)
	if err != nil {
		err = fmt.Errorf("%w: %w", errFinal, err)
	}
	return n, err
}

// counted feeds the watch and reports progress, ten times in all.
type counted struct {
	r           io.Reader
	watch       *time.Timer
	f           fetcher
	done, total int64
	said        int64
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.watch.Reset(c.f.stall)
	c.done += int64(n)
	if c.total > 0 {
		if tenth := 10 * c.done / c.total; tenth > c.said {
			c.said = tenth
			c.f.report("  %.1f of %.1f MB", float64(c.done)/megabyte, float64(c.total)/megabyte)
		}
	}
	return n, err
}

func sizeOf(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

func md5Of(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	sum := md5.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
