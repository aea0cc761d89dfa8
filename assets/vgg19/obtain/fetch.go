package obtain

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"pawgrad/assets/vgg19/convert"
)

// errFinal: trying again would not help.
var errFinal = errors.New("giving up")

// Fetcher gets one file over HTTP. What has arrived stays when it is interrupted,
// and the next time only the rest is asked for.
type Fetcher struct {
	URL string
	Sum Sum
	// Limit bounds, in bytes, what is written to disk for a server that sends
	// something else.
	Limit int64
	// Answer is how long the server's answer may take to begin, Stall how long it
	// may then be silent.
	Answer, Stall time.Duration
	// Tries bounds tries one after the other that bring nothing new. FirstWait is
	// the pause after the first of them; it doubles.
	Tries     int
	FirstWait time.Duration
	// Progress hears, often, how much has arrived, and of how much; 0 if unknown.
	Progress func(done, total int64)
}

// OfficialFile fetches Keras' file of 80 MB, with patience.
func OfficialFile() Fetcher {
	return Fetcher{URL: convert.OfficialURL, Sum: Published(OfficialName), Limit: 200 << 20,
		Answer: 60 * time.Second, Stall: 60 * time.Second, Tries: 5, FirstWait: time.Second,
		Progress: func(int64, int64) {}}
}

// Hasty gives up within seconds where there is no network. What has begun to
// arrive is still waited for.
func (f Fetcher) Hasty() Fetcher {
	f.Answer, f.Stall, f.Tries = 5*time.Second, 15*time.Second, 1
	return f
}

// Fetch makes sure that path is the file, and complete. What has arrived is
// kept beside it, as path.part, so that after an interruption of any kind only
// the rest is fetched.
func (f Fetcher) Fetch(ctx context.Context, path string) error {
	if sum, err := f.Sum.of(path); err == nil && sum == f.Sum.Begins {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("%w; choose another folder with -cache", err)
	}
	part := path + ".part"
	if sizeOf(part) > f.Limit {
		os.Remove(part)
	}
	resumed := sizeOf(part) > 0
	for {
		if err := f.untilComplete(ctx, part); err != nil {
			return fmt.Errorf("fetching %s: %w", f.URL, err)
		}
		sum, err := f.Sum.of(part)
		if err != nil {
			return err
		}
		if sum == f.Sum.Begins {
			return os.Rename(part, path)
		}
		size := sizeOf(part)
		if err := os.Remove(part); err != nil {
			return err
		}
		if !resumed {
			return fmt.Errorf("%s: the fetched file has %d bytes and the checksum %s, expected %s: it is another file, and was deleted", f.URL, size, sum, f.Sum.Begins)
		}
		resumed = false // what was there before may have been of another file
	}
}

// untilComplete tries until the server says that there is no more.
func (f Fetcher) untilComplete(ctx context.Context, part string) error {
	wait, try := f.FirstWait, 0
	for {
		before := sizeOf(part)
		err := f.once(ctx, part, before)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if try++; sizeOf(part) > before {
			wait, try = f.FirstWait, 0
		}
		if errors.Is(err, errFinal) || try >= f.Tries {
			return err
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return ctx.Err()
		}
		wait *= 2
	}
}

// once asks for everything from the byte have on and appends it to part.
func (f Fetcher) once(ctx context.Context, part string, have int64) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	silent := errors.New("the server was silent for too long")
	watch := time.AfterFunc(f.Answer, func() { cancel(silent) })
	defer watch.Stop()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, f.URL, nil)
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
	n, err := io.Copy(diskWriter{file}, io.LimitReader(body, f.Limit-have+1))
	if err != nil {
		return cause(ctx, err)
	}
	if have+n > f.Limit {
		os.Remove(part) // of no use, and large
		return fmt.Errorf("%w: the server sends more than %d bytes, expected a file of about 80 MB", errFinal, f.Limit)
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
	if request := (*url.Error)(nil); errors.As(err, &request) {
		return request.Err // without the address, which is said anyway
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

// counted feeds the watch and tells progress.
type counted struct {
	r           io.Reader
	watch       *time.Timer
	f           Fetcher
	done, total int64
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.watch.Reset(c.f.Stall)
	c.done += int64(n)
	c.f.Progress(c.done, c.total)
	return n, err
}

func sizeOf(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}
