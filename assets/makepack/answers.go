package main

import (
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"pawgrad/assets/pack"
	"pawgrad/assets/plan"
	"pawgrad/assets/printable"
)

// answers are the flags by which a user says what names do not.
type answers struct{ first, second, names, splits *string }

func answerFlags(flags *flag.FlagSet) answers {
	return answers{
		first:  flags.String("first", "", "the `folders` of the first class, parted by commas, where the names do not say it"),
		second: flags.String("second", "", "the `folders` of the second class"),
		names:  flags.String("classes", "", "what the two classes are called, `first,second` (default: as their folders)"),
		splits: flags.String("splits", "", "for what folders are, such as `old=train,new=test`: train, validation or test"),
	}
}

// parse reads the flags.
func (a answers) parse() (said plan.Answers, err error) {
	if (*a.first == "") != (*a.second == "") {
		return said, fmt.Errorf("-first and -second go together: name the folders of both classes")
	}
	if *a.first != "" {
		said.Classes = map[string]int{}
		for class, keys := range []string{*a.first, *a.second} {
			for key := range strings.SplitSeq(keys, ",") {
				said.Classes[plan.Key(key)] = class
			}
		}
	}
	if *a.names != "" {
		first, second, two := strings.Cut(*a.names, ",")
		if said.Classes == nil || !two || first == "" || second == "" || first == second {
			return said, fmt.Errorf("-classes %s: give two names, parted by a comma, beside -first and -second", *a.names)
		}
		said.Names = [2]string{first, second}
	}
	if *a.splits != "" {
		said.Splits = map[string]pack.Split{}
		for pair := range strings.SplitSeq(*a.splits, ",") {
			folder, split, _ := strings.Cut(pair, "=")
			if folder == "" || !slices.Contains(pack.Splits[:], pack.Split(split)) {
				return said, fmt.Errorf("-splits %s: give folder=train, folder=validation or folder=test", pair)
			}
			said.Splits[strings.Trim(folder, "/")] = pack.Split(split)
		}
	}
	return said, nil
}

// printQuestion asks what names do not tell, shows what there is to choose from, and names
// the flags that answer.
func printQuestion(w io.Writer, p plan.Plan) {
	const most = 30
	fmt.Fprintln(w, "makepack: no pack was made:", printable.Text(p.Question))
	for i, g := range p.Groups {
		if i == most {
			fmt.Fprintf(w, "  and %d more\n", len(p.Groups)-most)
			break
		}
		fmt.Fprintf(w, "  %-20s %6d photos, such as %s\n", printable.Text(g.Key), g.Count, printable.Text(g.Samples[0]))
	}
	if len(p.Groups) > 1 {
		fmt.Fprintf(w, "Say it with -first and -second, such as -first %q -second %q; -classes gives them other names. What is not named is left out.\n", p.Groups[0].Key, p.Groups[1].Key)
	}
}
