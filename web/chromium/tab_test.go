package chromium

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// restless is a page that does what pages do under the hands of tests: it brings elements later, disables, moves and
// covers them, and puts others in their places, each once what it is there for has been tried a few times.
const restless = `<!doctype html><title>Restless</title>
<style>#cover { position: fixed; inset: 0; background: white; } button { position: relative; } .spacer { height: 3000px; }</style>
<body><div class=spacer></div><script>
const heard = [], body = document.body;
const put = (html) => { body.insertAdjacentHTML("beforeend", html); return body.lastElementChild; };
const later = (f, frames = 20) => frames ? requestAnimationFrame(() => later(f, frames - 1)) : f();
const note = (element, kind) => element.addEventListener(kind, () => heard.push(element.id + " " + kind + " " + (element.value ?? "")));

later(() => note(put("<button id=late>late</button>"), "click"));

const idle = put("<button id=idle disabled>idle</button>");
note(idle, "click");
later(() => idle.disabled = false);

const moving = put("<button id=moving>moving</button>");
note(moving, "click");
const drift = (n) => { moving.style.left = n * 5 + "px"; if (n) requestAnimationFrame(() => drift(n - 1)); };
drift(30);

const covered = put("<button id=covered>covered</button>"), cover = put("<div id=cover></div>");
note(covered, "click");
later(() => cover.remove());

// Under the mouse another takes its place: the click is nobody's.
const fleeting = put("<button id=fleeting>fleeting</button>");
fleeting.addEventListener("mousedown", () => {
	const next = fleeting.cloneNode(true);
	note(next, "click");
	fleeting.replaceWith(next);
});

// Drawn anew as soon as it has the focus, and once more when something was typed.
const field = (tries) => {
	const input = document.querySelector("#field") ?? put("<input id=field value=old>"), next = input.cloneNode();
	if (!tries) return note(input, "change");
	for (const kind of tries % 2 ? ["focus"] : ["input"]) input.addEventListener(kind, () => { input.replaceWith(next); field(tries - 1); }, { once: true });
};
field(4);

const list = put("<select id=list></select>");
list.addEventListener("change", () => { heard.push("list " + list.value); list.value = "none"; });
list.insertAdjacentHTML("beforeend", "<option value=none>");
later(() => list.insertAdjacentHTML("beforeend", "<option value=one>"));

later(() => note(put("<canvas id=picture tabindex=0></canvas>"), "keydown"));
later(() => note(put("<input id=files type=file hidden>"), "change"));
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => { event.preventDefault(); heard.push("drop " + event.dataTransfer.files[0].name); });
</script>`

// tabOf opens a page in a browser of its own.
func tabOf(t *testing.T, page string) Tab {
	t.Helper()
	b, err := Launch(t.Context(), "")
	if err != nil {
		t.Skip("NOT TESTED, as there is no Chromium: ", err)
	}
	t.Cleanup(b.Close)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Write([]byte(page))
	}))
	t.Cleanup(server.Close)
	if err := b.Do(Slowed(), chromedp.Navigate(server.URL)); err != nil {
		t.Fatal(err)
	}
	return b.Tab
}

// TestActsOnARestlessPage has each act arrive once, and nowhere else, whatever the page does meanwhile.
func TestActsOnARestlessPage(t *testing.T) {
	v := tabOf(t, restless)
	file := filepath.Join(t.TempDir(), "a.txt")
	if err := os.WriteFile(file, []byte("a"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		act  func() error
		want string
	}{
		{func() error { return v.Click("#covered") }, "covered click "}, // first: it covers all
		{func() error { return v.Click("#late") }, "late click "},
		{func() error { return v.Click("#idle") }, "idle click "},
		{func() error { return v.Click("#moving") }, "moving click "},
		{func() error { return v.Click("#fleeting") }, "fleeting click "},
		{func() error { return v.Enter("#field", "new") }, "field change new"},
		{func() error { return v.Pick("#list", "one") }, "list one"},
		{func() error { return v.Press("#picture", "x") }, "picture keydown "},
		{func() error { return v.Choose("#files", file) }, `files change C:\fakepath\a.txt`},
		{func() error { return v.Drop(file) }, "drop a.txt"},
	} {
		if err := c.act(); err != nil {
			t.Fatal(err)
		}
		if heard, err := Await(v, c.want, "heard.splice(0)", func([]string) bool { return true }); err != nil || !slices.Equal(heard, []string{c.want}) {
			t.Errorf("the page has heard %q, %v; want %q", heard, err, c.want)
		}
	}
}

// TestWaiting waits for what fails at first, says what was there where nothing came, and does not wait for what is no script.
func TestWaiting(t *testing.T) {
	v := tabOf(t, "<p>Nothing to see here.</p>")
	if err := v.Wait("the second attempt", `(globalThis.tries = (globalThis.tries ?? 0) + 1) > 1 || none.such`); err != nil {
		t.Error(err)
	}
	err := v.WaitWithin(time.Second, "a miracle", "document.querySelector('#none').innerText")
	if err == nil || !strings.Contains(err.Error(), "a miracle") || !strings.Contains(err.Error(), "Nothing to see here.") || !strings.Contains(err.Error(), "null") {
		t.Errorf("it says %v", err)
	}
	if err := v.Wait("a slip of the pen", "]"); err == nil || strings.Contains(err.Error(), "waited") {
		t.Errorf("it says %v", err)
	}
	if _, err := Eval[bool](v, "globalThis.before = true"); err != nil {
		t.Fatal(err)
	}
	if err := v.Reload(); err != nil {
		t.Fatal(err)
	}
	if there, err := Eval[bool](v, "globalThis.before === true"); there || err != nil {
		t.Errorf("the page of before is there: %v, %v", there, err)
	}
}

// TestLateWorkers has a worker's messages come late, all of them and in their order, and none once it has ended.
func TestLateWorkers(t *testing.T) {
	const most, messages = 50, 200
	t.Setenv(lateWorkers, fmt.Sprint(most))
	v := tabOf(t, `<script>
		const all = [], worker = new Worker(URL.createObjectURL(new Blob(["for (let i = 0; i < 200; i++) postMessage(i); onmessage = () => postMessage('over')"])));
		worker.onmessage = ({ data }) => all.push(data);
	</script>`)
	want := make([]int, messages)
	for i := range want {
		want[i] = i
	}
	if got, err := Await(v, "all messages", "all", func(all []int) bool { return len(all) == messages }); err != nil || !slices.Equal(got, want) {
		t.Errorf("%v came, %v", got, err)
	}
	if n, err := Eval[int](v, `new Promise((over) => {
		worker.postMessage(0);
		Worker.prototype.terminate.call(worker);
		setTimeout(() => over(all.length), 500);
	})`); n != messages || err != nil {
		t.Errorf("after its end there were %d messages, %v", n, err)
	}
	t.Setenv(lateWorkers, "soon")
	if err := v.Do(Slowed()); err == nil || !strings.Contains(err.Error(), "no number") {
		t.Errorf("it says %v", err)
	}
}
