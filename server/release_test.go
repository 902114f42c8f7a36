package server

import "testing"

// What a load read decides whether there is something to clear up.
func TestLoadCountsOctets(t *testing.T) {
	d := newDisk(t)
	loaded := d.load(d.loader())
	if want := len(siteZone) + len(plainZone("example.net", 3)) + len(plainZone("example.org", 3)); loaded.Octets != want {
		t.Errorf("%d octets, want %d", loaded.Octets, want)
	}
}
