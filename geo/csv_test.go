package geo

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
)

func TestReadCSV(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{
			"tor-geoipdb", "# comment\n#\n16777216,16777471,AU\n16777472,16778239,??\n2001:200::,2001:200:ffff:ffff:ffff:ffff:ffff:ffff,JP\n",
			"1.0.0.0-1.0.0.255 AU\n1.0.1.0-1.0.3.255 \n2001:200::-2001:200:ffff:ffff:ffff:ffff:ffff:ffff JP\n",
		},
		{"ranges of addresses", "192.0.2.1, 192.0.2.9, nl\n192.0.2.10,192.0.2.10,A1\n", "192.0.2.1-192.0.2.9 NL\n192.0.2.10-192.0.2.10 \n"},
		{
			"networks", "192.0.2.0/24,NL\n2001:db8::/32,-\n0.0.0.0/0,\n::/0,XX\n",
			"192.0.2.0-192.0.2.255 NL\n2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff \n0.0.0.0-255.255.255.255 \n::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff \n",
		},
		{
			"coordinates", "network,country,lat,lon\n192.0.2.0/24,NL,52.37,4.9\n192.0.3.0/24,,-0.5,-180\n192.0.4.0/24,NL,,\n1,2,AU,1,2\n",
			"192.0.2.0-192.0.2.255 NL 52.37 4.9\n192.0.3.0-192.0.3.255  -0.5 -180\n192.0.4.0-192.0.4.255 NL\n0.0.0.1-0.0.0.2 AU 1 2\n",
		},
		{"quotes and carriage returns", "\"from\",\"to\",\"country\"\r\n\"192.0.2.0\",\"192.0.2.255\",\"NL\"\r\n", "192.0.2.0-192.0.2.255 NL\n"},
		{"mapped", "::ffff:192.0.2.0,::ffff:192.0.2.255,NL\n::ffff:192.0.3.0/120,BE\n", "192.0.2.0-192.0.2.255 NL\n192.0.3.0-192.0.3.255 BE\n"},
		{"empty", "", ""},
	} {
		var got strings.Builder
		err := ReadCSV(strings.NewReader(c.in), "x.csv", func(from, to netip.Addr, p Place) error {
			fmt.Fprintf(&got, "%s-%s %s", from, to, p.Country)
			if p.Located {
				fmt.Fprintf(&got, " %v %v", p.Lat, p.Lon)
			}
			got.WriteByte('\n')
			return nil
		})
		if err != nil || got.String() != c.want {
			t.Errorf("%s: %v\ngot\n%swant\n%s", c.name, err, got.String(), c.want)
		}
	}
}

func TestReadCSVErrors(t *testing.T) {
	in := `192.0.2.0/24,NL
192.0.2.1/24,NL
192.0.2.0/33,NL
192.0.2.9,192.0.2.1,NL
192.0.2.0,2001:db8::,NL
192.0.2.0,example,NL
192.0.2.0/24,Netherlands
192.0.2.0/24,NL,52
192.0.2.0/24,NL,91,4
192.0.2.0/24,NL,52,x
192.0.2.0/24,NL,NaN,4
lonely
4294967296,4294967297,NL
fe80::1%eth0,fe80::2,NL
192.0.2.0/24,"N"L
192.0.3.0/24,NL
`
	good := 0
	err := ReadCSV(strings.NewReader(in), "x.csv", func(netip.Addr, netip.Addr, Place) error { good++; return nil })
	want := `x.csv:2:1: 192.0.2.1/24 has bits behind its length (192.0.2.0/24?)
x.csv:3:1: "192.0.2.0/33" is no network (such as 192.0.2.0/24 or 2001:db8::/32)
x.csv:4:11: 192.0.2.1 is before 192.0.2.9 (the lower end comes first)
x.csv:5:11: 192.0.2.0 and 2001:db8:: are of two families (both ends are IPv4 or both IPv6)
x.csv:6:11: "example" is no address (an address, or an IPv4 address as an integer)
x.csv:7:14: "Netherlands" is no country (want an ISO 3166-1 alpha-2 code such as NL, or ?? for none)
x.csv:8:1: 3 fields (want NETWORK,COUNTRY or FROM,TO,COUNTRY, then LATITUDE,LONGITUDE or nothing)
x.csv:9:17: "91" is no coordinate (want degrees from -90 to 90)
x.csv:10:20: "x" is no coordinate (want degrees from -180 to 180)
x.csv:11:17: "NaN" is no coordinate (want degrees from -90 to 90)
x.csv:12:1: "lonely" alone (want NETWORK,COUNTRY or FROM,TO,COUNTRY)
x.csv:13:1: "4294967296" is no address (an address, or an IPv4 address as an integer)
x.csv:14:1: "fe80::1%eth0" is no address (an address, or an IPv4 address as an integer)
x.csv:15:16: extraneous or missing " in quoted-field`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	if good != 2 {
		t.Errorf("%d good lines, want 2", good)
	}
}

func TestReadCSVStops(t *testing.T) {
	err := ReadCSV(strings.NewReader(strings.Repeat("x\n", 1000)), "x.csv", nil)
	if lines := strings.Split(err.Error(), "\n"); len(lines) != 21 || lines[20] != "x.csv: too many errors (only the first 20 are shown)" {
		t.Errorf("%d lines, the last %s", len(lines), lines[len(lines)-1])
	}
	full := errors.New("disk full")
	err = ReadCSV(strings.NewReader("\n192.0.2.0/24,NL\n192.0.3.0/24,NL\n"), "x.csv", func(netip.Addr, netip.Addr, Place) error { return full })
	if !errors.Is(err, full) || err.Error() != "x.csv:2:1: disk full" {
		t.Errorf("error %v", err)
	}
	err = ReadCSV(strings.NewReader("network,geoname_id,registered\n192.0.2.0/24,2750405,x\n"), "x.csv", nil)
	if err == nil || !strings.HasPrefix(err.Error(), "x.csv:1:1: ") {
		t.Errorf("the CSV of GeoLite2: %v", err)
	}
}
