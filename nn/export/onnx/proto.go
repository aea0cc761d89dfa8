package onnx

import (
	"google.golang.org/protobuf/encoding/protowire"
)

// The numbers of the fields that are written of ONNX's messages, as onnx.proto of version 1.14
// has them.
const (
	modelVersion, modelProducer, modelDoc, modelGraph, modelOpset, modelMetadata = 1, 2, 6, 7, 8, 14
	opsetVersion                                                                 = 2
	entryKey, entryValue                                                         = 1, 2
	graphNode, graphName, graphInitializer, graphInput, graphOutput              = 1, 2, 5, 11, 12
	nodeInput, nodeOutput, nodeName, nodeOperator, nodeAttribute                 = 1, 2, 3, 4, 5
	attributeName, attributeInt, attributeInts, attributeType                    = 1, 3, 8, 20
	tensorDims, tensorType, tensorName, tensorRaw                                = 1, 2, 8, 9
	valueName, valueType                                                         = 1, 2
	typeTensor                                                                   = 1
	tensorElement, tensorShape                                                   = 1, 2
	shapeDim                                                                     = 1
	dimValue, dimName                                                            = 1, 2
)

// Types of a tensor's numbers, and of attributes.
const (
	float32s, uint8s, int8s, int64s = 1, 2, 3, 7
	ofInt, ofInts                   = 2, 7
)

// message is a protocol buffer being written.
type message []byte

func (m *message) int(field protowire.Number, v int) {
	*m = protowire.AppendVarint(protowire.AppendTag(*m, field, protowire.VarintType), uint64(v))
}

func (m *message) text(field protowire.Number, v string) { m.bytes(field, []byte(v)) }

func (m *message) bytes(field protowire.Number, v []byte) {
	*m = protowire.AppendBytes(protowire.AppendTag(*m, field, protowire.BytesType), v)
}

// entry is a pair of texts.
func entry(key, value string) message {
	var m message
	m.text(entryKey, key)
	m.text(entryValue, value)
	return m
}

// attribute is a node's attribute of whole numbers: one, or with list any number of them.
func attribute(name string, list bool, values ...int) message {
	var m message
	m.text(attributeName, name)
	if !list {
		m.int(attributeInt, values[0])
		m.int(attributeType, ofInt)
		return m
	}
	for _, v := range values {
		m.int(attributeInts, v)
	}
	m.int(attributeType, ofInts)
	return m
}

// tensor is a tensor with its numbers as little-endian bytes.
func tensor(name string, kind int, shape []int, raw []byte) message {
	var m message
	for _, side := range shape {
		m.int(tensorDims, side)
	}
	m.int(tensorType, kind)
	m.text(tensorName, name)
	m.bytes(tensorRaw, raw)
	return m
}

// value describes an input or output of the graph; a side of 0 is the batch, whose size is
// open.
func value(name string, kind int, shape ...int) message {
	var dims message
	for _, side := range shape {
		var dim message
		if side == 0 {
			dim.text(dimName, "batch")
		} else {
			dim.int(dimValue, side)
		}
		dims.bytes(shapeDim, dim)
	}
	var of, kinds, m message
	of.int(tensorElement, kind)
	of.bytes(tensorShape, dims)
	kinds.bytes(typeTensor, of)
	m.text(valueName, name)
	m.bytes(valueType, kinds)
	return m
}
