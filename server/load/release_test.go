package load

import (
	"testing"

	"geosrv/server/load/sitedir"
)

// What a load read decides whether there is something to clear up.
func TestLoadCountsOctets(t *testing.T) {
	d := newDisk(t)
	loaded := d.load(d.loader())
	if want := len(siteZone) + len(sitedir.Plain("example.net", 3)) + len(sitedir.Plain("example.org", 3)); loaded.octets != want {
		t.Errorf("%d octets, want %d", loaded.octets, want)
	}
}
