package faults

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/miekg/dns"

	"geosrv/bench/shipped"
)

// Times of a cell.
const (
	begins = 10 * time.Second        // how long a start may take
	holds  = 1500 * time.Millisecond // how long the answer must be kept
)

// Options say what to compare.
type Options struct {
	Only   []string // contestants; nil: all that are installed
	Geosrv string   // the program; "": it is built
}

// Table is what became of each contestant in each row, by way: "kept", or what was
// answered instead.
type Table struct {
	Names []string
	Rows  []string // "fault + way"
	Cells [][]string
}

// Run plays all rows.
func Run(ctx context.Context, o Options) (*Table, error) {
	dir, err := os.MkdirTemp("", "faults")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	program, err := shipped.Build(ctx, dir, o.Geosrv)
	if err != nil {
		return nil, err
	}
	t := &Table{}
	var in []*contestant
	for _, c := range contestants(program) {
		if (o.Only == nil || slices.Contains(o.Only, c.name)) && c.installed() != "" {
			in, t.Names = append(in, c), append(t.Names, c.name)
		}
	}
	for _, f := range rows() {
		for _, way := range []string{"reload", "restart"} {
			var cells []string
			for i, c := range in {
				cell := "-"
				if !f.geo || c.geo {
					at := filepath.Join(dir, fmt.Sprintf("%d-%s-%d", len(t.Rows), way, i))
					if cell, err = play(ctx, c, &f, way == "restart", at); err != nil {
						return nil, fmt.Errorf("%s: %s: %w", c.name, f.name, err)
					}
				}
				cells = append(cells, cell)
			}
			t.Rows, t.Cells = append(t.Rows, f.name+" + "+way), append(t.Cells, cells)
		}
	}
	return t, nil
}

// play is one cell.
func play(ctx context.Context, c *contestant, f *fault, restart bool, dir string) (string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	if err := c.write(dir); err != nil {
		return "", err
	}
	p, err := c.start(dir)
	if err != nil {
		return "", err
	}
	defer func() { p.end(syscall.SIGKILL) }()
	if got := p.first(ctx); got != "kept" {
		return "", fmt.Errorf("it does not serve: %s\n%s", got, p.said.String())
	}
	if restart {
		p.end(syscall.SIGTERM)
		if err := f.do(p); err != nil {
			return "", err
		}
		if err := p.run(); err != nil {
			return "", err
		}
		if got := p.first(ctx); got != "kept" {
			return got, nil
		}
		return p.keeps(ctx), nil
	}
	if err := f.do(p); err != nil {
		return "", err
	}
	_ = p.reload(ctx, p) // many refuse, as they should
	return p.keeps(ctx), nil
}

// first is the first answer behind a start.
func (p *process) first(ctx context.Context) string {
	got := "does not start"
	for end := time.Now().Add(begins); time.Now().Before(end) && p.alive() && ctx.Err() == nil; {
		if got = p.ask(ctx); got != "no answer" {
			return got
		}
	}
	if !p.alive() {
		return "does not start"
	}
	return got
}

// keeps asks for some time; the first other answer counts.
func (p *process) keeps(ctx context.Context) string {
	for end := time.Now().Add(holds); time.Now().Before(end) && ctx.Err() == nil; {
		got := p.ask(ctx)
		if !p.alive() {
			return "dies"
		}
		if got != "kept" {
			return got
		}
		wait(ctx, 20*time.Millisecond)
	}
	return "kept"
}

// ask asks for a host of the second half of the zone, and for what is steered.
func (p *process) ask(ctx context.Context) string {
	questions := []struct{ name, want string }{{"h9999." + apex + ".", "10.0.39.15"}}
	if p.geo {
		questions = append(questions, struct{ name, want string }{"www." + apex + ".", "192.0.2.1"})
	}
	client := &dns.Client{Timeout: 300 * time.Millisecond}
	for _, q := range questions {
		in, _, err := client.ExchangeContext(ctx, new(dns.Msg).SetQuestion(q.name, dns.TypeA), p.at.String())
		switch {
		case err != nil:
			wait(ctx, 20*time.Millisecond)
			return "no answer"
		case in.Rcode != dns.RcodeSuccess:
			return dns.RcodeToString[in.Rcode]
		case len(in.Answer) == 0:
			return "NODATA"
		case in.Answer[0].(*dns.A).A.String() != q.want:
			return "another answer"
		}
	}
	return "kept"
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// Text is the table in the words of README.md.
func (t *Table) Text() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 1, ' ', 0)
	line := func(first string, cells []string) {
		fmt.Fprintf(w, "| %s\t| %s\t|\n", first, strings.Join(cells, "\t| "))
	}
	line("fault", t.Names)
	line("---", slices.Repeat([]string{"---"}, len(t.Names)))
	kept := make([]int, len(t.Names))
	of := make([]int, len(t.Names))
	for i, cells := range t.Cells {
		line(t.Rows[i], cells)
		for j, cell := range cells {
			if cell != "-" {
				of[j]++
			}
			if cell == "kept" {
				kept[j]++
			}
		}
	}
	var sums []string
	for j := range kept {
		sums = append(sums, fmt.Sprintf("%d of %d", kept[j], of[j]))
	}
	line("kept", sums)
	_ = w.Flush() // into memory
	return b.String()
}

// Check wants everything kept by geosrv.
func (t *Table) Check() error {
	at := slices.Index(t.Names, "geosrv")
	if at < 0 {
		return nil
	}
	for i, cells := range t.Cells {
		if cells[at] != "kept" {
			return fmt.Errorf("geosrv: %s: %s", t.Rows[i], cells[at])
		}
	}
	return nil
}
