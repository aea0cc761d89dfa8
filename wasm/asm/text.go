package asm

import (
	_ "embed"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"
)

//go:embed opcodes.txt
var table string

// instruction is a line of the table.
type instruction struct{ name, signature, immediates string }

// instructions are the table by opcode, without those written by hand.
var instructions = sync.OnceValue(func() map[string]instruction {
	all := map[string]instruction{}
	for line := range strings.Lines(table) {
		if c := strings.Fields(line); len(c) == 4 && line[0] != '#' {
			all[c[1]] = instruction{c[0], c[2], c[3]}
		}
	}
	return all
})

// String is the module in the text format. Functions go by number, their names stand beside as comments.
func (m *Module) String() string {
	w := &strings.Builder{}
	fmt.Fprintln(w, "(module")
	if v := m.memory; v != nil {
		limits := fmt.Sprint(v.minPages)
		if v.maxPages > 0 {
			limits = fmt.Sprint(v.minPages, v.maxPages)
		}
		if v.shared {
			limits += " shared"
		}
		switch {
		case v.module != "":
			fmt.Fprintf(w, "  (import %q %q (memory %s))\n", v.module, v.name, limits)
		case v.name != "":
			fmt.Fprintf(w, "  (memory (export %q) %s)\n", v.name, limits)
		default:
			fmt.Fprintf(w, "  (memory %s)\n", limits)
		}
	}
	for _, f := range m.imported {
		fmt.Fprintf(w, "  (import %q %q (func%s))\n", f.module, f.name, f.header())
	}
	names := func(i uint32) string {
		if int(i) < len(m.imported) {
			return m.imported[i].name
		}
		return m.defined[int(i)-len(m.imported)].name
	}
	for range m.globals {
		fmt.Fprintln(w, "  (global (mut i32) (i32.const 0))")
	}
	for _, f := range m.defined {
		fmt.Fprintf(w, "  (func (; %d: %s ;)%s\n", f.index, f.name, f.header())
		for _, line := range f.text(names) {
			fmt.Fprintf(w, "    %s\n", line)
		}
		fmt.Fprintln(w, "  )")
	}
	for _, e := range m.exports {
		fmt.Fprintf(w, "  (export %q (func %d))\n", e.name, e.f.index)
	}
	return w.String() + ")\n"
}

// header is a function's signature and locals.
func (f *Func) header() string {
	var b strings.Builder
	for _, part := range []struct {
		word  string
		types []ValType
	}{{"param", f.params}, {"result", f.results}, {"local", f.locals}} {
		if len(part.types) > 0 {
			fmt.Fprintf(&b, " (%s", part.word)
			for _, t := range part.types {
				fmt.Fprintf(&b, " %s", t)
			}
			b.WriteByte(')')
		}
	}
	return b.String()
}

// text is a function's body, an instruction a line, indented by blocks. names names the functions called.
func (f *Func) text(names func(index uint32) string) (lines []string) {
	d := decoder(f.body)
	depth := 0
	for len(d) > 0 {
		shift := map[byte]int{opElse: -1, opEnd: -1}[d[0]]
		after := map[byte]int{opBlock: 1, opLoop: 1, opIf: 1, opEnd: -1}[d[0]]
		lines = append(lines, strings.Repeat("  ", depth+shift)+d.instruction(names))
		depth += after
	}
	return lines
}

// indexed are the instructions whose immediate is an index.
var indexed = map[byte]string{
	opBr: "br", opBrIf: "br_if", opLocalGet: "local.get", opLocalSet: "local.set", opLocalTee: "local.tee",
	opGlobalGet: "global.get", opGlobalSet: "global.set",
}

// decoder is code that is yet to be read.
type decoder []byte

func (d *decoder) bytes(n int) []byte {
	b := (*d)[:n]
	*d = (*d)[n:]
	return b
}

func (d *decoder) u32() uint32 {
	v, n := binary.Uvarint(*d)
	d.bytes(n)
	return uint32(v)
}

func (d *decoder) s64() int64 {
	var v int64
	for shift := 0; ; shift += 7 {
		b := d.bytes(1)[0]
		v |= int64(b&0x7f) << shift
		if b&0x80 == 0 {
			if shift+7 < 64 && b&0x40 != 0 {
				v |= -1 << (shift + 7)
			}
			return v
		}
	}
}

// instruction reads one instruction.
func (d *decoder) instruction(names func(uint32) string) string {
	op := d.bytes(1)[0]
	switch op {
	case opBlock, opLoop, opIf:
		s := map[byte]string{opBlock: "block", opLoop: "loop", opIf: "if"}[op]
		if t := d.bytes(1)[0]; t != typeEmpty {
			s += fmt.Sprintf(" (result %s)", ValType(t))
		}
		return s
	case opElse:
		return "else"
	case opEnd:
		return "end"
	case opBr, opBrIf, opLocalGet, opLocalSet, opLocalTee, opGlobalGet, opGlobalSet:
		return fmt.Sprintf("%s %d", indexed[op], d.u32())
	case opCall:
		i := d.u32()
		return fmt.Sprintf("call %d (; %s ;)", i, names(i))
	case opI32Const:
		return fmt.Sprintf("i32.const %d", d.s64())
	case opI64Const:
		return fmt.Sprintf("i64.const %d", d.s64())
	case opF32Const:
		return "f32.const " + float(float64(math.Float32frombits(binary.LittleEndian.Uint32(d.bytes(4)))), 32)
	case opF64Const:
		return "f64.const " + float(math.Float64frombits(binary.LittleEndian.Uint64(d.bytes(8))), 64)
	}
	code := hex.EncodeToString([]byte{op})
	if op >= 0xfc {
		sub := d.u32()
		if op == opVector && sub == opV128Const {
			return "v128.const " + lanes(d.bytes(16))
		}
		code += fmt.Sprintf(":%02x", sub)
	}
	i, ok := instructions()[code]
	if !ok {
		panic("asm: no instruction " + code)
	}
	switch i.immediates {
	case "mem", "memlane":
		s := i.name
		d.u32() // the alignment is always the natural one
		if offset := d.u32(); offset > 0 {
			s += fmt.Sprintf(" offset=%d", offset)
		}
		if i.immediates == "memlane" {
			s += fmt.Sprintf(" %d", d.bytes(1)[0])
		}
		return s
	case "lane":
		return fmt.Sprintf("%s %d", i.name, d.bytes(1)[0])
	case "lanes16":
		return i.name + " " + strings.Trim(fmt.Sprint(d.bytes(16)), "[]")
	}
	d.bytes(map[string]int{"zero": 1, "zero2": 2}[i.immediates])
	return i.name
}

// float is a number as the text format writes it.
func float(v float64, bits int) string {
	switch {
	case math.IsNaN(v):
		return "nan" // of any payload
	case math.IsInf(v, 0):
		return strings.ToLower(strings.TrimPrefix(strconv.FormatFloat(v, 'g', -1, bits), "+"))
	}
	return strconv.FormatFloat(v, 'g', -1, bits)
}

// lanes is a vector as the text format writes it: whole numbers if they are small, floats otherwise.
func lanes(b []byte) string {
	var whole, floats string
	small := true
	for i := 0; i < len(b); i += 4 {
		v := binary.LittleEndian.Uint32(b[i:])
		const far = 1 << 16
		small = small && -far < int32(v) && int32(v) < far
		whole += fmt.Sprint(" ", int32(v))
		floats += " " + float(float64(math.Float32frombits(v)), 32)
	}
	if small || strings.Contains(floats, "nan") {
		return "i32x4" + whole
	}
	return "f32x4" + floats
}
