package loop

import (
	"fmt"
	"strings"

	"github.com/gomlx/compute"
)

// Text is the nest in words: its dimensions, then a line a store. buf names the buffers, op the operations.
func (n *Nest) Text(buf func(int) string, op func(compute.OpType) string) string {
	var dims []string
	for d, size := range n.Dims {
		dim := fmt.Sprintf("i%d<%d", d, size)
		if n.Reduced != nil && n.Reduced[d] {
			dim += " reduced"
		}
		dims = append(dims, dim)
	}
	p := printer{buf: buf, op: op, uses: map[*Expr]int{}, names: map[*Expr]string{}}
	n.Exprs(func(e *Expr) {
		for _, a := range e.Args {
			p.uses[a]++
		}
	})
	text := "once"
	if len(dims) > 0 {
		text = "for " + strings.Join(dims, ", ")
	}
	if n.Serial {
		text += ", in order"
	}
	text += "\n"
	for i := range n.Stores {
		s := &n.Stores[i]
		p.uses[s.Value]++
		value := p.expr(s.Value)
		if s.Reduce != 0 {
			start := fmt.Sprintf("%#x", s.Init)
			if s.Combine {
				start = "what is there"
			}
			value = fmt.Sprintf("%s of %s, from %s", op(s.Reduce), value, start)
		}
		text += p.lets + p.access(&s.To) + " = " + value + "\n"
		p.lets = ""
	}
	return text
}

// printer writes expressions. Those that are read more than once get a name.
type printer struct {
	buf   func(int) string
	op    func(compute.OpType) string
	uses  map[*Expr]int
	names map[*Expr]string
	lets  string // the names given, a line each
}

func (p *printer) expr(e *Expr) string {
	if name, ok := p.names[e]; ok {
		return name
	}
	var text string
	switch e.Op {
	case OpConst:
		return fmt.Sprintf("%s(%#x)", e.DType, e.Bits)
	case OpIndex:
		text = fmt.Sprintf("%s(%s)", e.DType, e.Index)
	case OpLoad:
		text = p.access(e.Access)
		for _, outside := range e.Args {
			text += " else " + p.expr(outside)
		}
	default:
		var args []string
		for _, a := range e.Args {
			args = append(args, p.expr(a))
		}
		text = p.op(e.Op)
		if e.Op == compute.OpTypeConvertDType || e.Op == compute.OpTypeBitcast {
			text += " to " + e.DType.String()
		}
		text += "(" + strings.Join(args, ", ") + ")"
	}
	if p.uses[e] < 2 {
		return text
	}
	name := fmt.Sprintf("t%d", len(p.names))
	p.names[e] = name
	p.lets += name + " = " + text + "\n"
	return name
}

// access is an element of a buffer, like v3[64*i0+i1].
func (p *printer) access(a *Access) string {
	at := a.Elem.String()
	for _, g := range a.Guards {
		at += fmt.Sprintf(" + %d*(%s)/%d if in 0..%d", g.Stride, g.Pos, g.Dilation, g.Size-1)
	}
	for _, d := range a.Dynamic {
		how := "if in"
		if d.Clamp {
			how = "brought into"
		}
		at += fmt.Sprintf(" + %d*(%s %s 0..%d)", d.Stride, p.expr(d.Index), how, d.Max)
	}
	return fmt.Sprintf("%s %s[%s]", a.DType, p.buf(a.Buf), at)
}

// String is the form in words: 64*i0+i1-3.
func (a Affine) String() string {
	text := ""
	for d, c := range a.Coef {
		switch {
		case c == 1:
			text += fmt.Sprintf("+i%d", d)
		case c != 0:
			text += fmt.Sprintf("%+d*i%d", c, d)
		}
	}
	if a.Offset != 0 || text == "" {
		text += fmt.Sprintf("%+d", a.Offset)
	}
	return strings.TrimPrefix(text, "+")
}
