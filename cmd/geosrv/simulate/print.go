package simulate

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Print writes a report for people. Its error is the writer's.
func (r *Report) Print(w io.Writer) error {
	p := &page{report: r, said: map[string]string{}}
	p.places()
	for i := range r.Decisions {
		p.decision(&r.Decisions[i])
	}
	_, err := io.WriteString(w, strings.TrimSuffix(p.String(), "\n"))
	return err
}

// page is what is printed so far.
type page struct {
	strings.Builder
	report *Report
	said   map[string]string // what was printed of a decision, and its title
}

func (p *page) print(format string, a ...any) { fmt.Fprintf(p, format, a...) }

// families are the columns of shares that there is something to say of.
func (r *Report) families() (out []family) {
	if r.Known.IPv4 > 0 {
		out = append(out, family{"IPv4", func(s Share) float64 { return s.IPv4 }})
	}
	if r.Known.IPv6 > 0 {
		out = append(out, family{"IPv6", func(s Share) float64 { return s.IPv6 }})
	}
	if r.Weighted {
		out = append(out, family{"weight", func(s Share) float64 { return s.Weight }})
	}
	return out
}

// family is one way to count those who ask.
type family struct {
	name string
	of   func(Share) float64
}

func (p *page) places() {
	r := p.report
	switch {
	case len(r.families()) == 0:
		p.print("nothing is known of any place (say geo:): everybody is led as from an unknown one\n\n")
		return
	case !r.Database:
		p.print("places: %d networks of the configuration, no database\n", r.Networks)
	default:
		p.print("places: %d countries, %d networks of the configuration\n", r.Countries, r.Networks)
	}
	p.print("shares are of the addresses whose place is known: %s of IPv4, %s of IPv6\n\n", part(r.Known.IPv4), part(r.Known.IPv6))
}

// part is a share of a whole space, which may be tiny.
func part(x float64) string {
	switch {
	case x == 0:
		return "none"
	case x < 0.0001:
		return "less than 0.01 %"
	}
	return fmt.Sprintf("%.4g %%", 100*x)
}

// decision writes all of a decision; what was written of another before is not
// written again.
func (p *page) decision(d *Decision) {
	p.print("%s: %s\n", d.title(), d.Policy)
	if d.Observed {
		p.print("  observed only: the zone's own data is answered until mode: steer\n")
	}
	body := &page{report: p.report}
	families := p.report.families()
	body.shares(d, families)
	body.moves(d, families)
	body.failovers(d)
	body.warnings(d)
	if title, ok := p.said[body.String()]; ok {
		p.print("  as %s\n\n", title)
		return
	}
	p.said[body.String()] = d.title()
	p.print("%s\n", body)
}

// shares tells what each pool gets.
func (p *page) shares(d *Decision, families []family) {
	rows := [][]string{append([]string{"DOWN", "OF"}, d.Pools...)}
	for i := range d.Cases {
		c := &d.Cases[i]
		name := c.name()
		for _, f := range families {
			shares := make([]float64, len(c.Shares))
			for i, s := range c.Shares {
				shares[i] = f.of(s)
			}
			rows = append(rows, append([]string{name, f.name}, percents(shares)...))
			name = ""
		}
		if len(families) == 0 {
			rows = append(rows, []string{name, "all", c.Unknown})
		}
	}
	p.table(rows)
}

// title names a decision by its group and sets.
func (d *Decision) title() string {
	const some = 3
	sets := strings.Join(d.Sets[:min(some, len(d.Sets))], ", ")
	if more := len(d.Sets) - some; more > 0 {
		sets += fmt.Sprintf(" and %d more", more)
	}
	if strings.HasPrefix(sets, d.Name+" ") {
		return sets
	}
	return d.Name + " (" + sets + ")"
}

// name is what is down.
func (o *Outcome) name() string { return cmp.Or(strings.Join(o.Down, " "), "nobody") }

