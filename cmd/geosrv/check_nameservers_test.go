package main

import (
	"slices"
	"strings"
	"testing"

	"geosrv/server/config"
	"geosrv/server/roster"
	"geosrv/zones"
)

// TestStrangers: NS records and nameservers: should name the same; the one that
// is missing may be the server whose file it is.
func TestStrangers(t *testing.T) {
	const both = "@ NS ns1\n@ NS ns2\nns1 A 192.0.2.53\nns2 A 198.51.100.53\n"
	const three = both + "@ NS ns3\nns3 A 203.0.113.53\n"
	for _, c := range []struct {
		nameservers, records string
		want                 []string
	}{
		{"", three, nil},
		{"[192.0.2.53, 198.51.100.53]", both, nil},
		{"[198.51.100.53]", both, nil},
		{"[\"198.51.100.53:5353\"]", both, nil},
		{"[198.51.100.53]", three, []string{"nameservers: ns1.example.com, ns3.example.com are NS of the zones, and are not compared with"}},
		{"[198.51.100.53, 203.0.113.53]", both, []string{"nameservers: 203.0.113.53 is the address of no NS of the zones"}},
		{"[203.0.113.53]", both + "@ NS ns.elsewhere.example.\n", []string{"nameservers: ns1.example.com, ns2.example.com are NS of the zones, and are not compared with"}},
		{"[203.0.113.53]", "@ NS ns.elsewhere.example.\n", nil},
	} {
		text := ""
		if c.nameservers != "" {
			text = "nameservers: " + c.nameservers + "\n"
		}
		conf, err := config.Parse("geosrv.yaml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		z, err := zones.Read("z", strings.NewReader("$ORIGIN example.com.\n$TTL 60\n@ SOA ns1 h 1 7200 900 1209600 60\n"+c.records), "")
		if err != nil {
			t.Fatal(err)
		}
		r, err := roster.Build(conf, []roster.Source{{Zone: z}})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, w := range strangers(r) {
			got = append(got, w.Problem)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.nameservers, got, c.want)
		}
	}
}
