package sitedir

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"geosrv/geo"
)

// Config is a configuration of two pools, one zone that is named and a folder of
// plain ones.
const Config = `profile: lync
listen: ["127.0.0.1:0"]
zones: [example.com.zone, plain]
geo: {database: places.mmdb}
overrides: overrides
probe: {interval: 100ms, fast_interval: 50ms, timeout: 50ms, fall: 2}
sites:
  ams: {at: [52.37, 4.90]}
  nyc: {at: [40.71, -74.01]}
pools:
  ams: {site: ams, names: [access-ams.example.com]}
  nyc: {site: nyc, names: [access-nyc.example.com]}
steer:
  - {name: _sip._tls.example.com}
`

// Zone is the zone that Config names.
const Zone = `$ORIGIN example.com.
$TTL 300
@           SOA ns1 hostmaster 1 3600 600 86400 60
            NS  ns1
ns1         A   192.0.2.53
_sip._tls   SRV 10 10 443 access-ams
            SRV 10 10 443 access-nyc
access-ams  A   192.0.2.11
access-nyc  A   198.51.100.11
note        TXT "one"
`

// Plain is a small zone with n host names, at most 676: hostaa, hostab and so on.
func Plain(origin string, n int) string {
	var b strings.Builder
	b.WriteString("$ORIGIN " + origin + ".\n$TTL 300\n@ SOA ns1 hostmaster 1 3600 600 86400 60\n@ NS ns1\nns1 A 192.0.2.53\n")
	for i := range n {
		b.WriteString("host" + string(rune('a'+i/26)) + string(rune('a'+i%26)) + " A 192.0.2.1\n")
	}
	return b.String()
}

// Places is a geo database: 10.0.0.0/8 is at a latitude and longitude, in degrees, and
// 172.16.0.0/12 near New York.
func Places(t testing.TB, lat, lon float64) string {
	return database(t, map[netip.Prefix]geo.Place{
		netip.MustParsePrefix("10.0.0.0/8"):    {Country: "XX", Lat: lat, Lon: lon, Located: true},
		netip.MustParsePrefix("172.16.0.0/12"): {Country: "US", Lat: 40, Lon: -75, Located: true},
	})
}

// WidePlaces is a geo database with the networks below a first octet near New York, and
// the others near Amsterdam.
func WidePlaces(t testing.TB, below int) string {
	networks := map[netip.Prefix]geo.Place{}
	for i := range 224 {
		p := geo.Place{Lat: 52, Lon: 5, Located: true}
		if i < below {
			p = geo.Place{Lat: 40, Lon: -74, Located: true}
		}
		networks[netip.PrefixFrom(netip.AddrFrom4([4]byte{byte(i)}), 8)] = p
	}
	return database(t, networks)
}

func database(t testing.TB, networks map[netip.Prefix]geo.Place) string {
	t.Helper()
	b, err := geo.BuildNetworks(networks)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// New has the files of a site.
func New(t *testing.T) *Disk {
	d := Empty(t)
	d.Write("geosrv.yaml", Config)
	d.Write("example.com.zone", Zone)
	d.Write("plain/example.net.zone", Plain("example.net", 3))
	d.Write("plain/example.org.db", Plain("example.org", 3))
	d.Write("overrides", "")
	d.Write("places.mmdb", Places(t, 52, 5))
	return d
}

// NewLarge has the files of a site with something of everything: 14 zones, one of a
// hundred names and 12 of a folder, cookie secrets, and a folder for the state.
func NewLarge(t *testing.T) *Disk {
	d := New(t)
	d.Remove("plain")
	for i := range 12 {
		d.Write(fmt.Sprintf("plain/z%02d.example.zone", i), Plain(fmt.Sprintf("z%02d.example", i), 5))
	}
	d.Write("big.example.zone", Plain("big.example", 100))
	d.Write("places.mmdb", WidePlaces(t, 112))
	d.Write("secrets", "6e6f7468696e6720746f2073656520aa\n")
	d.Write("other.zone", Plain("other.example", 1))
	d.Write("geosrv.yaml", strings.NewReplacer(
		"zones: [", "zones: [big.example.zone, ", "steer:", "state: state\ncookies: {secrets: secrets}\nsteer:", "name: _sip._tls.example.com", `names: ["_sip._tls.*"]`,
	).Replace(Config))
	return d
}
