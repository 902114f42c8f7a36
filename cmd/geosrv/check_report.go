package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"geosrv/server/answer"
	"geosrv/server/load"
	"geosrv/server/roster"
	"geosrv/zones"
)

// reporter writes the sections of `geosrv check`. It is used once, by one
// goroutine.
type reporter struct {
	*roster.Roster
	out   io.Writer
	world *answer.World
	err   error // the first error of out
}

func (r *reporter) print(format string, args ...any) {
	if _, err := fmt.Fprintf(r.out, format, args...); err != nil && r.err == nil {
		r.err = err
	}
}

// table writes rows in columns, and an empty line. The first row is the head.
func (r *reporter) table(rows [][]string) {
	if len(rows) < 2 {
		return
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 8, 2, ' ', 0)
	for _, row := range rows {
		// A row that lacks cells would end the columns.
		row = append(row, make([]string, len(rows[0])-len(row))...)
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	w.Flush()
	for line := range strings.Lines(b.String()) {
		r.print("%s\n", strings.TrimRight(line, " \n"))
	}
	r.print("\n")
}

// maxRows is how many lines a table may have before the rest is counted only.
const maxRows = 12

// zones tells which zones there are and where their origin came to.
func (r *reporter) zones() {
	rows := [][]string{{"ZONE", "FILE", "PROFILE", "NAMES", "SERIAL"}}
	for i, s := range r.Sources {
		if i == maxRows && len(r.Sources) > maxRows+1 {
			rows = append(rows, []string{fmt.Sprintf("and %d more", len(r.Sources)-i)})
			break
		}
		z := s.Zone
		rows = append(rows, []string{
			z.Apex().Text(), nearPath(z.File()), dash(s.Profile), thousands(z.Nodes()), fmt.Sprint(serial(z)),
		})
	}
	r.table(rows)
}

// serial is the SERIAL of the SOA record: the first of the five numbers that
// end it (RFC 1035 3.3.13).
func serial(z *zones.Zone) (n uint32) {
	for _, rdata := range z.Set(z.SOA()).Records {
		n = binary.BigEndian.Uint32(rdata[len(rdata)-20:])
	}
	return n
}

func (r *reporter) pools() {
	rows := [][]string{{"POOL", "SITE", "SERVERS", "ADDRESSES"}}
	for _, p := range r.Pools {
		var roles []string
		for _, role := range p.Roles {
			words := fmt.Sprint(len(role.Addresses))
			if role.Name != "" {
				words = role.Name + " " + words
			}
			roles = append(roles, words)
		}
		rows = append(rows, []string{p.Name, r.Config.Sites[p.Site].Name, number(len(p.Servers)), strings.Join(roles, ", ")})
	}
	r.table(rows)
}

// overrides tells what operators said.
func (r *reporter) overrides(loaded *load.Loaded) {
	if r.Config.Overrides == "" {
		return
	}
	said := 0
	if loaded.Ledger != nil {
		said = len(loaded.Ledger.Entries)
	}
	r.print("overrides: %s in %s\n\n", count(said, "line"), nearPath(r.Config.Overrides))
}

// total is the last line.
func (r *reporter) total() {
	rate := 0.0
	for i := range r.Endpoints {
		rate += perSecond(&r.Endpoints[i])
	}
	observed := ""
	if n := len(slices.DeleteFunc(slices.Clone(r.Groups), func(g roster.Group) bool { return !g.Observe })); n > 0 {
		observed = fmt.Sprintf(" (%d only observed)", n)
	}
	r.print("ok: %s, %s in %s%s, %s, %.1f probes a second\n", count(len(r.Sources), "zone"),
		count(len(r.Sets), "steered set"), count(len(r.Groups), "group"), observed, count(len(r.Endpoints), "endpoint"), rate)
}

// dash stands for nothing.
func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// number is a number, or a dash for none.
func number(n int) string {
	if n == 0 {
		return "-"
	}
	return thousands(n)
}
