package server

import (
	"fmt"

	"geosrv/server/status"
)

// shownProblems is how many problems of files a status has.
const shownProblems = 20

// fileProblems are those that last: files of which the last good content is served.
func (s *Server) fileProblems() []string {
	r := s.wrong.Load()
	if r == nil {
		return nil
	}
	var out []string
	for _, p := range r.Problems[:min(shownProblems, len(r.Problems))] {
		out = append(out, p.Error())
	}
	if more := len(r.Problems) - shownProblems; more > 0 {
		out = append(out, fmt.Sprintf("and %d more (geosrv reload lists all)", more))
	}
	return out
}

// filesAlarm is there while files are used in their last good state.
func (s *Server) filesAlarm() (out []status.Alarm) {
	for _, p := range s.fileProblems() {
		out = append(out, status.Alarm{Text: "What was good before is served: " + p, Bad: true})
	}
	return out
}
