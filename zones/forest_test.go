package zones

import (
	"errors"
	"testing"
)

// apexZone is a zone with nothing but its apex.
func apexZone(t testing.TB, file, apex string) *Zone {
	return mustRead(t, file, "$ORIGIN "+apex+"\n@ 60 SOA ns. h. 1 2 3 4 5\n@ 60 NS ns.")
}

func TestForest(t *testing.T) {
	zs := []*Zone{
		apexZone(t, "a", "example.com."),
		apexZone(t, "b", "_sip._tls.example.com."),
		apexZone(t, "c", "example.org."),
		apexZone(t, "d", "uk."),
	}
	f, err := NewForest(zs)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		name  string
		apex  string // "" for none
		label int
	}{
		{"example.com", "example.com.", 0},
		{"www.Example.com", "example.com.", 1},
		{"_sip._tls.example.com", "_sip._tls.example.com.", 0},
		{"x._sip._tls.example.com", "_sip._tls.example.com.", 1},
		{"_tls.example.com", "example.com.", 1},
		{"a.b.example.org", "example.org.", 2},
		{"uk", "uk.", 0},
		{"example.co.uk", "uk.", 2},
		{"com", "", 0},
		{".", "", 0},
		{"example.net", "", 0},
		{"notexample.com", "", 0},
		{`x\007example\003com`, "", 0},
	} {
		zone, label, ok := f.Find(keyOf(t, row.name))
		if ok != (row.apex != "") || ok && (f.Zones()[zone].Apex().String() != row.apex || label != row.label) {
			t.Errorf("Find(%s) = %d, %d, %v; want %s, %d", row.name, zone, label, ok, row.apex, row.label)
		}
	}
}

func TestForestFindAbove(t *testing.T) {
	f, err := NewForest([]*Zone{apexZone(t, "a", "example.com."), apexZone(t, "b", "child.example.com.")})
	if err != nil {
		t.Fatal(err)
	}
	if zone, label, ok := f.FindAbove(keyOf(t, "child.example.com")); !ok || zone != 0 || label != 1 {
		t.Errorf("FindAbove(child.example.com) = %d, %d, %v; want example.com at label 1", zone, label, ok)
	}
	if zone, _, ok := f.FindAbove(keyOf(t, "example.com")); ok {
		t.Errorf("FindAbove(example.com) = %d; nothing of ours is above", zone)
	}
}

func TestForestWithRoot(t *testing.T) {
	f, err := NewForest([]*Zone{apexZone(t, "r", "."), apexZone(t, "c", "com.")})
	if err != nil {
		t.Fatal(err)
	}
	if zone, label, ok := f.Find(keyOf(t, "a.org")); !ok || zone != 0 || label != 2 {
		t.Errorf("Find(a.org) = %d, %d, %v; want the root at label 2", zone, label, ok)
	}
	if zone, label, ok := f.Find(keyOf(t, "a.com")); !ok || zone != 1 || label != 1 {
		t.Errorf("Find(a.com) = %d, %d, %v; want com at label 1", zone, label, ok)
	}
}

func TestForestOfNone(t *testing.T) {
	f, err := NewForest(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []*Forest{f, {}} {
		if _, _, ok := f.Find(keyOf(t, "example.com")); ok {
			t.Error("an empty forest finds a zone")
		}
	}
}

func TestForestSameApex(t *testing.T) {
	_, err := NewForest([]*Zone{apexZone(t, "one.zone", "example.com."), apexZone(t, "x", "."), apexZone(t, "two.zone", "EXAMPLE.com.")})
	want := "two.zone: zone example.com. is already read from one.zone (one file per zone)"
	var errs Errors
	if err == nil || err.Error() != want || !errors.As(err, &errs) {
		t.Errorf("got %v, want %s", err, want)
	}
}
