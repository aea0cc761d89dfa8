package plan

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
)

// grouping divides photos into groups that may be classes.
type grouping struct {
	key  map[string]string // of each photo, by path
	name map[string]string // of each group, by key
}

// has reports whether any of the keys is one of the grouping's.
func (g grouping) has(keys map[string]int) bool {
	for key := range keys {
		if _, found := g.name[key]; found {
			return true
		}
	}
	return false
}

// list are the groups, the largest first, without their classes.
func (g grouping) list() []Group {
	const samples = 3
	all := map[string]*Group{}
	for _, p := range slices.Sorted(maps.Keys(g.key)) {
		key := g.key[p]
		group := all[key]
		if group == nil {
			group = &Group{Key: key, Name: g.name[key]}
			all[key] = group
		}
		group.Count++
		if len(group.Samples) < samples {
			group.Samples = append(group.Samples, p)
		}
	}
	var list []Group
	for _, group := range all {
		list = append(list, *group)
	}
	slices.SortFunc(list, func(a, b Group) int { return cmp.Or(b.Count-a.Count, cmp.Compare(a.Key, b.Key)) })
	return list
}

// classified are the groups with the class that a reading gives all their photos, LeaveOut
// where it gives none or several.
func (g grouping) classified(class map[string]int) []Group {
	const mixed = -2
	of := map[string]int{}
	for p, key := range g.key {
		c, known := class[p]
		if !known {
			c = LeaveOut
		}
		if before, seen := of[key]; seen && before != c {
			c = mixed
		}
		of[key] = c
	}
	list := g.list()
	for i := range list {
		list[i].Class = max(of[list[i].Key], LeaveOut)
	}
	return list
}

// byFolders takes folders for classes, whatever they are called: of the folders of each photo
// the innermost that may be a class, or, if these are not two but the outermost are, that.
func byFolders(photos []string) telling {
	inner, outer := folderGroups(photos, true), folderGroups(photos, false)
	groups := inner
	if len(inner.name) != 2 && len(outer.name) == 2 {
		groups = outer
	}
	t := telling{groups: groups}
	list := groups.list()
	if len(list) < 2 {
		return t
	}
	var names []string
	for _, g := range list {
		names = append(names, g.Name)
	}
	if len(list) > 2 {
		t.question = fmt.Sprintf("There are photos in %d folders: %s. Which two classes are to be told apart?", len(list), listed(names))
		return t
	}
	slices.SortFunc(list, func(a, b Group) int { return cmp.Compare(a.Key, b.Key) })
	t.names = [2]string{list[0].Name, list[1].Name}
	t.read = fmt.Sprintf("The classes are the two folders, %s and %s.", list[0].Name, list[1].Name)
	if isMeaningless(list[0].Name) || isMeaningless(list[1].Name) {
		t.question = fmt.Sprintf("There are photos in two folders, %s and %s. Are they the two classes, and what are these called?", list[0].Name, list[1].Name)
	}
	t.class = map[string]int{}
	for p, key := range groups.key {
		t.class[p] = 0
		if key == list[1].Key {
			t.class[p] = 1
		}
	}
	return t
}

// folderGroups groups photos by a folder of theirs, that for a split and that of fillers
// ("images") left out. Folders of the same name are one group, wherever they lie.
func folderGroups(photos []string, innermost bool) grouping {
	g := grouping{map[string]string{}, map[string]string{}}
	root := common(photos)
	for _, p := range photos {
		dir := path.Dir(p)
		if !innermost {
			dir = path.Dir(strings.TrimPrefix(p, root))
		}
		parts := slices.DeleteFunc(strings.Split(dir, "/"), func(name string) bool {
			return name == "." || name == "" || roleOf(name) != noRole || len(tokens(name)) > 0 && isMeaningless(name)
		})
		if len(parts) == 0 {
			continue
		}
		name := parts[0]
		if innermost {
			name = innermostNamed(parts)
		}
		name = strings.TrimSpace(name)
		key := Key(name)
		g.key[p] = key
		if g.name[key] == "" || name < g.name[key] {
			g.name[key] = name
		}
	}
	return g
}

// Key is that of the group of a folder, by the folder's name: upper and lower case are one.
func Key(folder string) string { return strings.ToLower(strings.TrimSpace(folder)) }

// innermostNamed is the last folder whose name holds a letter, or else the last: within a
// class, photos may lie in folders by year or number.
func innermostNamed(parts []string) string {
	for _, name := range slices.Backward(parts) {
		if len(tokens(name)) > 0 {
			return name
		}
	}
	return parts[len(parts)-1]
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
