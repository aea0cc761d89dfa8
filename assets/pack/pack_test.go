package pack

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash/crc32"
	"reflect"
	"strings"
	"testing"
)

var testInfo = Info{Name: "Two by three", Source: "made up", Licence: "MIT", Note: "a note",
	Height: 2, Width: 3, Classes: []string{"cat", "dog"}}

var testImages = []Image{
	{"cats/1.jpg", 0, Train}, {"dogs/1.jpg", 1, Train}, {"dogs/2.jpg", 1, Train},
	{"cats/2 \"ü\".jpg", 0, Validation}, {"dogs/3.jpg", 1, Test}, {"cats/3.jpg", 0, Test},
}

// testPixels are distinct for every image and place.
func testPixels(i int) []byte {
	rgb := make([]byte, testInfo.PixelBytes())
	for k := range rgb {
		rgb[k] = byte(37*i + 5*k + 1)
	}
	return rgb
}

func testPack(t testing.TB) []byte {
	t.Helper()
	var file bytes.Buffer
	w, err := NewWriter(&file, testInfo)
	if err != nil {
		t.Fatal(err)
	}
	for i, img := range testImages {
		planned := img
		if i == 3 {
			planned.Split = Test // moved below
		}
		if err := w.Add(planned, testPixels(i)); err != nil {
			t.Fatal(err)
		}
	}
	w.SetSplit(3, testImages[3].Split)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func open(file []byte) (*Set, error) { return Open(bytes.NewReader(file), int64(len(file))) }

func TestRoundTrip(t *testing.T) {
	s, err := open(testPack(t))
	if err != nil {
		t.Fatal(err)
	}
	want := testInfo
	want.Format, want.Version, want.Fit = Format, Version, FitStretch
	if got := s.Info(); !reflect.DeepEqual(got, want) {
		t.Errorf("Info = %+v, want %+v", got, want)
	}
	if s.Len() != len(testImages) {
		t.Fatalf("Len = %d, want %d", s.Len(), len(testImages))
	}
	sum := sha256.New()
	dst := make([]byte, want.PixelBytes())
	for i, img := range testImages {
		if got := s.Image(i); got != img {
			t.Errorf("Image(%d) = %v, want %v", i, got, img)
		}
		if err := s.Pixels(i, dst); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(dst, testPixels(i)) {
			t.Errorf("Pixels(%d) = %v, want %v", i, dst, testPixels(i))
		}
		sum.Write(testPixels(i))
	}
	if want := hex.EncodeToString(sum.Sum(nil)); s.SHA256() != want {
		t.Errorf("SHA256 = %s, want %s", s.SHA256(), want)
	}
	for _, c := range []struct {
		split   Split
		indices []int
		counts  []int
	}{{Train, []int{0, 1, 2}, []int{1, 2}}, {Validation, []int{3}, []int{1, 0}}, {Test, []int{4, 5}, []int{1, 1}}} {
		if got := s.Split(c.split); !reflect.DeepEqual(got, c.indices) {
			t.Errorf("Split(%s) = %v, want %v", c.split, got, c.indices)
		}
		if got := s.Counts(c.split); !reflect.DeepEqual(got, c.counts) {
			t.Errorf("Counts(%s) = %v, want %v", c.split, got, c.counts)
		}
	}
	var last, total int64
	if err := s.Verify(func(done, all int64) { last, total = done, all }); err != nil {
		t.Error(err)
	}
	if want := int64(len(testImages) * want.PixelBytes()); last != want || total != want {
		t.Errorf("progress ended at %d of %d, want %d", last, total, want)
	}
}

// The layout of the package comment, read without the package.
func TestLayout(t *testing.T) {
	file := testPack(t)
	if string(file[:8]) != "PAWPACK\n" || string(file[len(file)-8:]) != "KCAPWAP\n" {
		t.Fatalf("magics: %q ... %q", file[:8], file[len(file)-8:])
	}
	pixels := len(testImages) * 18
	m := int(binary.LittleEndian.Uint32(file[len(file)-16:]))
	if want := 8 + pixels + m + 16; want != len(file) {
		t.Fatalf("index of %d bytes: file has %d bytes, want %d", m, len(file), want)
	}
	text := file[8+pixels : 8+pixels+m]
	if crc32.ChecksumIEEE(text) != binary.LittleEndian.Uint32(file[len(file)-12:]) {
		t.Error("CRC-32 of the index differs")
	}
	for _, want := range []string{`"format":"pawgrad-pack"`, `"version":1`, `"height":2`, `"width":3`, `"fit":"stretch"`,
		`"classes":["cat","dog"]`, `{"name":"cats/1.jpg","label":0,"split":"train"}`, `"sha256":"`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("index lacks %s: %s", want, text)
		}
	}
}

