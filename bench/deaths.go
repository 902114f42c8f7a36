package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Sizes of the chart of deaths, in pixels.
const (
	deathsWidth, deathsHeight = 760, 420
	plotLeft, plotTop         = 60, 60
	plotWidth, plotHeight     = 660, 300
)

// deaths draws, as SVG, which share of the deaths had been answered rightly
// after so many seconds: a curve for each profile.
func deaths(rows []failoverRow) string {
	last := time.Second
	for _, r := range rows {
		if len(r.samples) > 0 {
			last = max(last, slices.Max(r.samples))
		}
	}
	seconds := int(last/time.Second) + 1
	x := func(d time.Duration) float64 { return plotLeft + plotWidth*d.Seconds()/float64(seconds) }
	y := func(share float64) float64 { return plotTop + plotHeight*(1-share) }
	var b strings.Builder
	line := func(x1, y1, x2, y2 float64) {
		fmt.Fprintf(&b, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="#d0d7de"/>`+"\n", x1, y1, x2, y2)
	}
	for percent := 0; percent <= 100; percent += 25 {
		at := y(float64(percent) / 100)
		line(plotLeft, at, plotLeft+plotWidth, at)
		fmt.Fprintf(&b, `<text x="%d" y="%.1f" text-anchor="end">%d %%</text>`+"\n", plotLeft-8, at+4, percent)
	}
	for s := 0; s <= seconds; s++ {
		at := x(time.Duration(s) * time.Second)
		line(at, plotTop, at, plotTop+plotHeight)
		fmt.Fprintf(&b, `<text x="%.1f" y="%d" text-anchor="middle">%d</text>`+"\n", at, plotTop+plotHeight+18, s)
	}
	colours := [...]string{"#1f6feb", "#cf222e", "#0a7d32", "#9a6700"}
	for i, r := range rows {
		colour := colours[i%len(colours)]
		fmt.Fprintf(&b, `<path d="%s" fill="none" stroke="%s" stroke-width="2"/>`+"\n", curve(r.samples, x, y), colour)
		at := plotLeft + i*plotWidth/len(rows)
		fmt.Fprintf(&b, `<text x="%d" y="%d" fill="%s">%s</text>`+"\n", at, plotTop-14, colour, r.Profile)
	}
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">
<title>Share of deaths that are answered rightly, by time</title>
<rect width="100%%" height="100%%" fill="#fff"/>
<text x="%d" y="24" font-size="16">From the death of an edge to the first right answer</text>
%s<text x="%d" y="%d" text-anchor="middle">seconds</text>
</svg>
`, deathsWidth, deathsHeight, plotLeft, b.String(), plotLeft+plotWidth/2, deathsHeight-16)
}

// curve is the path of the share of samples that lasted no longer: a step at
// each of them.
func curve(samples []time.Duration, x func(time.Duration) float64, y func(float64) float64) string {
	samples = slices.Sorted(slices.Values(samples))
	var b strings.Builder
	fmt.Fprintf(&b, "M%.1f %.1f", x(0), y(0))
	for i, d := range samples {
		fmt.Fprintf(&b, "H%.1fV%.1f", x(d), y(float64(i+1)/float64(len(samples))))
	}
	return b.String()
}
