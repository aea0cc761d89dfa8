package fuse

import (
	"slices"

	"pawgrad/wasm/ir"
)

// unit is a set of nodes that run as one step.
type unit struct {
	nodes   []*ir.Node // in topological order
	reduced []int      // the axes its reductions fold, nil if it has none
	dims    []int      // the iteration space, for groups
	group   bool       // made of element-wise nodes and reductions
}

func (u *unit) last() int { return u.nodes[len(u.nodes)-1].ID }

// grouper assigns nodes to units.
type grouper struct {
	g      *ir.Graph
	users  [][]*ir.Node
	unitOf []*unit // by node ID; nil for views and leaves
}

// group partitions the nodes that compute something; copied are the views and counters that need a place in memory.
func group(g *ir.Graph, copied map[*ir.Node]bool) *grouper {
	gr := &grouper{g: g, users: g.Users(), unitOf: make([]*unit, len(g.Nodes))}
	for i := len(g.Nodes) - 1; i >= 0; i-- {
		n := g.Nodes[i]
		switch {
		case copied[n]:
			gr.unitOf[n.ID] = &unit{nodes: []*ir.Node{n}}
		case n.Is(ir.Leaf) || n.Is(ir.View):
		case n.Is(ir.Elementwise):
			if !gr.join(n) {
				gr.unitOf[n.ID] = &unit{nodes: []*ir.Node{n}, dims: n.Shape.Dimensions, group: true}
			}
		case n.Is(ir.Reduction):
			gr.unitOf[n.ID] = &unit{
				nodes: []*ir.Node{n}, dims: n.In[0].Shape.Dimensions, group: true,
				reduced: n.Attr.(*ir.Reduce).Axes,
			}
		default:
			u := &unit{nodes: append([]*ir.Node{n}, gr.beside(n)...)}
			for _, member := range u.nodes {
				gr.unitOf[member.ID] = u
			}
		}
	}
	return gr
}

// beside returns the further results of n that somebody reads.
func (gr *grouper) beside(n *ir.Node) (results []*ir.Node) {
	for _, u := range gr.users[n.ID] {
		if u.Op == ir.OpBeside {
			results = append(results, u)
		}
	}
	return results
}

// join puts an element-wise node into the group of its users, merging groups of one shape that all read it.
func (gr *grouper) join(n *ir.Node) bool {
	var home *unit
	for _, u := range gr.users[n.ID] {
		to := gr.unitOf[u.ID]
		if to == nil || !to.group || to == home || !slices.Equal(to.dims, n.Shape.Dimensions) {
			continue
		}
		switch {
		case home == nil:
			if gr.dependsOutside(n, to) {
				continue
			}
			home = to
		case gr.mergeable(home, to) && !gr.dependsOutside(n, home, to):
			gr.merge(home, to)
		}
	}
	if home == nil {
		return false
	}
	home.nodes = append([]*ir.Node{n}, home.nodes...)
	gr.unitOf[n.ID] = home
	return true
}

// mergeable says whether two groups may become one.
func (gr *grouper) mergeable(a, b *unit) bool {
	if a.reduced != nil && b.reduced != nil && !slices.Equal(a.reduced, b.reduced) {
		return false
	}
	if gr.foldFeeds(a, b) || gr.foldFeeds(b, a) {
		return false
	}
	return !gr.reaches(gr.usersOf(a, b), b) && !gr.reaches(gr.usersOf(b, a), a)
}

// foldFeeds says whether b reads a reduction of a: its result is there only when the loop is over.
func (gr *grouper) foldFeeds(a, b *unit) bool {
	return slices.ContainsFunc(a.nodes, func(n *ir.Node) bool {
		return n.Is(ir.Reduction) && slices.ContainsFunc(gr.users[n.ID], func(u *ir.Node) bool { return gr.unitOf[u.ID] == b })
	})
}

func (gr *grouper) merge(a, b *unit) {
	a.nodes = append(a.nodes, b.nodes...)
	slices.SortFunc(a.nodes, func(x, y *ir.Node) int { return x.ID - y.ID })
	if a.reduced == nil {
		a.reduced = b.reduced
	}
	for _, n := range b.nodes {
		gr.unitOf[n.ID] = a
	}
}

// usersOf lists the nodes outside of u and other that read u.
func (gr *grouper) usersOf(u, other *unit) []*ir.Node {
	var out []*ir.Node
	for _, n := range u.nodes {
		for _, user := range gr.users[n.ID] {
			if to := gr.unitOf[user.ID]; to != u && to != other {
				out = append(out, user)
			}
		}
	}
	return out
}

// dependsOutside says whether one of the groups depends on n through a node outside of them.
func (gr *grouper) dependsOutside(n *ir.Node, groups ...*unit) bool {
	var outside []*ir.Node
	for _, u := range gr.users[n.ID] {
		if to := gr.unitOf[u.ID]; to == nil || !slices.Contains(groups, to) {
			outside = append(outside, u)
		}
	}
	return gr.reaches(outside, groups...)
}

// reaches says whether a path leads from one of the nodes to one of the groups. A path that enters a group leaves it
// from all its nodes, for they run together.
func (gr *grouper) reaches(from []*ir.Node, groups ...*unit) bool {
	seen := map[*ir.Node]bool{}
	entered := map[*unit]bool{}
	var walk func(n *ir.Node) bool
	walk = func(n *ir.Node) bool {
		if seen[n] {
			return false
		}
		seen[n] = true
		u := gr.unitOf[n.ID]
		if u != nil && slices.Contains(groups, u) {
			return true
		}
		if u == nil || len(u.nodes) == 1 {
			return slices.ContainsFunc(gr.users[n.ID], walk)
		}
		if entered[u] {
			return false
		}
		entered[u] = true
		for _, m := range u.nodes {
			seen[m] = true
		}
		return slices.ContainsFunc(u.nodes, func(m *ir.Node) bool { return slices.ContainsFunc(gr.users[m.ID], walk) })
	}
	return slices.ContainsFunc(from, walk)
}

// schedule lists the units so that each comes after what it reads; among those that could run next, the one whose
// last node came first in the graph.
func (gr *grouper) schedule() []*unit {
	var units []*unit
	known := map[*unit]bool{}
	for _, u := range gr.unitOf {
		if u != nil && !known[u] {
			known[u] = true
			units = append(units, u)
		}
	}
	slices.SortFunc(units, func(a, b *unit) int { return a.last() - b.last() })
	var order []*unit
	state := map[*unit]int{}
	var visitNode func(n *ir.Node)
	var visit func(u *unit)
	visitNode = func(n *ir.Node) {
		if u := gr.unitOf[n.ID]; u != nil {
			visit(u)
			return
		}
		for _, in := range n.In {
			visitNode(in)
		}
	}
	const visiting, done = 1, 2
	visit = func(u *unit) {
		switch state[u] {
		case done:
			return
		case visiting:
			panic("fuse: a group depends on itself: " + u.nodes[0].String())
		}
		state[u] = visiting
		for _, n := range u.nodes {
			for _, in := range n.In {
				if gr.unitOf[in.ID] != u {
					visitNode(in)
				}
			}
		}
		state[u] = done
		order = append(order, u)
	}
	for _, u := range units {
		visit(u)
	}
	return order
}
