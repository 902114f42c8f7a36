package server

import (
	"errors"
	"io"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"geosrv/geo"
)

// disk is a folder with what a server is configured from.
type disk struct {
	*testing.T
	dir string
}

// site is a configuration of two pools, one zone that is named and a folder of
// plain ones.
const siteConfig = `profile: lync
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

const siteZone = `$ORIGIN example.com.
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

// plainZone is a small zone with n host names.
func plainZone(origin string, n int) string {
	var b strings.Builder
	b.WriteString("$ORIGIN " + origin + ".\n$TTL 300\n@ SOA ns1 hostmaster 1 3600 600 86400 60\n@ NS ns1\nns1 A 192.0.2.53\n")
	for i := range n {
		b.WriteString("host" + string(rune('a'+i/26)) + string(rune('a'+i%26)) + " A 192.0.2.1\n")
	}
	return b.String()
}

// place1 and place2 are two databases: the first has 10.0.0.0/8 in the
// Netherlands, the second in New York.
func places(t testing.TB, lat, lon float64) string {
	t.Helper()
	b, err := geo.BuildNetworks(map[netip.Prefix]geo.Place{
		netip.MustParsePrefix("10.0.0.0/8"):    {Country: "XX", Lat: lat, Lon: lon, Located: true},
		netip.MustParsePrefix("172.16.0.0/12"): {Country: "US", Lat: 40, Lon: -75, Located: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// newDisk has the files of a site.
func newDisk(t *testing.T) *disk {
	d := &disk{t, t.TempDir()}
	d.write("geosrv.yaml", siteConfig)
	d.write("example.com.zone", siteZone)
	d.write("plain/example.net.zone", plainZone("example.net", 3))
	d.write("plain/example.org.db", plainZone("example.org", 3))
	d.write("overrides", "")
	d.write("places.mmdb", places(t, 52, 5))
	return d
}

func (d *disk) path(name string) string { return filepath.Join(d.dir, name) }

func (d *disk) ok(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

// write writes a file in place.
func (d *disk) write(name, text string) {
	d.Helper()
	d.ok(os.MkdirAll(filepath.Dir(d.path(name)), 0o755))
	d.ok(os.WriteFile(d.path(name), []byte(text), 0o644))
}

// put puts a file in place by renaming.
func (d *disk) put(name, text string) {
	d.Helper()
	d.write(name+".tmp~", text)
	d.ok(os.Rename(d.path(name+".tmp~"), d.path(name)))
}

func (d *disk) remove(name string) { d.Helper(); d.ok(os.RemoveAll(d.path(name))) }

// edit replaces text in a file.
func (d *disk) edit(name, old, new string) {
	d.Helper()
	text, err := os.ReadFile(d.path(name))
	d.ok(err)
	if !strings.Contains(string(text), old) {
		d.Fatalf("%s has no %q", name, old)
	}
	d.write(name, strings.ReplaceAll(string(text), old, new))
}

func (d *disk) loader() *Loader {
	return NewLoader(slog.New(slog.NewTextHandler(io.Discard, nil)), d.path("geosrv.yaml"))
}

// load must succeed with these problems, "" in front of each standing for the
// folder.
func (d *disk) load(l *Loader, problems ...string) *Loaded {
	d.Helper()
	return d.accepted(l.Load, problems...)
}

func (d *disk) accepted(load func() (*Loaded, error), problems ...string) *Loaded {
	d.Helper()
	loaded, err := load()
	if err != nil {
		d.Fatalf("refused:\n%v", err)
	}
	var got []string
	if loaded.Refused != nil {
		got = d.lines(loaded.Refused.Problems)
	}
	if !slices.Equal(got, problems) {
		d.Fatalf("problems\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(problems, "\n  "))
	}
	return loaded
}

// refused must fail with these problems.
func (d *disk) refused(load func() (*Loaded, error), problems ...string) *Refusal {
	d.Helper()
	_, err := load()
	var r *Refusal
	if !errors.As(err, &r) {
		d.Fatalf("got %v, want a refusal", err)
	}
	if got := d.lines(r.Problems); !slices.Equal(got, problems) {
		d.Fatalf("problems\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(problems, "\n  "))
	}
	return r
}

// lines are errors with the names of files in the folder cut short.
func (d *disk) lines(errs []error) (out []string) {
	for _, e := range errs {
		out = append(out, strings.ReplaceAll(e.Error(), d.dir+"/", ""))
	}
	return out
}
