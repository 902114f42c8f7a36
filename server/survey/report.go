package survey

import (
	"slices"

	"geosrv/server/control"
	"geosrv/server/status"
	"geosrv/server/steer"
)

// ShownNames is how many names the page shows at most of a list: sets of a group,
// groups of an event.
const ShownNames = 6

// Report is what the page tells of a picture with its status, to which nameservers
// may have been added. The history, and how long probes took, it does not know.
func (s *Survey) Report(st *control.Status, ground *Ground) *status.Report {
	still := ground.of(s.pic.World)
	out := &status.Report{
		At: s.pic.At, Server: s.pic.World.Roster.Config.NSID, Pools: st.Pools, Overrides: st.Overrides,
		Sites: still.sites, Lists: still.lists, Nearest: still.nearest, Alarms: s.alarms(st),
	}
	for _, e := range st.Endpoints {
		out.Endpoints = append(out.Endpoints, status.Endpoint{EndpointStatus: e})
	}
	for g, group := range st.Groups {
		out.Groups = append(out.Groups, s.groupOfPage(int32(g), group))
	}
	return out
}

// groupOfPage is a group with the answer of each of its orders.
func (s *Survey) groupOfPage(g int32, st control.GroupStatus) status.Group {
	o := &s.outlooks[g]
	more := max(0, len(st.Sets)-ShownNames)
	st.Sets = st.Sets[:len(st.Sets)-more]
	out := status.Group{GroupStatus: st, List: -1, More: more, Well: !o.Disabled && !s.pic.Inputs.Pins[g].Set}
	for i, c := range s.pic.World.Roster.Groups[g].Candidates {
		is := &o.Candidates[i]
		if c.Pool < 0 || c.StandIn > 0 || is.Standing == steer.Up && !is.StoodDown || is.Never {
			continue
		}
		out.Well = false
		if is.Standing == steer.Silent {
			out.Silent = append(out.Silent, s.pic.World.Roster.Pools[c.Pool].Name)
		}
	}
	if st.Policy == steer.Members.String() || o.Disabled {
		return out
	}
	if list := s.pic.World.Roster.Groups[g].List; list >= 0 && o.Orders() > 1 {
		out.List = int(list)
	}
	for order := range o.Orders() {
		a := s.answerOf(g, o, order)
		out.Orders = append(out.Orders, slices.IndexFunc(st.Answers, func(b control.PlacesAnswer) bool { return sameAnswer(a, b) }))
	}
	return out
}