// moves tells who is led elsewhere.
func (p *page) moves(d *Decision, families []family) {
	head := []string{"DOWN", "FROM", "TO"}
	for _, f := range families {
		head = append(head, f.name)
	}
	rows := [][]string{append(head, "PLACES")}
	for i := range d.Cases {
		for _, m := range d.Cases[i].Moves {
			row := []string{d.Cases[i].name(), m.From, m.To}
			for _, f := range families {
				row = append(row, little(f.of(m.Share)))
			}
			rows = append(rows, append(row, m.where()))
		}
	}
	if len(rows) > 1 {
		p.print("\n")
		p.table(rows)
	}
}

// moved tells who is led elsewhere, where there is but one case.
func (p *page) moved(d *Decision, families []family) {
	body := &page{report: p.report}
	body.moves(d, families)
	for line := range strings.Lines(strings.TrimPrefix(body.String(), "\n")) {
		p.print("%s", line[len("  nobody"):])
	}
}

// little is a share of which no sum is made, so that it need not be 0.0 %.
func little(x float64) string {
	if x > 0 && x < 0.0005 {
		return "<0.1 %"
	}
	return fmt.Sprintf("%.1f %%", 100*x)
}

// where names the places of a move.
func (m *Move) where() string {
	const some = 8
	var out []string
	if n := len(m.Networks); n > 0 {
		out = append(out, "networks of "+strings.Join(m.Networks, ", "))
	}
	if n := len(m.Countries); n > 0 {
		s := strings.Join(m.Countries[:min(some, n)], " ")
		if n > some {
			s += fmt.Sprintf(" and %d more", n-some)
		}
		out = append(out, s)
	}
	if m.Unknown {
		out = append(out, "unknown places")
	}
	if len(out) == 0 {
		return "parts of countries"
	}
	return strings.Join(out, "; ")
}

// failovers are the tables of how soon clients reach a live pool: failures that
// are alike in that share one.
func (p *page) failovers(d *Decision) {
	head := []string{"DOWN", "CLIENTS"}
	for _, t := range Times() {
		head = append(head, fmt.Sprintf("%d s", t))
	}
	rows := [][]string{head}
	var stay, names []string
	for i := range d.Cases {
		f := d.Cases[i].Failover
		switch {
		case f == nil:
			continue
		case f.hopeless():
			stay = append(stay, d.Cases[i].name())
			continue
		}
		names = append(names, d.Cases[i].name())
		if i+1 < len(d.Cases) && f.like(d.Cases[i+1].Failover) {
			continue
		}
		for j, c := range f.Curves {
			row := []string{"", c.Kind}
			if j == 0 {
				row[0] = strings.Join(names, ", ")
			}
			for _, x := range c.Live {
				row = append(row, fmt.Sprintf("%.0f %%", 100*x))
			}
			rows = append(rows, row)
		}
		names = nil
	}
	if len(rows) > 1 {
		p.print("\n  who reaches a live pool so long after, of those who were led to what fails:\n")
		p.table(rows)
	}
	if len(stay) > 0 && len(d.Pools) == 1 {
		p.print("\n  %s down: there is no other pool to lead anybody to\n", strings.Join(stay, ", "))
	} else if len(stay) > 0 {
		p.print("\n  %s down: who was led there stays, until somebody moves the group or it is back\n", strings.Join(stay, ", "))
	}
}

// like reports whether two failovers say the same in print.
func (f *Failover) like(g *Failover) bool {
	return g != nil && f.Detected == g.Detected && slices.EqualFunc(f.Curves, g.Curves, func(a, b Curve) bool {
		return a.Kind == b.Kind && slices.Equal(a.Live, b.Live)
	})
}

// hopeless reports whether nobody reaches a live pool by DNS.
func (f *Failover) hopeless() bool {
	return !slices.ContainsFunc(f.Curves, func(c Curve) bool { return c.led > 0 })
}

func (p *page) warnings(d *Decision) {
	for i := range d.Cases {
		for j, w := range d.Cases[i].Warnings {
			if i == 0 && j == 0 || i > 0 && j == 0 && len(d.Cases[0].Warnings) == 0 {
				p.print("\n")
			}
			p.print("  warning: %s down: %s\n", d.Cases[i].name(), w)
		}
	}
}
