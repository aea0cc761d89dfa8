package jobs

import (
	"context"

	"pawgrad/app/protocol"
	"pawgrad/assets/pack"
	"pawgrad/assets/photos"
	"pawgrad/assets/plan"
)

const (
	// mostPictured is how many groups are shown with pictures; there may be a hundred.
	mostPictured = 24
	// askSide is the side of these pictures, in pixels.
	askSide = 64
)

// ask posts the question of a plan, with pictures of the groups that it is about. A photo that
// cannot be shown has none.
func (t *Trainer) ask(ctx context.Context, p plan.Plan, source photos.Source) error {
	q := protocol.Question{Text: p.Question}
	var pictures []File
	for i, g := range p.Groups {
		group := protocol.QuestionGroup{Key: g.Key, Name: g.Name, Count: g.Count, Class: g.Class}
		for _, path := range g.Samples {
			if i >= mostPictured {
				break
			}
			data, err := source.Read(path)
			if err != nil {
				continue
			}
			rgb, err := photos.Load(ctx, t.host, path, data, askSide, askSide)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err != nil {
				continue
			}
			picture, err := t.host.Picture(rgb, askSide, askSide)
			if err != nil {
				return err
			}
			pictures = append(pictures, picture)
			group.Pictures++
		}
		q.Groups = append(q.Groups, group)
	}
	for _, s := range p.SplitFolders {
		q.Splits = append(q.Splits, protocol.QuestionSplit{Path: s.Path, Split: string(s.Split), Count: s.Count})
	}
	t.host.Post(q, Attachments{Files: pictures})
	return nil
}

// answersOf are the planner's answers of a message's.
func answersOf(a *protocol.Answers) (said plan.Answers) {
	if a == nil {
		return said
	}
	said.Classes, said.Names, said.Splits = a.Classes, a.Names, map[string]pack.Split{}
	for folder, split := range a.Splits {
		said.Splits[folder] = pack.Split(split)
	}
	return said
}
