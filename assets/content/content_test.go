package content

import "testing"

// zipEntry begins a zip whose first entry has a name.
func zipEntry(name string) string {
	return "PK\x03\x04" + string(make([]byte, 22)) + string([]byte{byte(len(name)), 0, 0, 0}) + name
}

// box is the first box of a picture or film, with its brands.
func box(brands ...string) string {
	s := "ftyp" + brands[0] + "\x00\x00\x00\x00"
	for _, b := range brands[1:] {
		s += b
	}
	return string([]byte{0, 0, 0, byte(len(s) + 4)}) + s
}

func TestOf(t *testing.T) {
	for start, want := range map[string]struct {
		kind Kind
		says string
	}{
		"\xff\xd8\xff\xe0":                       {Picture, "JPEG"},
		"\x00\x00\x01\x00\x02\x00":               {Picture, "ICO"},
		box("avif", "mif1"):                      {Picture, "AVIF"},
		box("avis", "msf1"):                      {Picture, "AVIF"}, // an animated one is a picture
		box("mif1", "avif"):                      {Picture, "AVIF"},
		box("mif1", "heic"):                      {Picture, "HEIC"},
		box("heix", "mif1"):                      {Picture, "HEIC"},
		box("hevc", "msf1"):                      {Picture, "HEIC"},
		box("mif1", "miaf"):                      {Picture, "HEIC"},
		box("crx ", "isom"):                      {Picture, "raw camera photo"},
		box("mp42", "isom"):                      {Film, "a film"},
		box("qt  "):                              {Film, "a film"},
		"II*\x00\x10\x00\x00\x00CR\x02\x00":      {Picture, "raw camera photo"},
		"II*\x00\x08\x00\x00\x00\x00\x00":        {Picture, "TIFF"},
		"FUJIFILMCCD-RAW 0201":                   {Picture, "raw camera photo"},
		"\x1a\x45\xdf\xa3 webm":                  {Film, "a film"},
		"RIFF\x00\x00\x00\x00WAVEfmt ":           {Sound, "sound"},
		"\x89HDF\r\n\x1a\n":                      {Network, "HDF5 data, such as a network's weights"},
		zipEntry("archive/data.pkl"):             {Network, "a network of PyTorch's"},
		zipEntry("metadata.json"):                {Network, "a network of Keras' or Teachable Machine's"},
		zipEntry("arr_0.npy"):                    {Network, "arrays of NumPy's"},
		zipEntry("[Content_Types].xml"):          {Document, "an office document"},
		zipEntry("cats/1.jpg"):                   {Archive, "an archive or an office document"},
		"\x1c\x00\x00\x00TFL3":                   {Network, "a network of TensorFlow Lite's"},
		"\x08\x08\x12\x07pytorch":                {Network, "a network in ONNX or TensorFlow's form"},
		"\x10\x02\x00\x00\x00\x00\x00\x00{\"a\"": {Network, "a network in safetensors form"},
		"\x93NUMPY\x01\x00":                      {Network, "an array of NumPy's"},
		"MATLAB 5.0 MAT-file, Platform":          {Network, "data of MATLAB's"},
		"MATLAB 7.3 MAT-file, Platform":          {Network, "data of MATLAB's"},
		"\x80\x05\x95":                           {Network, "data of Python's"},
		zipEntry("keras_model.h5"):               {Network, "a network of Keras' or Teachable Machine's"},
		zipEntry("saved_model/"):                 {Network, "a network of TensorFlow's"},
		"\xff\xfb\x90\x00":                       {Sound, "sound"},
		"FORM\x00\x00\x00\x00AIFFCOMM":           {Sound, "sound"},
		"FLV\x01\x05":                            {Film, "a film"},
		"\x00\x00\x01\xba\x44":                   {Film, "a film"},
		"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6":   {Film, "a film or sound"},
		"FOVb\x00\x00":                           {Picture, "raw camera photo"},
		"IIRS\x08\x00":                           {Picture, "raw camera photo"},
		"P6\n640 480\n255\n":                     {Picture, "PPM"},
		"{\\rtf1\\ansi":                          {Document, "a text with formats (RTF)"},
		"Rar!\x1a\x07\x01\x00":                   {Locked, "a RAR archive"},
		"%PDF-1.7":                               {Document, "a PDF document"},
		"<?xml version='1.0'?><svg xmlns=''>":    {Document, "an SVG drawing"},
		"version https://git-lfs.github.com/spec/v1\noid sha256:ab": {Text, "a pointer to a file that was not fetched (Git LFS)"},
		"a,b\n1,2\n":           {Text, "text"},
		"\x00\x01\x02\xff\xfe": {Unknown, "something else"},
	} {
		if kind, says := Of([]byte(start)); kind != want.kind || says != want.says {
			t.Errorf("%q: kind %d, %q; want %d, %q", start, kind, says, want.kind, want.says)
		}
	}
}
