package server

import (
	"context"
	"slices"
	"strings"
	"time"

	"geosrv/server/control"
	"geosrv/server/operator"
	"geosrv/server/verbs"
)

// order says a verb as an operator does over the control socket: looked at,
// refused where it must be, and said. A last word "--for" with a time ends it. Of
// what it has to say to him some must be what want says.
func (s *stage) order(line int, words, want []string) {
	o := control.Order{Words: words[1:]}
	for i, flag := range o.Words {
		switch flag {
		case "--for":
			o.For = o.Words[i+1]
			o.Words = slices.Delete(o.Words, i, i+2)
		case "--force", "--end", "--all":
			o.Force, o.End, o.All = flag == "--force", flag == "--end", flag == "--all"
			o.Words = slices.Delete(o.Words, i, i+1)
		default:
			continue
		}
		break
	}
	ctx, end := context.WithTimeout(s.t.Context(), time.Minute)
	defer end()
	pic, err := s.pub.Picture(ctx)
	if err != nil {
		s.t.Fatalf("%s: line %d: %v", s.file, line, err)
	}
	entries, err := verbs.Read(pic, operator.Verb(words[0]), o)
	if err == nil {
		p := verbs.Prepare(pic, entries)
		done := p.Done()
		for _, note := range want {
			if !slices.ContainsFunc(done.Notes, func(n string) bool { return strings.Contains(n, note) }) {
				s.t.Errorf("%s: line %d: no %q in %q", s.file, line, note, done.Notes)
			}
		}
		err = p.Refuse(done, o.Force)
	}
	if err == nil {
		_, err = s.pub.Say(ctx, entries...)
	}
	if err != nil {
		s.t.Errorf("%s: line %d: %v", s.file, line, err)
	}
}

// advised compares what the events since the last look left to people.
func (s *stage) advised(line int, want []string) {
	var got []string
	events := s.pub.journal.Events()
	for _, e := range events[s.heard:] {
		for _, text := range e.Advice {
			got = append(got, e.Pool+" "+e.To+": "+text)
		}
	}
	s.heard = len(events)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		s.t.Errorf("%s: line %d, %v after the start: advised\n got  %s\n want %s", s.file, line, time.Since(s.start),
			strings.Join(got, "\n      "), strings.Join(want, "\n      "))
	}
}
