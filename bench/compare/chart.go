package compare

import (
	"fmt"
	"html"
	"strings"
)

// Sizes of the chart, in pixels.
const (
	chartWidth = 960
	barsFrom   = 230 // where bars begin
	barsWidth  = 540 // the longest of a workload
	barHeight  = 16
	rowHeight  = 20
	headHeight = 30
	clipped    = 10
)

// chart draws the report as SVG: for each workload a bar for each server, as
// long as a reply of it costs: user instructions where they were counted, else
// CPU time. The longest bar of a workload is as long as all others' longest. A
// bar of more than clipped times the first one ends there, with a mark.
func (r *Report) chart() string {
	figure, unit := func(row *Row) float64 { return row.User.Instructions }, "user instructions a reply"
	if r.Counted == "" {
		figure, unit = func(row *Row) float64 { return row.User.Nanoseconds + row.System.Nanoseconds }, "ns of CPU time a reply"
	}
	most, first := map[string]float64{}, map[string]float64{}
	for i := range r.Rows {
		name, value := r.Rows[i].Workload, figure(&r.Rows[i])
		if first[name] == 0 {
			first[name] = value
		}
		most[name] = max(most[name], min(value, clipped*first[name]))
	}
	var b strings.Builder
	y, workload, base := headHeight, "", 0.0
	for i := range r.Rows {
		row := &r.Rows[i]
		if row.Workload != workload {
			workload, base = row.Workload, figure(row)
			y += headHeight
			fmt.Fprintf(&b, `<text x="10" y="%d" font-weight="bold">%s</text>`+"\n", y-8, html.EscapeString(workload))
		}
		value, colour, mark := figure(row), "#9aa5b1", ""
		if value == base {
			colour = "#1f6feb"
		}
		width := 0.0
		if most[workload] > 0 {
			width = barsWidth * min(value, most[workload]) / most[workload]
		}
		if value > most[workload] {
			mark = "&#187; "
		}
		fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end">%s</text>`+"\n", barsFrom-10, y+barHeight-3, html.EscapeString(row.Contestant))
		fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%.1f" height="%d" fill="%s"/>`+"\n", barsFrom, y, max(width, 1), barHeight, colour)
		fmt.Fprintf(&b, `<text x="%.1f" y="%d">%s</text>`+"\n", barsFrom+max(width, 1)+6, y+barHeight-3, mark+label(value, base))
		y += rowHeight
	}
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="13">
<rect width="100%%" height="100%%" fill="#fff"/>
<text x="10" y="22" font-size="16">%s, less is better</text>
%s</svg>
`, chartWidth, y+10, unit, b.String())
}

// label is a figure and how many times the first one it is.
func label(value, first float64) string {
	if first == 0 || value == first {
		return plain(value)
	}
	return fmt.Sprintf("%s (%.2f)", plain(value), value/first)
}
