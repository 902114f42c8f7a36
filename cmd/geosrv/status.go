package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"geosrv/server/control"
)

// newStatusCommand is `geosrv status`: how everything stands.
func newStatusCommand() *cobra.Command {
	var a asking
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Say how everything stands, and what is answered now",
		Long: `Say how everything stands: pools, endpoints with their verdict, its reason and the
last probe, what each group answers now, and what operators said.

The host names of pools that answer all of their addresses are left out; --json has
them. "never" is an endpoint that has never answered since it was configured: it is
no evidence for anything. "unconfirmed" is what was so before a restart, until the
next probe.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return askFor(cmd, &a, nil, control.StatusVerb, nil, showStatus)
		},
	}
	a.flags(cmd)
	return cmd
}

func showStatus(w io.Writer, s *control.Status) {
	if s.Frozen {
		fmt.Fprintln(w, "FROZEN by an operator: verdicts stay as they are (geosrv thaw)")
	}
	if s.Isolated {
		fmt.Fprintln(w, "ISOLATED: verdicts wait, because nobody answers who would prove that we can see")
	}
	if s.Unconfirmed > 0 {
		fmt.Fprintf(w, "restored, unconfirmed: %s of before the restart\n", count(s.Unconfirmed, "endpoint"))
	}
	showNameservers(w, s)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "POOL\tSITE\tSTANDS\tSTOOD DOWN FOR")
	for _, p := range s.Pools {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", p.Name, p.Site, p.Standing, dash(some(p.StoodDown)))
	}
	fmt.Fprintln(t, "\t\t\t\nGROUP\tPOLICY\tTTL\tANSWERS")
	for _, g := range s.Groups {
		showGroupStatus(t, &g)
	}
	_ = t.Flush() // of the terminal
	t = tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "\nENDPOINT\tVERDICT\tLAST PROBE\tREASON")
	for _, e := range s.Endpoints {
		verdict := e.Verdict
		if e.Unconfirmed {
			verdict += " (unconfirmed)"
		}
		why := strings.TrimSpace(e.Reason + " " + e.Detail)
		if e.Warn != "" {
			why += " WARNING: " + e.Warn
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", e.Key, verdict, ago(s.At, e.Probed), dash(why))
	}
	_ = t.Flush()
	fmt.Fprintln(w)
	showOverrides(w, &control.Overrides{Overrides: s.Overrides, Survive: true})
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
func showGroupStatus(w io.Writer, g *control.GroupStatus) {
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
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", name, policy, ttl, answer)
	}
}

// ago is how long something is over.
func ago(now time.Time, t *time.Time) string {
	if t == nil {
		return "-"
	}
	return fmt.Sprintf("%s ago", now.Sub(*t).Round(time.Second))
}
