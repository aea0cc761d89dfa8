package testfile

import (
	"encoding/binary"
	"encoding/json"
	"slices"
)

// Safetensors writes a file of F32 arrays.
func Safetensors(arrays []Array) []byte {
	header := map[string]any{"__metadata__": map[string]string{"format": "pt"}}
	var data []byte
	for _, a := range arrays {
		begin := len(data)
		data = append(data, floats(a.Values)...)
		header[a.Name] = map[string]any{"dtype": "F32", "shape": shape(a), "data_offsets": []int{begin, len(data)}}
	}
	text := mustJSON(header)
	return slices.Concat(binary.LittleEndian.AppendUint64(nil, uint64(len(text))), text, data)
}

// TFJS writes a model of float32 weights and cuts its values into shards of
// shardBytes.
func TFJS(arrays []Array, shardBytes int) map[string][]byte {
	var data []byte
	var weights []any
	for _, a := range arrays {
		weights = append(weights, map[string]any{"name": a.Name, "shape": shape(a), "dtype": "float32"})
		data = append(data, floats(a.Values)...)
	}
	files := map[string][]byte{}
	var paths []string
	for part := range slices.Chunk(data, shardBytes) {
		path := "group1-shard" + string(rune('a'+len(paths))) + ".bin"
		paths, files[path] = append(paths, path), part
	}
	files["model.json"] = mustJSON(map[string]any{"format": "layers-model",
		"weightsManifest": []any{map[string]any{"paths": paths, "weights": weights}}})
	return files
}

// shape is never null in JSON.
func shape(a Array) []int { return append([]int{}, a.Shape...) }

func mustJSON(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return text
}
