package simulate

import (
	"html"
	"slices"
	"strings"

	"geosrv/geo"
	"geosrv/geo/atlas"
)

// outlines are the countries, once for all maps.
func (d *drawing) outlines() {
	d.print("<defs>\n")
	for _, c := range d.countries {
		d.print("<path id=\"c%s\" d=\"%s\"/>\n", c.Code, c.Path)
	}
	d.print("</defs>\n")
}

// panel is the map of one case, with its name above and its bar below.
func (d *drawing) panel(o *Outcome, failure bool) {
	name := "everything up"
	if failure {
		name = strings.ReplaceAll(strings.Join(o.Down, " and "), ":", " ") + " down"
	}
	d.print("<text class=\"name\" x=\"0\" y=\"32\">%s</text>\n", html.EscapeString(name))
	d.print("<g class=\"land\" transform=\"translate(0 44) scale(.5)\">\n")
	d.land(o, failure)
	d.print("</g>\n<g transform=\"translate(0 44) scale(.5)\">\n")
	d.sites(o)
	d.print("</g>\n")
	d.print("<g transform=\"translate(0 %d)\">\n", mapHeight+56)
	x := 0.0
	for i, share := range d.shares(o) {
		d.print("<rect class=\"%s\" x=\"%.1f\" width=\"%.1f\" height=\"12\"/>\n", d.colour(d.decision.Pools[i]), x, share*mapWidth)
		x += share * mapWidth
	}
	at := 0
	for i, word := range d.bar(o) {
		d.print("<rect class=\"%s\" x=\"%d\" y=\"26\" width=\"20\" height=\"20\" rx=\"4\"/>", d.colour(d.decision.Pools[i]), at)
		d.print("<text x=\"%d\" y=\"45\">%s</text>\n", at+28, html.EscapeString(word))
		if at += 52 + 13*len(word); at > mapWidth-200 {
			break // the table has the rest
		}
	}
	d.print("</g>\n")
}

// land shades the countries. In a failure those pale that nothing changes for.
// Countries that are too small for an outline are dots.
func (d *drawing) land(o *Outcome, failure bool) {
	var moved []string
	for _, m := range o.Moves {
		moved = append(moved, m.Countries...)
	}
	shade := func(code string) string {
		label := o.Countries[code]
		class := d.colour(label)
		if first, _, several := strings.Cut(label, "+"); several {
			class = d.colour(first)
		}
		if failure && class != "none" && !slices.Contains(moved, code) {
			class += " still"
		}
		return class
	}
	drawn := map[string]bool{}
	for _, c := range d.countries {
		drawn[c.Code] = true
		what := o.Countries[c.Code]
		if what == "" {
			what = "not known"
		}
		d.print("<use href=\"#c%s\" class=\"%s\"><title>%s: %s</title></use>\n", c.Code, shade(c.Code), html.EscapeString(c.Name), html.EscapeString(what))
	}
	for _, code := range sorted(o.Countries) {
		lat, lon, ok := geo.Centroid(code)
		if x, y := atlas.Project(lat, lon); ok && !drawn[code] && y < atlas.Height && y > 0 {
			d.print("<circle class=\"%s\" cx=\"%.0f\" cy=\"%.0f\" r=\"5\"><title>%s: %s</title></circle>\n", shade(code), x, y, code, html.EscapeString(o.Countries[code]))
		}
	}
}

// sites marks where pools stand; one of which no pool is live is crossed out.
func (d *drawing) sites(o *Outcome) {
	for _, s := range d.report.Sites {
		here, live := 0, 0
		for _, p := range s.Pools {
			if slices.Contains(d.decision.Pools, p) {
				here++
				if !slices.Contains(o.Silent, p) {
					live++
				}
			}
		}
		if here == 0 {
			continue
		}
		x, y := atlas.Project(s.Lat, s.Lon)
		d.print("<g transform=\"translate(%.0f %.0f)\">", x, y)
		if live > 0 {
			d.print("<circle class=\"dot\" r=\"13\"/>")
		} else {
			for _, class := range []string{"halo", "cross"} {
				d.print("<path class=\"%s\" d=\"M-13-13l26 26m0-26l-26 26\"/>", class)
			}
		}
		d.print("<text class=\"site\" x=\"24\" y=\"14\">%s</text></g>\n", html.EscapeString(s.Name))
	}
}
