package main

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/miekg/dns"

	"geosrv/cmd/geosrv/demo"
	"geosrv/server/control"
)

// showExplanation prints the reply as dig does, then the steps, the rules and what
// is next.
func showExplanation(w io.Writer, e *control.Explanation) {
	showMessage(w, e)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, s := range e.Steps {
		fmt.Fprintf(t, "%s\t%s\n", s.What, nearby(errors.New(s.Says)).Error())
	}
	_ = t.Flush() // of the terminal
	if len(e.Candidates) > 0 {
		fmt.Fprintln(w)
		showRules(w, e)
	}
	if len(e.Next) > 0 {
		fmt.Fprintln(w)
	}
	for _, n := range e.Next {
		if n.At != nil {
			fmt.Fprintf(w, "at %s, if %s: %s\n", clockTime(*n.At, e.At), n.If, n.Then)
			continue
		}
		fmt.Fprintf(w, "if %s: %s\n", n.If, n.Then)
	}
}

// showMessage prints a reply.
func showMessage(w io.Writer, e *control.Explanation) {
	m := &e.Answer
	fmt.Fprintf(w, ";; %s %s%s%s\n", e.Name, e.Type, prefixed(" from ", e.From), prefixed(", supposing down: ", strings.Join(e.Down, ", ")))
	fmt.Fprintf(w, ";; status: %s, flags: %s", m.Status, strings.Join(m.Flags, " "))
	fmt.Fprintf(w, "%s%s\n", prefixed("; CLIENT-SUBNET: ", m.Subnet), prefixed("; EDE: ", m.Error))
	for _, s := range [...]struct {
		name    string
		records []string
	}{{"ANSWER", m.Answer}, {"AUTHORITY", m.Authority}, {"ADDITIONAL", m.Additional}} {
		if len(s.records) == 0 {
			continue
		}
		fmt.Fprintf(w, ";; %s SECTION:\n", s.name)
		for _, text := range s.records {
			if rr, err := dns.NewRR(text); err == nil && rr != nil {
				text = demo.Record(rr)
			}
			fmt.Fprintln(w, text)
		}
	}
	fmt.Fprintln(w)
}

func prefixed(prefix, text string) string {
	if text == "" {
		return ""
	}
	return prefix + text
}

// showRules prints a line for each candidate, and one for each address of those
// that do not simply stand up.
func showRules(w io.Writer, e *control.Explanation) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	rung := ""
	if e.Type == "SRV" {
		rung = "RUNG\t"
	}
	fmt.Fprintf(t, "RULE\tPOOL\t%sSTANDS\tKM\tBECAUSE\n", rung)
	for _, c := range e.Candidates {
		at := ""
		if rung != "" {
			at = figure(c.Priority) + "\t"
		}
		fmt.Fprintf(t, "%s\t%s\t%s%s\t%s\t%s\n", dash(c.Rule), c.Pool, at, standsFor(c), figure(c.KM), dash(c.Says))
	}
	_ = t.Flush()
	showMembers(w, e)
}

// standsFor is the standing of a candidate as status has it: who has never
// answered stands with the silent, and is told apart by its word.
func standsFor(c control.Ruled) string {
	if c.Stands != "silent" || len(c.Members) == 0 {
		return c.Stands
	}
	for _, m := range c.Members {
		if m.Stands != "never" {
			return c.Stands
		}
	}
	return "never"
}

// showMembers prints a line for each endpoint of which something is known, or which
// is not up: without a server the others are only supposed to be.
func showMembers(w io.Writer, e *control.Explanation) {
	var rows [][]string
	for _, c := range e.Candidates {
		for _, m := range c.Members {
			stands := m.Stands
			if c.Answered && m.Answered != nil && !*m.Answered {
				stands += ", not answered"
			}
			for _, p := range m.Probes {
				if p.Probed != nil || m.Stands != "up" {
					rows = append(rows, []string{c.Pool, m.Addr, stands, p.Key, p.Verdict + lasting(e.At, p.Since), ago(e.At, p.Probed), dash(seenAs(p.Reason, p.Detail))})
				}
			}
			if len(m.Probes) == 0 && m.Stands != "up" {
				rows = append(rows, []string{c.Pool, m.Addr, stands, "-", "-", "-", "nobody probes it"})
			}
		}
	}
	if len(rows) == 0 {
		return
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "\nPOOL\tADDRESS\tSTANDS\tENDPOINT\tVERDICT\tLAST PROBE\tREASON")
	for _, row := range rows {
		fmt.Fprintln(t, strings.Join(row, "\t"))
	}
	_ = t.Flush()
}

// figure is a number, or a dash for none.
func figure(n *int) string {
	if n == nil {
		return "-"
	}
	return strconv.Itoa(*n)
}

// lasting is for how long something is so; "" where nobody knows.
func lasting(now time.Time, since *time.Time) string {
	if since == nil {
		return ""
	}
	return " for " + now.Sub(*since).Round(time.Second).String()
}

// clockTime is a time, with its day where that is not today's.
func clockTime(t, now time.Time) string {
	if d := t.Sub(now); d > -12*time.Hour && d < 12*time.Hour {
		return t.UTC().Format("15:04:05 UTC")
	}
	return t.UTC().Format(time.RFC3339)
}