func TestWriterRefuses(t *testing.T) {
	bad := map[string]func(*Info){
		"image size 0x3":    func(in *Info) { in.Height = 0 },
		"image size 2x1025": func(in *Info) { in.Width = MaxSide + 1 },
		"fit \"crop\"":      func(in *Info) { in.Fit = "crop" },
		"1 classes":         func(in *Info) { in.Classes = []string{"cat"} },
		"name of its own":   func(in *Info) { in.Classes = []string{"cat", "cat"} },
	}
	for want, change := range bad {
		info := testInfo
		change(&info)
		if _, err := NewWriter(&bytes.Buffer{}, info); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("NewWriter: %v, want %q", err, want)
		}
	}
	var file bytes.Buffer
	w, err := NewWriter(&file, testInfo)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		img  Image
		rgb  []byte
		want string
	}{
		{Image{"a", 2, Train}, testPixels(0), "label 2"},
		{Image{"a", -1, Train}, testPixels(0), "label -1"},
		{Image{"a", 0, "dev"}, testPixels(0), `split "dev"`},
		{Image{"a", 0, Train}, testPixels(0)[1:], "17 bytes"},
	} {
		if err := w.Add(c.img, c.rgb); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("Add(%v): %v, want %q", c.img, err, c.want)
		}
	}
	if file.Len() != len(headMagic) {
		t.Errorf("refused images left %d bytes", file.Len()-len(headMagic))
	}
	if err := w.Add(testImages[0], testPixels(0)); err != nil {
		t.Errorf("Add after refused images: %v", err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := w.Add(testImages[0], testPixels(0)); err == nil {
		t.Error("Add after Close succeeded")
	}
	if w, _ := NewWriter(&bytes.Buffer{}, testInfo); w.Close() == nil {
		t.Error("an empty pack closed without error")
	}
}

// failing is a disk that is full after n bytes.
type failing struct{ n int }

var errFull = errors.New("no space left")

func (f *failing) Write(p []byte) (int, error) {
	if f.n -= len(p); f.n < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestWriterReportsFullDisk(t *testing.T) {
	for _, room := range []int{0, 8, 8 + 18} {
		w, err := NewWriter(&failing{room}, testInfo)
		for i := 0; err == nil && i < 2; i++ {
			err = w.Add(testImages[i], testPixels(i))
		}
		if err == nil {
			err = w.Close()
		}
		if !errors.Is(err, errFull) {
			t.Errorf("room for %d bytes: %v", room, err)
		}
		if room > 0 && !errors.Is(w.Close(), errFull) {
			t.Errorf("room for %d bytes: Close forgot the failure", room)
		}
	}
}

// withIndex returns a pack whose index was changed, with a right checksum.
func withIndex(t testing.TB, file []byte, change func(map[string]any)) []byte {
	t.Helper()
	m := int(binary.LittleEndian.Uint32(file[len(file)-16:]))
	pixels := len(file) - 16 - m
	var fields map[string]any
	if err := json.Unmarshal(file[pixels:len(file)-16], &fields); err != nil {
		t.Fatal(err)
	}
	change(fields)
	text, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	return seal(file[:pixels], text)
}

// seal puts an index and its trailer behind head.
func seal(head, text []byte) []byte {
	file := append(append([]byte(nil), head...), text...)
	file = binary.LittleEndian.AppendUint32(file, uint32(len(text)))
	file = binary.LittleEndian.AppendUint32(file, crc32.ChecksumIEEE(text))
	return append(file, tailMagic...)
}

func TestOpenRefuses(t *testing.T) {
	good := testPack(t)
	edit := func(change func(map[string]any)) []byte { return withIndex(t, good, change) }
	set := func(key string, value any) []byte { return edit(func(f map[string]any) { f[key] = value }) }
	flip := func(at int) []byte {
		file := append([]byte(nil), good...)
		file[(at+len(file))%len(file)] ^= 1
		return file
	}
	image := func(key string, value any) []byte {
		return edit(func(f map[string]any) { f["images"].([]any)[1].(map[string]any)[key] = value })
	}
	for name, c := range map[string]struct {
		file []byte
		is   error
		says string
	}{
		"empty":             {nil, ErrNotPack, "choose a .pack file"},
		"a JPEG":            {[]byte("\xff\xd8\xff\xe0 and so on and on and on"), ErrNotPack, "choose a .pack file"},
		"head only":         {good[:8], ErrDamaged, "8 bytes"},
		"half":              {good[:len(good)/2], ErrDamaged, "cut short"},
		"one byte short":    {good[:len(good)-1], ErrDamaged, "cut short"},
		"one byte more":     {append(append([]byte(nil), good...), 0), ErrDamaged, "cut short"},
		"index altered":     {flip(-30), ErrDamaged, "checksum"},
		"pixels missing":    {append(append([]byte(nil), good[:8]...), good[9:]...), ErrDamaged, "holds 107"},
		"pixels added":      {append(append(append([]byte(nil), good[:8]...), 7), good[8:]...), ErrDamaged, "holds 109"},
		"huge index":        {append(append([]byte(nil), good[:len(good)-16]...), "\xff\xff\xff\xff\x00\x00\x00\x00KCAPWAP\n"...), ErrDamaged, "4294967295"},
		"not JSON":          {seal(good[:8], []byte("{")), ErrDamaged, "not readable"},
		"no images":         {seal(good[:8], []byte(`{"format":"pawgrad-pack","version":1,"height":2,"width":3,"fit":"stretch","classes":["a","b"]}`)), ErrDamaged, "0 images"},
		"other format":      {set("format", "zip"), ErrDamaged, `"zip"`},
		"newer":             {set("version", 2), ErrNewer, "reload the page"},
		"newer, other kind": {edit(func(f map[string]any) { f["version"] = 9; f["images"] = "elsewhere" }), ErrNewer, "version 9"},
		"images no list":    {set("images", 5), ErrDamaged, "not readable"},
		"height 0":          {set("height", 0), ErrDamaged, "0x3"},
		"height negative":   {set("height", -2), ErrDamaged, "-2x3"},
		"width huge":        {set("width", 1<<40), ErrDamaged, "2x1099511627776"},
		"other fit":         {set("fit", "crop"), ErrDamaged, "crop"},
		"no classes":        {set("classes", nil), ErrDamaged, "0 classes"},
		"label 2":           {image("label", 2), ErrDamaged, "label 2"},
		"split dev":         {image("split", "dev"), ErrDamaged, "dev"},
	} {
		_, err := open(c.file)
		if !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v\nwant %v with %q", name, err, c.is, c.says)
		}
	}
}

func TestVerifyFindsOneAlteredByte(t *testing.T) {
	file := testPack(t)
	file[8+50] ^= 4
	s, err := open(file)
	if err != nil {
		t.Fatal(err)
	}
	err = s.Verify(nil)
	if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), s.SHA256()) || !strings.Contains(err.Error(), "again") {
		t.Errorf("Verify: %v", err)
	}
}

func TestPixelsReportsAFileThatShrank(t *testing.T) {
	file := testPack(t)
	r := &shrinking{bytes.NewReader(file)}
	s, err := Open(r, int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	r.Reader = bytes.NewReader(file[:20])
	if err := s.Pixels(1, make([]byte, 18)); !errors.Is(err, ErrDamaged) {
		t.Errorf("Pixels: %v", err)
	}
}

type shrinking struct{ *bytes.Reader }
