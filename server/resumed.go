package server

import (
	"log/slog"
	"slices"

	"geosrv/server/shelf"
)

// resumed says what the first load of a server is made of.
type resumed struct {
	whole bool        // of what was kept, and nothing of what the files are now
	list  *shelf.List // what was kept; nil: nothing
}

// complain logs at each start what is wrong with files, and what is answered from
// instead: copies, and since when they are.
func (r resumed) complain(log *slog.Logger, l *Loaded) {
	switch {
	case l.Refused == nil:
		return
	case r.whole:
		log.Error("not loaded: answering from the kept copies of all files", "problems", len(l.Refused.Problems), "kept", r.list.At)
		l.Refused.list(log)
		return
	}
	log.Error("loaded without the files that are bad: answering from their kept copies", "problems", len(l.Refused.Problems))
	l.Refused.list(log)
	for i, path := range l.Old { // none without a list
		if i == maxKeys {
			log.Error("answering from more kept copies", "files", len(l.Old)-i)
			return
		}
		r.tell(log, path)
	}
}

// tell logs which copy is used of a file, and of when it is: the list is newer, as
// each start that takes something makes one.
func (r resumed) tell(log *slog.Logger, path string) {
	at := slices.IndexFunc(r.list.Files, func(f shelf.File) bool { return f.Path == path })
	if at >= 0 {
		log.Error("answering from a kept copy", "of", path, "kept", r.list.Files[at].Since)
	}
}
