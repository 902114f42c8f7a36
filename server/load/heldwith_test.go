package load

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"geosrv/server/load/sitedir"
)

// A zone file that is cut short is named, though what is wrong is told at the
// configuration, which nobody touched; and as long as it is told.
func TestHeldWithOthers(t *testing.T) {
	const (
		missing = "geosrv.yaml:12:28: host name access-nyc.example.com has no address in the zones (add its A record, or say addresses: if it lies outside our zones)"
		waits   = ", and is held back until what else is wrong is mended (is that the cause?)"
	)
	d := newDisk(t)
	l := d.loader()
	d.load(l)
	d.Edit("example.com.zone", "access-nyc  A   198.51.100.11\n", "")
	if r := d.refused(l.Load, "example.com.zone: it changed"+waits, missing); len(r.Fresh) != 2 {
		t.Errorf("%d problems are fresh at first", len(r.Fresh))
	}
	if r := d.refused(l.Load, "example.com.zone: it changed"+waits, missing); len(r.Fresh) != 0 {
		t.Errorf("%d problems are fresh again", len(r.Fresh))
	}
	d.Edit("example.com.zone", "one", "two")
	d.Write("plain/new.example.zone", sitedir.Plain("new.example", 1))
	if r := d.refused(l.Load, "example.com.zone: it changed"+waits, "plain/new.example.zone: it is new"+waits, missing); len(r.Fresh) != 3 {
		t.Errorf("%d problems are fresh after another change", len(r.Fresh))
	}
	d.Remove("plain/new.example.zone")
	d.Edit("geosrv.yaml", "listen:", "ttl: 30s\nlisten:") // named by what is wrong in it
	d.refused(l.Load, "example.com.zone: it changed"+waits, strings.Replace(missing, ":12:", ":13:", 1))
	d.Write("geosrv.yaml", siteConfig)
	d.Write("example.com.zone", siteZone)
	d.load(l)
}

// A zone file that is gone, and of which others still speak, is named too.
func TestHeldWithOthersTakenOut(t *testing.T) {
	d := guardDisk(t)
	d.Edit("geosrv.yaml", "example.com.zone, example.net.zone", "z, example.net.zone")
	d.Write("z/other.example.zone", sitedir.Plain("other.example", 1))
	d.OK(os.Rename(d.Path("example.com.zone"), d.Path("z/example.com.zone")))
	l := d.loader()
	d.load(l)
	d.Remove("z/example.com.zone")
	d.refused(l.Reload, "z/example.com.zone: it was taken out, and is held back until what else is wrong is mended (is that the cause?)",
		"geosrv.yaml:4:28: host name access-ams.example.com has no address in the zones (add its A record, or say addresses: if it lies outside our zones)",
		"geosrv.yaml:5:28: host name access-nyc.example.com has no address in the zones (add its A record, or say addresses: if it lies outside our zones)")
}

// Of very many files it names some.
func TestHeldWithOthersMany(t *testing.T) {
	d := newDisk(t)
	l := d.loader()
	d.load(l)
	d.Edit("example.com.zone", "access-nyc  A   198.51.100.11\n", "")
	for i := range 12 {
		d.Write(fmt.Sprintf("plain/n%02d.example.zone", i), sitedir.Plain(fmt.Sprintf("n%02d.example", i), 1))
	}
	_, err := l.Load()
	if err == nil {
		t.Fatal("accepted")
	}
	lines := d.lines(each(err))
	if len(lines) != 12 || lines[10] != "3 more files changed, and are held back with them" {
		t.Errorf("problems\n  %s", strings.Join(lines, "\n  "))
	}
}
