package server

import (
	"context"
	"slices"

	"geosrv/server/answer"
	"geosrv/server/control"
	"geosrv/server/status"
	"geosrv/server/steer"
)

// Of a group the page names so many sets, and of an event so many groups.
const shownNames = 6

// report tells the status page how everything stands. It asks the publisher for one
// picture; all else happens on the goroutine of the page.
func (s *Server) report(ctx context.Context) (*status.Report, error) {
	pic, err := s.publisher.Picture(ctx)
	if err != nil {
		return nil, err
	}
	outlooks := pic.Outlooks(pic.Inputs)
	seen := survey{pic}
	st := seen.statusOf(outlooks)
	st.Nameservers = s.nameserverStatus()
	still := s.reporter.of(pic.World)
	out := &status.Report{
		At: pic.At, Server: pic.World.Roster.Config.NSID, Pools: st.Pools, Overrides: st.Overrides,
		Sites: still.sites, Lists: still.lists, Nearest: still.nearest,
		Alarms: append(s.filesAlarm(), seen.alarms(st, outlooks)...),
	}
	for _, e := range st.Endpoints {
		out.Endpoints = append(out.Endpoints, status.Endpoint{EndpointStatus: e, Took: s.latencies.of(e.Key)})
	}
	for g, group := range st.Groups {
		out.Groups = append(out.Groups, seen.groupOfPage(int32(g), group, &outlooks[g]))
	}
	for _, e := range s.publisher.journal.Events() {
		event := eventOf(&e)
		event.Sets = nil
		event.Groups = event.Groups[:min(shownNames, len(event.Groups))]
		out.History = append(out.History, event)
	}
	return out, nil
}

// groupOfPage is a group with the answer of each of its orders.
func (pic survey) groupOfPage(g int32, st control.GroupStatus, o *answer.Outlook) status.Group {
	more := max(0, len(st.Sets)-shownNames)
	st.Sets = st.Sets[:len(st.Sets)-more]
	out := status.Group{GroupStatus: st, List: -1, More: more, Well: !o.Disabled && !pic.Inputs.Pins[g].Set}
	for i, c := range pic.World.Roster.Groups[g].Candidates {
		is := &o.Candidates[i]
		if c.Pool < 0 || c.StandIn > 0 || is.Standing == steer.Up && !is.StoodDown || is.Never {
			continue
		}
		out.Well = false
		if is.Standing == steer.Silent {
			out.Silent = append(out.Silent, pic.World.Roster.Pools[c.Pool].Name)
		}
	}
	if st.Policy == steer.Members.String() || o.Disabled {
		return out
	}
	if list := pic.World.Roster.Groups[g].List; list >= 0 && o.Orders() > 1 {
		out.List = int(list)
	}
	for order := range o.Orders() {
		a := pic.answerOf(g, o, order)
		out.Orders = append(out.Orders, slices.IndexFunc(st.Answers, func(b control.PlacesAnswer) bool { return sameAnswer(a, b) }))
	}
	return out
}
