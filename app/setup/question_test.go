package setup

import (
	"reflect"
	"testing"

	"pawgrad/app/protocol"
	"pawgrad/app/session/images"
)

func question(classes ...int) *images.Question {
	q := &images.Question{}
	for i, class := range classes {
		name := []string{"horse", "zebra", "donkey"}[i]
		q.Groups = append(q.Groups, protocol.QuestionGroup{Key: name, Name: name, Count: 9 - i, Class: class})
	}
	q.Splits = []protocol.QuestionSplit{{Path: "new", Split: "test", Count: 3}}
	return q
}

func TestReading(t *testing.T) {
	for name, c := range map[string]struct {
		classes []int
		change  func(*reading)
		want    map[string]int
		names   [2]string
		missing bool
	}{
		"nothing known: the two largest": {[]int{-1, -1, -1}, func(*reading) {}, map[string]int{"horse": 0, "zebra": 1, "donkey": -1}, [2]string{"horse", "zebra"}, false},
		"known classes stay":             {[]int{1, -1, 0}, func(*reading) {}, map[string]int{"horse": 1, "zebra": -1, "donkey": 0}, [2]string{"donkey", "horse"}, false},
		"one class of two groups, named": {[]int{0, 1, 1}, func(r *reading) { r.typed[1] = "other" }, map[string]int{"horse": 0, "zebra": 1, "donkey": 1}, [2]string{"horse", "other"}, false},
		"a class without photos":         {[]int{0, 1, -1}, func(r *reading) { r.class[1] = leftOut }, map[string]int{"horse": 0, "zebra": -1, "donkey": -1}, [2]string{"horse", ""}, true},
		"one name twice":                 {[]int{0, 1, -1}, func(r *reading) { r.typed[0] = "zebra" }, map[string]int{"horse": 0, "zebra": 1, "donkey": -1}, [2]string{"zebra", "zebra"}, true},
	} {
		r := newReading(question(c.classes...))
		c.change(r)
		want := protocol.Answers{Classes: c.want, Names: c.names, Splits: map[string]string{"new": "test"}}
		if got := r.answers(); !reflect.DeepEqual(got, want) || (r.missing() != "") != c.missing {
			t.Errorf("%s: %+v, missing %q; want %+v", name, got, r.missing(), want)
		}
	}
}
