package fuse

import "pawgrad/wasm/ir"

// control appends a step with programs of its own. Results that nobody reads get a place as well.
func (p *programmer) control(n *ir.Node, c *ir.Control) {
	s := &Step{Name: n.Name(), Control: &Control{Node: n}}
	for _, g := range c.Graphs {
		s.Control.Programs = append(s.Control.Programs, Fuse(g))
	}
	for _, in := range n.In {
		s.Args, s.Writes = append(s.Args, p.stored(in)), append(s.Writes, false)
	}
	results := c.Results(n)
	read := make([]*ir.Node, len(results))
	read[0] = n
	for _, b := range p.gr.beside(n) {
		read[b.Attr.(int)] = b
	}
	for i, shape := range results {
		v := (*Value)(nil)
		if read[i] != nil {
			v = p.newValue(read[i])
		} else {
			v = p.anonymous(ir.Bytes(shape))
			v.Name = "unread"
		}
		s.Args, s.Writes = append(s.Args, v), append(s.Writes, true)
	}
	p.prog.Steps = append(p.prog.Steps, s)
}
