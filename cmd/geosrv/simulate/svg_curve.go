package simulate

import (
	"fmt"
	"html"
	"strings"
)

// curves draws how many of the affected reach a live pool in the first minutes.
func (d *drawing) curves(f *Failover) {
	const width, height, last = 2*mapWidth + gap, 300, 360.0
	const left, right, above = 80, 360, 60
	d.print("<text class=\"name\" x=\"0\" y=\"32\">Who reaches a live pool, of those who were led to what fails, by seconds after the failure</text>\n")
	x := func(t float64) float64 { return left + t/last*(width-left-right) }
	y := func(part float64) float64 { return above + height*(1-part) }
	for _, part := range []float64{0, .25, .5, .75, 1} {
		d.print("<path class=\"grid\" d=\"M%d %.0fH%d\"/><text class=\"note\" text-anchor=\"end\" x=\"%d\" y=\"%.0f\">%.0f %%</text>\n", left, y(part), width-right, left-12, y(part)+8, 100*part)
	}
	for t := 0.0; t <= last; t += 60 {
		d.print("<path class=\"grid\" d=\"M%.0f %dV%d\"/><text class=\"note\" text-anchor=\"middle\" x=\"%.0f\" y=\"%d\">%.0f s</text>\n", x(t), above, above+height, x(t), above+height+32, t)
	}
	for i := range f.Curves {
		c := &f.Curves[i]
		var path strings.Builder
		for t := 0.0; t <= last; t += 2 {
			fmt.Fprintf(&path, "%c%.1f %.1f", "ML"[min(1, int(t))], x(t), y(c.at(t, f.Detected)))
		}
		dashes := []string{"none", "14 9", "3 9", "22 8 3 8", "6 5"}[i%5]
		d.print("<path class=\"curve\" stroke-dasharray=\"%s\" d=\"%s\"><title>%s</title></path>\n", dashes, path.String(), html.EscapeString(c.Kind))
		d.print("<path class=\"curve\" stroke-dasharray=\"%s\" d=\"M%d %dh60\"/><text x=\"%d\" y=\"%d\">%s</text>\n",
			dashes, width-right+40, above+50+i*44, width-right+114, above+58+i*44, html.EscapeString(c.Kind))
	}
}
