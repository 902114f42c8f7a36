package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"geosrv/server/control"
)

// newStatusCommand is `geosrv status`: how everything stands.
func newStatusCommand() *cobra.Command {
	var a asking
	var watch bool
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Say how everything stands, and what is answered now",
		Long: `Say how everything stands: pools and the groups that use them, endpoints with their
verdict, how long it has held, its reason and the last probe, what each group answers
now, and what operators said.

The host names of pools that answer all of their addresses are left out; --json has
them. "never" is an endpoint that has never answered since it was configured: it
raises no alarm, and pools that answer come before it. "unconfirmed" is what was so before a restart, until the
next probe.

--watch shows it anew every two seconds until it is interrupted. On a terminal there
are colours, unless the variable NO_COLOR is set, and tables are cut to its width;
elsewhere they are whole. With --watch what is not up stands first.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if watch {
				return watchStatus(cmd, &a)
			}
			return askFor(cmd, &a, nil, control.StatusVerb, nil, showStatus)
		},
	}
	a.flags(cmd)
	cmd.Flags().BoolVar(&watch, "watch", false, "show it again and again")
	cmd.MarkFlagsMutuallyExclusive("watch", "json")
	return cmd
}

func showStatus(w io.Writer, s *control.Status) {
	_, columns := newScreen(w).size()
	showStatusIn(w, s, colourful(w), columns)
}

// showStatusIn is showStatus, with colours or without, in so many columns; 0 for
// as many as it takes.
func showStatusIn(w io.Writer, s *control.Status, colours bool, columns int) {
	if s.Frozen {
		fmt.Fprintln(w, paint(colours, red, "FROZEN by an operator: verdicts stay as they are (geosrv thaw)"))
	}
	if s.Isolated {
		fmt.Fprintln(w, paint(colours, red, "ISOLATED: verdicts wait, because nobody answers who would prove that we can see"))
	}
	for _, p := range s.Files {
		fmt.Fprintln(w, paint(colours, red, "LAST GOOD is served: "+nearby(errors.New(p)).Error()))
	}
	if s.Unconfirmed > 0 {
		fmt.Fprintf(w, "restored, unconfirmed: %s of before the restart\n", count(s.Unconfirmed, "endpoint"))
	}
	showNameservers(w, s)
	pools := newTable(colours, "POOL", "SITE", "STANDS", "STOOD DOWN FOR", "USED BY")
	for _, p := range s.Pools {
		pools.add(p.Name, p.Site, p.Standing, dash(some(p.StoodDown)), usedBy(&p))
	}
	pools.columns = columns
	pools.print(w)
	groups := newTable(colours, "GROUP", "POLICY", "TTL", "ANSWERS")
	for _, g := range s.Groups {
		showGroupStatus(groups, &g)
	}
	apart(w, len(s.Pools) > 0 && len(groups.rows) > 1)
	groups.columns = columns
	groups.print(w)
	ends := newTable(colours, "ENDPOINT", "VERDICT", "FOR", "LATENCY", "LAST PROBE", "REASON")
	for _, e := range s.Endpoints {
		verdict := e.Verdict
		if e.Unconfirmed {
			verdict += " (unconfirmed)"
		}
		why := seenAs(e.Reason, e.Detail)
		if e.Warn != "" {
			why += " WARNING: " + e.Warn
		}
		ends.add(e.Key, verdict, age(s.At, e.Since), latency(&e), ago(s.At, e.Probed), dash(why))
	}
	apart(w, len(s.Endpoints) > 0)
	ends.columns = columns
	ends.print(w)
	apart(w, len(s.Pools)+len(s.Groups)+len(s.Endpoints) > 0)
	showOverrides(w, &control.Overrides{Overrides: s.Overrides, Survive: true})
}

// seenAs is what a probe saw: its reason, and the peer's or the system's own words
// where they say more.
func seenAs(reason, detail string) string {
	if detail == "connection "+reason {
		return reason
	}
	return strings.TrimSpace(reason + " " + detail)
}

// apart writes an empty line between two things, if both are there.
func apart(w io.Writer, both bool) {
	if both {
		fmt.Fprintln(w)
	}
}

// usedBy names the groups that use a pool. The pool's own host names are counted
// only: every pool has some.
func usedBy(p *control.PoolStatus) string {
	var groups []string
	hosts := 0
	for _, u := range p.UsedBy {
		if u.Policy == "members" {
			hosts++
		} else {
			groups = append(groups, u.Group)
		}
	}
	if hosts > 0 {
		groups = append(groups, count(hosts, "host name"))
	}
	return dash(some(groups))
}

// latency is how long the last probe took, if it came through.
func latency(e *control.EndpointStatus) string {
	if e.Probed == nil || e.TookMS <= 0 {
		return "-"
	}
	if e.TookMS < 10 {
		return fmt.Sprintf("%.1f ms", e.TookMS)
	}
	return fmt.Sprintf("%.0f ms", e.TookMS)
}

// showNameservers prints how the other nameservers answer, a line for each, and
// one for each group on which one disagrees.
func showNameservers(w io.Writer, s *control.Status) {
	for _, n := range s.Nameservers {
		switch {
		case n.Since == nil:
			fmt.Fprintf(w, "nameserver %s: not heard yet\n", n.Name)
		case !n.Heard:
			fmt.Fprintf(w, "nameserver %s: not heard since %s\n", n.Name, ago(s.At, n.Since))
		case len(n.Disagrees) == 0:
			fmt.Fprintf(w, "nameserver %s: answers as this one\n", n.Name)
		}
		for i, d := range n.Disagrees {
			if more := len(n.Disagrees) - i; i == maxRows && more > 1 {
				fmt.Fprintf(w, "nameserver %s DISAGREES: %d more\n", n.Name, more)
				break
			}
			fmt.Fprintf(w, "nameserver %s DISAGREES about %s, for %s: here %s, there %s\n", n.Name, d.Group, s.At.Sub(d.Since).Round(time.Second), d.Here, d.There)
		}
	}
}

// showGroupStatus prints what a group answers, a line for each share of places. A
// host name that answers all it has is no news.
func showGroupStatus(t *table, g *control.GroupStatus) {
	for i, a := range g.Answers {
		if g.Policy == "members" && a.Why == "chosen" {
			continue
		}
		name, policy, ttl := g.Name, g.Policy, fmt.Sprint(g.TTL)
		if i > 0 {
			name, policy, ttl = "", "", ""
		}
		answer := strings.Join(a.Pools, ", ")
		if len(g.Answers) > 1 {
			answer += fmt.Sprintf(" (%.0f %% of places)", 100*a.Share)
		}
		if a.Why != "chosen" {
			answer += ": " + a.Why
		}
		if g.Observed {
			answer = "would answer " + answer
		}
		t.add(name, policy, ttl, answer)
	}
}

// ago is how long something is over.
func ago(now time.Time, t *time.Time) string {
	if t == nil {
		return "-"
	}
	return age(now, t) + " ago"
}

// age is how long something is over, in its two largest units.
func age(now time.Time, t *time.Time) string {
	if t == nil {
		return "-"
	}
	d := max(0, now.Sub(*t)).Round(time.Second)
	const day = 24 * time.Hour
	switch {
	case d >= day:
		return fmt.Sprintf("%dd%dh", d/day, d%day/time.Hour)
	case d >= time.Hour:
		return fmt.Sprintf("%dh%dm", d/time.Hour, d%time.Hour/time.Minute)
	}
	return d.String()
}
