package protocol

func init() { register(Export{}, Exported{}) }

// Format is a form of a trained network that other tools open.
type Format string

// The forms.
const (
	ONNX        Format = "onnx"
	TFJS        Format = "tfjs"
	Safetensors Format = "pytorch"
	HTML        Format = "html"
	GoMLX       Format = "gomlx"
)

// Formats lists the forms in the order in which the page offers them, with what they are
// called and how the names of their files end.
var Formats = []struct {
	ID           Format
	Name, Ending string
}{
	{HTML, "A page in one HTML file", ".html"},
	{ONNX, "ONNX", ".onnx"},
	{TFJS, "TensorFlow.js", "-tfjs.zip"},
	{Safetensors, "PyTorch (safetensors)", "-pytorch.zip"},
	{GoMLX, "GoMLX, with a Go program", "-gomlx.zip"},
}

// Export asks for a trained network in a form that other tools open. Files[0] is the model
// file of a [Done]. One that stands on VGG19's pretrained weights needs them loaded. Answered
// by [Exported].
type Export struct {
	Run    string `json:"run"`
	Format Format `json:"format"`
}

// Exported answers [Export]. Files[0] is the network.
type Exported struct {
	Run    string `json:"run"`
	Format Format `json:"format"`
	// Problem is a sentence with its cure if there is no file, else empty.
	Problem string `json:"problem,omitempty"`
}

func (Export) message()   {}
func (Export) command()   {}
func (Exported) message() {}
func (Exported) event()   {}
