package server

import (
	"log/slog"
	"slices"

	"geosrv/server/load"
	"geosrv/server/shelf"
)

// complainAtStart logs at each start what is wrong with files, and what is answered from
// instead: copies, and since when they are.
func complainAtStart(log *slog.Logger, l *load.Loaded, from load.Resumed) {
	switch {
	case l.Refused == nil:
		return
	case from.Whole:
		log.Error("not loaded: answering from the kept copies of all files", "problems", len(l.Refused.Problems), "kept", from.List.At)
		listFresh(log, l.Refused)
		tellOfLost(log, l, from.List)
		return
	case len(l.Old) > 0:
		log.Error("loaded without the files that are bad: answering from their kept copies", "problems", len(l.Refused.Problems))
	default:
		log.Error("loaded without the files that are bad", "problems", len(l.Refused.Problems))
	}
	defer tellOfLost(log, l, from.List)
	listFresh(log, l.Refused)
	if l.Database == nil && l.Config.Geo.Database != "" {
		log.Error("answering without a geo database: who is in no network of the configuration gets the default order", "until", l.Config.Geo.Database)
	}
	for i, path := range l.Old { // none without a list
		if i == maxKeys {
			log.Error("answering from more kept copies", "files", len(l.Old)-i)
			return
		}
		tellOfCopy(log, from.List, path)
	}
}

// tellOfCopy logs which copy is used of a file, and of when it is: the list is newer, as
// each start that takes something makes one.
func tellOfCopy(log *slog.Logger, l *shelf.List, path string) {
	at := slices.IndexFunc(l.Files, func(f shelf.File) bool { return f.Path == path })
	if at >= 0 {
		log.Error("answering from a kept copy", "of", path, "kept", l.Files[at].Since)
	}
}

// tellOfLost logs which zones whoever asks is refused: those of which neither the file
// nor the copy can be used.
func tellOfLost(log *slog.Logger, l *load.Loaded, list *shelf.List) {
	if list == nil {
		return
	}
	served := map[string]bool{}
	for _, s := range l.World.Roster.Sources {
		served[s.Zone.File()] = true
	}
	lost := 0
	for _, f := range list.Files {
		if f.Kind != shelf.Zone || !f.Since.IsZero() || served[f.Path] {
			continue
		}
		if lost++; lost <= maxKeys {
			log.Error("a zone is not served: neither its file nor its copy can be used", "of", f.Path)
		}
	}
	if lost > maxKeys {
		log.Error("more zones are not served", "files", lost-maxKeys)
	}
}
