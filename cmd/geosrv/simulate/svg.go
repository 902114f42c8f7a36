package simulate

import (
	"errors"
	"fmt"
	"html"
	"io"
	"slices"
	"strings"

	"geosrv/geo/atlas"
)

// The drawing, in its own units: two maps beside each other, each with its bar.
const (
	gap       = 40
	mapWidth  = atlas.Width / 2
	mapHeight = atlas.Height / 2
	headline  = 110
	panel     = mapHeight + 150
	curves    = 440
	wide      = 2*mapWidth + 3*gap
	mostMaps  = 24
)

// drawing is an SVG in the making.
type drawing struct {
	strings.Builder
	report    *Report
	decision  *Decision
	countries []atlas.Country
}

func (d *drawing) print(format string, a ...any) { fmt.Fprintf(d, format, a...) }

// SVG draws a decision: a map for each case, countries in the colour of the pool
// that most of their addresses are led to, and how soon clients follow. set names
// the decision by its group or a name of its sets; "" is the first of which
// somebody moves. There must be one.
func (r *Report) SVG(w io.Writer, set string) error {
	d, err := r.chosen(set)
	if err != nil {
		return err
	}
	countries, err := atlas.World()
	if err != nil {
		return err
	}
	g := &drawing{report: r, decision: d, countries: countries}
	g.draw()
	_, err = io.WriteString(w, g.String())
	return err
}

// chosen is the decision that is drawn.
func (r *Report) chosen(set string) (*Decision, error) {
	for i := range r.Decisions {
		d := &r.Decisions[i]
		named := d.Name == set || slices.ContainsFunc(d.Sets, func(s string) bool { return s == set || strings.HasPrefix(s, set+" ") })
		moves := slices.ContainsFunc(d.Cases, func(o Outcome) bool { return len(o.Moves) > 0 })
		if set != "" && named || set == "" && moves {
			return d, nil
		}
	}
	if set != "" {
		return nil, fmt.Errorf("no decision is called %q (a group, or a name that is steered)", set)
	}
	if len(r.Decisions) == 0 {
		return nil, errors.New("there is nothing to draw: nothing is steered but the host names of pools")
	}
	return &r.Decisions[0], nil
}

func (d *drawing) draw() {
	cases := d.decision.Cases[:min(mostMaps, len(d.decision.Cases))]
	rows := (len(cases) + 1) / 2
	high := headline + rows*panel
	f := d.soonest()
	if f != nil {
		high += curves
	}
	d.print(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-labelledby="title desc">`+"\n", wide, high)
	d.print("<title id=\"title\">%s</title>\n<desc id=\"desc\">%s</desc>\n", html.EscapeString(d.decision.title()), html.EscapeString(d.words(cases)))
	d.style()
	d.outlines()
	d.print("<rect class=\"paper\" width=\"%d\" height=\"%d\"/>\n", wide, high)
	d.print("<text class=\"head\" x=\"%d\" y=\"58\">%s</text>\n", gap, html.EscapeString(d.decision.title()))
	d.print("<text class=\"note\" x=\"%d\" y=\"92\">%s. Countries have the colour of the pool that most of their addresses are led to; bars are shares of %s.</text>\n", gap, html.EscapeString(d.decision.Policy), d.family().name)
	for i := range cases {
		d.print("<g transform=\"translate(%d %d)\">\n", gap+i%2*(mapWidth+gap), headline+i/2*panel)
		d.panel(&cases[i], i > 0)
		d.print("</g>\n")
	}
	if f != nil {
		d.print("<g transform=\"translate(%d %d)\">\n", gap, headline+rows*panel)
		d.curves(f)
		d.print("</g>\n")
	}
	d.print("</svg>\n")
}

// words are the drawing for those who do not see it.
func (d *drawing) words(cases []Outcome) string {
	var out []string
	for i := range cases {
		out = append(out, cases[i].name()+" down: "+strings.Join(d.bar(&cases[i]), ", "))
	}
	return strings.Join(out, ". ") + "."
}

// bar is what each pool gets, in words; of weights where there are some.
func (d *drawing) bar(o *Outcome) (out []string) {
	for i, word := range percents(d.shares(o)) {
		out = append(out, d.decision.Pools[i]+" "+word)
	}
	return out
}

// family is how shares are counted that are drawn: by weight, else of the family
// that most is known of.
func (d *drawing) family() family {
	families := d.report.families()
	switch {
	case len(families) == 0:
		return family{"nothing", func(Share) float64 { return 0 }}
	case d.report.Weighted:
		return families[len(families)-1]
	}
	return families[0]
}

func (d *drawing) shares(o *Outcome) (out []float64) {
	for _, s := range o.Shares {
		out = append(out, d.family().of(s))
	}
	return out
}

// soonest is the failover that is drawn: of the first case that has one.
func (d *drawing) soonest() *Failover {
	for i := range d.decision.Cases {
		if f := d.decision.Cases[i].Failover; f != nil && !f.hopeless() {
			return f
		}
	}
	return nil
}
