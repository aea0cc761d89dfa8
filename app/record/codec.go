package record

import "encoding/json"

// Encode writes an experiment as JSON.
func Encode(e Experiment) ([]byte, error) { return json.Marshal(e) }

// Decode reads what [Encode] has written.
func Decode(text []byte) (e Experiment, err error) {
	err = json.Unmarshal(text, &e)
	return e, err
}
