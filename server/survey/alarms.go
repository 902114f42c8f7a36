package survey

import (
	"fmt"
	"strings"

	"geosrv/server/answer"
	"geosrv/server/control"
	"geosrv/server/status"
	"geosrv/server/steer"
)

// alarms are what wants a person, the worst first.
func (s *Survey) alarms(st *control.Status) (out []status.Alarm) {
	say := func(bad bool, format string, args ...any) {
		out = append(out, status.Alarm{Text: fmt.Sprintf(format, args...), Bad: bad})
	}
	if st.Frozen {
		say(true, "Frozen by an operator: verdicts stay as they are (geosrv thaw)")
	}
	if st.Isolated {
		say(true, "Isolated: verdicts wait, because nobody answers who would prove that this server can see")
	}
	for _, p := range st.Pools {
		if p.Standing == steer.Silent.String() {
			say(true, "Pool %s is silent", p.Name)
		}
	}
	s.groupAlarms(say)
	for _, n := range st.Nameservers {
		switch {
		case len(n.Disagrees) > 0:
			say(true, "Nameserver %s answers otherwise about %s", n.Name, strings.Join(groupsOf(n.Disagrees), " "))
		case !n.Heard && n.Since != nil:
			say(true, "Nameserver %s is not heard", n.Name)
		}
	}
	for _, o := range st.Overrides {
		if o.Dangling {
			say(false, "An override names what does not exist: %s", o.Words)
		}
	}
	for _, e := range st.Endpoints {
		if e.Warn != "" {
			say(false, "%s: %s", e.Key, e.Warn)
		}
	}
	if st.Unconfirmed > 0 {
		say(false, "Restored from before the restart, not yet probed again: %d endpoints", st.Unconfirmed)
	}
	return out
}

// groupAlarms are those of groups that lead to nobody.
func (s *Survey) groupAlarms(say func(bad bool, format string, args ...any)) {
	for g := range s.outlooks {
		group, o := &s.pic.World.Roster.Groups[g], &s.outlooks[g]
		if pin := s.pic.Inputs.Pins[g]; pin.Set && pin.Hard {
			if c := &o.Candidates[pin.Candidate]; c.Standing == steer.Silent && !c.Never {
				say(true, "A hard pin holds %s at a silent pool (geosrv unpin %s)", group.Name, group.Name)
			}
		}
		if group.Policy.Kind != steer.Members && !o.Disabled && o.Live() == 0 && !allNever(o) {
			say(true, "No pool of %s is live: it answers as with everything up", group.Name)
		}
	}
}

// allNever reports whether no candidate ever answered: that is no evidence.
func allNever(o *answer.Outlook) bool {
	for i := range o.Candidates {
		if !o.Candidates[i].Never {
			return false
		}
	}
	return true
}

func groupsOf(list []control.Disagreeing) (names []string) {
	for _, d := range list {
		names = append(names, d.Group)
	}
	return names
}
