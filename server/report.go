package server

import (
	"context"

	"geosrv/server/control"
	"geosrv/server/status"
	"geosrv/server/survey"
)

// status is the verb of that name.
func (s *Server) status(ctx context.Context, _ control.Peer, _ struct{}) (*control.Status, error) {
	pic, err := s.publisher.Picture(ctx)
	if err != nil {
		return nil, err
	}
	st := survey.Of(pic).Status()
	st.Nameservers = s.nameserverStatus()
	st.Files = s.fileProblems()
	st.Faults = s.faults()
	return st, nil
}

// report tells the status page how everything stands. It asks the publisher for one
// picture; all else happens on the goroutine of the page.
func (s *Server) report(ctx context.Context) (*status.Report, error) {
	pic, err := s.publisher.Picture(ctx)
	if err != nil {
		return nil, err
	}
	seen := survey.Of(pic)
	st := seen.Status()
	st.Nameservers = s.nameserverStatus()
	out := seen.Report(st, &s.ground)
	out.Alarms = append(s.filesAlarm(), out.Alarms...)
	for i := range out.Endpoints {
		e := &out.Endpoints[i]
		e.Took = s.latencies.of(e.Key)
	}
	for _, e := range s.publisher.journal.Events() {
		event := eventOf(&e)
		event.Sets = nil
		event.Groups = event.Groups[:min(survey.ShownNames, len(event.Groups))]
		out.History = append(out.History, event)
	}
	return out, nil
}
