// Package firefox starts Firefox and drives a tab of it as a visitor would, by WebDriver BiDi,
// the protocol that Firefox serves itself: no program stands in between. The tests of the page
// in a second browser need nothing else of it.
package firefox

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"pawgrad/web/measure"
)

// patience bounds the wait for Firefox to start, to answer and to end. It is no measure of speed.
const patience = 5 * time.Minute

// Find returns the path of the browser: the one that the environment variable FIREFOX names,
// else one of those that are commonly installed.
func Find() (string, error) {
	names := []string{"firefox-esr", "firefox"}
	if named := os.Getenv("FIREFOX"); named != "" {
		names = []string{named}
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("no Firefox found (looked for %s); install it, or name it in the environment variable FIREFOX", strings.Join(names, ", "))
}

// Browser is a headless Firefox with one tab open.
type Browser struct {
	// Name is the browser's own name and version: "firefox 153.8.0".
	Name string
	// Tab is the one that is open.
	Tab *Tab

	profile string
	process *exec.Cmd
	ended   chan struct{} // closed when the process has ended
	said    bytes.Buffer  // by the process; to be read when it has ended
	session *session
}

// Launch starts the Firefox that [Find] finds, with a profile of its own, which goes when the
// browser is closed. Files that the page offers are written into the folder downloads. Whoever
// starts a browser closes it; it also ends when the context is done.
func Launch(ctx context.Context, downloads string) (*Browser, error) {
	path, err := Find()
	if err != nil {
		return nil, err
	}
	b := &Browser{ended: make(chan struct{})}
	if err := b.launch(ctx, path, downloads); err != nil {
		b.Close()
		return nil, fmt.Errorf("start %s: %w %s", path, err, bytes.TrimSpace(b.said.Bytes()))
	}
	return b, nil
}

// preferences are those of a browser that writes downloads without asking. What else a test
// wants (no updates, no first-run pages), Firefox sets by itself when it is driven.
func preferences(downloads string) string {
	var text strings.Builder
	for name, value := range map[string]any{
		"browser.download.folderList":                           2, // the folder named
		"browser.download.dir":                                  downloads,
		"browser.download.always_ask_before_handling_new_types": false,
		"browser.helperApps.neverAsk.saveToDisk":                "application/json,application/zip,application/octet-stream,text/html",
		"browser.shell.checkDefaultBrowser":                     false,
	} {
		written, err := json.Marshal(value)
		if err != nil {
			panic(err) // no preference is of another kind
		}
		fmt.Fprintf(&text, "user_pref(%q, %s);\n", name, written)
	}
	return text.String()
}

func (b *Browser) launch(ctx context.Context, path, downloads string) (err error) {
	if b.profile, err = os.MkdirTemp("", "pawgrad-firefox-"); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(b.profile, "user.js"), []byte(preferences(downloads)), 0o644); err != nil {
		return err
	}
	b.process = exec.CommandContext(ctx, path, "--headless", "--no-remote", "--profile", b.profile, "--remote-debugging-port", "0", "about:blank")
	b.process.Stdout, b.process.Stderr = &b.said, &b.said
	b.process.WaitDelay = 10 * time.Second // its children may outlive it for a moment
	// It keeps its files below its home; the user's own profiles are none of its business.
	b.process.Env = append(os.Environ(), "HOME="+b.profile, "MOZ_HEADLESS_WIDTH=1280", "MOZ_HEADLESS_HEIGHT=800")
	if err := b.process.Start(); err != nil {
		close(b.ended)
		return err
	}
	go func() {
		b.process.Wait()
		close(b.ended)
	}()
	address, err := b.address(ctx)
	if err != nil {
		return err
	}
	if b.session, err = connect(ctx, address); err != nil {
		return err
	}
	var begun struct {
		Capabilities struct{ BrowserName, BrowserVersion string }
	}
	if err := b.session.call("session.new", map[string]any{"capabilities": map[string]any{}}, &begun); err != nil {
		return err
	}
	b.Name = begun.Capabilities.BrowserName + " " + begun.Capabilities.BrowserVersion
	b.Tab, err = newTab(b.session)
	return err
}

// address waits until Firefox has written down where it listens.
func (b *Browser) address(ctx context.Context) (string, error) {
	const interval = 50 * time.Millisecond
	ctx, free := measure.Within(ctx, patience)
	defer free()
	for {
		text, err := os.ReadFile(filepath.Join(b.profile, "WebDriverBiDiServer.json"))
		var at struct {
			Host string `json:"ws_host"`
			Port int    `json:"ws_port"`
		}
		if err == nil && json.Unmarshal(text, &at) == nil && at.Port > 0 {
			return fmt.Sprintf("ws://%s:%d/session", at.Host, at.Port), nil
		}
		select {
		case <-b.ended:
			return "", fmt.Errorf("it has ended at once")
		case <-ctx.Done():
			if measure.Impatient(ctx) {
				return "", fmt.Errorf("it did not say within %v where it can be driven", patience)
			}
			return "", ctx.Err()
		case <-time.After(interval):
		}
	}
}

// Close ends the browser.
func (b *Browser) Close() {
	if b.session != nil {
		_ = b.session.call("browser.close", struct{}{}, nil) // what does not end so is killed
		b.session.close()
	}
	if b.process != nil && b.process.Process != nil {
		select {
		case <-b.ended:
		case <-time.After(10 * time.Second):
			b.process.Process.Kill()
			<-b.ended
		}
	}
	if b.profile != "" {
		os.RemoveAll(b.profile)
	}
}
