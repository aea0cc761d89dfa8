package exports

import (
	"strings"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session/board"
)

type file struct{ name string }

func (f file) Name() string { return f.name }
func (f file) Size() int64  { return 1 }

type desk struct{ asked []protocol.Command }

func (d *desk) Send(c protocol.Command, _ host.Attachments) { d.asked = append(d.asked, c) }

// TestExports: each gets its own file, in whatever order they come; a failure and a desk that
// ends are told, and leave nothing waiting.
func TestExports(t *testing.T) {
	told, d := board.New(func(host.Topic) {}), &desk{}
	x := New(d, told)
	got := map[string]string{}
	ask := func(run string, format protocol.Format) {
		x.Write(run, file{"model"}, format, func(f host.Blob) { got[run+" "+string(format)] = f.Name() })
	}
	ask("run1", protocol.ONNX)
	ask("run1", protocol.TFJS)
	ask("run2", protocol.ONNX)
	if len(d.asked) != 3 || !x.Busy("run1") || x.Busy("run3") {
		t.Fatalf("asked %v", d.asked)
	}
	answer := func(run string, format protocol.Format, problem string, files ...host.Blob) {
		x.Written(protocol.Exported{Run: run, Format: format, Problem: problem}, host.Attachments{Files: files})
	}
	answer("run1", protocol.TFJS, "", file{"b"})
	answer("run1", protocol.ONNX, "", file{"a"})
	answer("run1", protocol.ONNX, "", file{"nobody's"})
	answer("run2", protocol.ONNX, "There is no memory. Close other tabs.")
	if got["run1 onnx"] != "a" || got["run1 tfjs"] != "b" || len(got) != 2 || x.Busy("run1") || x.Busy("run2") {
		t.Errorf("got %v", got)
	}
	if !strings.Contains(told.Notice, "Close other tabs.") {
		t.Errorf("told %q", told.Notice)
	}
	ask("run3", protocol.ONNX)
	x.Lost()
	if x.Busy("run3") || !strings.Contains(told.Notice, "again") {
		t.Errorf("after the desk's end: told %q", told.Notice)
	}
}
