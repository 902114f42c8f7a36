package simulate

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

// drawn is a report of two cases: with everything up, and without ams.
func drawn() *Report {
	return &Report{
		Database: true, Known: Share{IPv4: .8},
		Sites: []Site{{Name: "ams", Lat: 52.37, Lon: 4.9, Pools: []string{"ams"}}, {Name: "<nyc>", Lat: 40.71, Lon: -74.01, Pools: []string{"nyc"}}},
		Decisions: []Decision{{
			Name: "sip.example.com", Sets: []string{"sip.example.com A"}, Policy: "one", Pools: []string{"ams", "nyc"}, TTL: 60,
			Cases: []Outcome{
				{Shares: []Share{{IPv4: .4}, {IPv4: .6}}, Countries: map[string]string{"NL": "ams", "US": "nyc", "SG": "ams"}},
				{
					Down: []string{"site:ams"}, Silent: []string{"ams"}, Shares: []Share{{}, {IPv4: 1}},
					Countries: map[string]string{"NL": "nyc", "US": "nyc", "SG": "nyc"},
					Moves:     []Move{{From: "ams", To: "nyc", Countries: []string{"NL", "SG"}}},
					Failover:  &Failover{Detected: [2]float64{9, 14}, Curves: []Curve{{Kind: "TTL of 60 s", memory: 60e9, led: 1}}},
				},
			},
		}},
	}
}

// TestSVG draws, and reads the drawing as strictly as XML is read.
func TestSVG(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	if err := drawn().SVG(&b, ""); err != nil {
		t.Fatal(err)
	}
	for d := xml.NewDecoder(strings.NewReader(b.String())); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{
		`<title id="title">sip.example.com A</title>`,
		`<desc id="desc">nobody down: ams 40.0 %, nyc 60.0 %. site:ams down: ams 0.0 %, nyc 100.0 %.</desc>`,
		`<use href="#cNL" class="p0"><title>Netherlands: ams</title></use>`,
		`<use href="#cNL" class="p1"><title>Netherlands: nyc</title></use>`,
		`<use href="#cUS" class="p1 still"><title>United States: nyc</title></use>`,
		`<use href="#cBR" class="none"><title>Brazil: not known</title></use>`,
		`<circle class="p0" cx="1515" cy="`, // Singapore is too small for an outline
		`prefers-color-scheme:dark`,
		`&lt;nyc&gt;`,
		`class="cross"`,
		`>TTL of 60 s</text>`,
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the drawing has no %s", want)
		}
	}
	if n := b.Len(); n > 120_000 {
		t.Errorf("two maps take %d octets", n)
	}
	if err := drawn().SVG(io.Discard, "nothing"); err == nil || err.Error() != `no decision is called "nothing" (a group, or a name that is steered)` {
		t.Error(err)
	}
	if err := drawn().SVG(io.Discard, "sip.example.com"); err != nil {
		t.Error(err)
	}
}
