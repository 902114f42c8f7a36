package server

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"geosrv/server/control"
	"geosrv/server/journal"
	"geosrv/server/load"
)

// history is the verb of that name.
func (s *Server) history(_ context.Context, _ control.Peer, a control.History) (*control.Events, error) {
	var since time.Time
	if a.Since != "" {
		d, err := time.ParseDuration(a.Since)
		if err != nil || d <= 0 {
			return nil, fmt.Errorf("--since: %q is no time (such as 30m or 2h)", a.Since)
		}
		since = time.Now().Add(-d)
	}
	out := &control.Events{Events: []control.Event{}}
	for _, e := range s.publisher.journal.Events() {
		if !e.At.Before(since) && about(&e, a.Name) {
			out.Events = append(out.Events, eventOf(&e))
		}
	}
	return out, nil
}

// about reports whether an event is about a name: of its pool, of a group, of the
// owner of a set, or a part of its words or its cause.
func about(e *journal.Event, name string) bool {
	name = strings.TrimPrefix(strings.TrimPrefix(name, "pool:"), "group:")
	return name == "" || e.Pool == name || e.Nameserver == name || slices.Contains(e.Groups, name) ||
		slices.ContainsFunc(e.Sets, func(s string) bool { return s == name || strings.HasPrefix(s, name+" ") }) ||
		strings.Contains(e.Words, name) || strings.Contains(e.Cause, name)
}

// eventOf is an event as it is shown.
func eventOf(e *journal.Event) control.Event {
	out := control.Event{
		At: e.At, Kind: string(e.Kind), Who: e.Pool, From: e.From, To: e.To,
		Reason: e.Reason, Cause: e.Cause, Groups: e.Groups, Sets: e.Sets, Advice: e.Advice,
	}
	switch e.Kind {
	case journal.KindWord:
		out.Who = e.Words
	case journal.KindNameserver:
		out.Who = e.Nameserver
	}
	return out
}

// hookOf is who is to be told of events. A command with a slash in it is taken from
// the folder of its configuration, wherever the server was started.
func hookOf(l *load.Loaded) journal.Target {
	h := l.Config.Hook
	words := slices.Clone(h.Exec)
	if len(words) > 0 && strings.Contains(words[0], "/") && !filepath.IsAbs(words[0]) {
		words[0] = filepath.Join(filepath.Dir(h.Pos.File), words[0])
	}
	return journal.Target{Exec: words, URL: h.URL}
}
