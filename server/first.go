package server

import (
	"context"
	"os"

	"geosrv/server/config"
	"geosrv/server/load"
)

// first is the load of a start, or the error of ctx: who is told to end while files
// are read does not read on.
func (s *Server) first(ctx context.Context, o Options) (*load.Loaded, error) {
	read := make(chan struct{})
	var l *load.Loaded
	var problem error
	go func() {
		defer close(read)
		l, problem = s.begun(o)
	}()
	select {
	case <-read:
		return l, problem
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// begun is the load of a start. What is wrong with files of which there is a kept
// copy is logged at each start.
func (s *Server) begun(o Options) (*load.Loaded, error) {
	if !o.Remember {
		return s.loader.Load()
	}
	forced := o.Force && o.Predecessor == nil
	if forced {
		s.log.Warn("started with --force: what looks like a mistake in the files is taken")
	}
	loaded, from, err := s.loader.Resume(stateFolder(o.Files, o.state), s.shelf, forced)
	if err != nil {
		return nil, err
	}
	if o.Predecessor != nil && loaded.Refused != nil {
		return nil, loaded.Refused // the one before serves what was good
	}
	complainAtStart(s.log, loaded, from)
	s.well(loaded.Refused)
	return loaded, nil
}

// again is the load of a start that takes over, as soon as the process before loads no
// more: that one may have loaded since these files were read, and nobody may be
// answered from older ones. The error says what is wrong with them by now.
func (s *Server) again(loaded *load.Loaded) (*load.Loaded, error) {
	next, err := s.loader.Reload()
	switch {
	case err != nil:
		return nil, err
	case next.Refused != nil:
		return nil, next.Refused // the one before serves what was good
	case !next.Changed:
		return loaded, nil
	}
	return next, nil
}

// stateFolder is where a configuration says that the state is, as far as it can be
// read, and else unsaid, or the default if that is ""; "" if nothing survives a
// restart.
func stateFolder(files []string, unsaid string) string {
	var at config.State
	if c, err := config.Load(files...); err == nil {
		at = c.State
	} else {
		var texts []config.Text
		for _, file := range files {
			if text, err := os.ReadFile(file); err == nil {
				texts = append(texts, config.Text{File: file, Text: text})
			}
		}
		at = config.StateIn(texts...)
		if at.Dir == config.DefaultState && unsaid != "" {
			at.Dir = unsaid
		}
	}
	if at.Off {
		return ""
	}
	return at.Dir
}
