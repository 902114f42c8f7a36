package load

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/netip"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"geosrv/geo"
	"geosrv/server/load/sitedir"
	"geosrv/server/shelf"
)

// resumed loads as a start does that finds a state folder, and lets the shelf write.
func (d *disk) resumed() (loaded *Loaded, log string) {
	d.Helper()
	text := new(strings.Builder)
	all := textLog(text)
	s := shelf.New(all, func() string { return d.Path("state") })
	loaded, _, err := New(all, d.Path("geosrv.yaml")).Resume(d.Path("state"), s, false)
	d.OK(err)
	ended, end := context.WithCancel(d.Context())
	end()
	s.Run(ended)
	return loaded, text.String()
}

// decodedOf is the name of what a text decodes to.
func decodedOf(text string) string {
	return fmt.Sprintf("state/kept/%x.geo", geo.CacheKey(sha256.Sum256([]byte(text))))
}

// databaseOf is what a text decodes to.
func (d *disk) databaseOf(text string) *geo.Database {
	d.Helper()
	db, err := geo.Decode("places.mmdb", []byte(text))
	d.OK(err)
	return db
}

// A start takes what was decoded before, and the file of another database takes its
// place.
func TestDecodedKept(t *testing.T) {
	d := &disk{sitedir.NewLarge(t)}
	first, second := sitedir.WidePlaces(t, 112), sitedir.WidePlaces(t, 113)
	if l, log := d.resumed(); !reflect.DeepEqual(l.Database, d.databaseOf(first)) || strings.Contains(log, "WARN") {
		t.Errorf("the first start\n%s", log)
	}
	small, err := geo.BuildNetworks(map[netip.Prefix]geo.Place{netip.MustParsePrefix("192.0.2.0/24"): {Country: "NL"}})
	d.OK(err)
	other := d.databaseOf(string(small))
	key := geo.CacheKey(sha256.Sum256([]byte(first)))
	whole, err := os.ReadFile(d.Path(decodedOf(first)))
	d.OK(err)
	d.Write(decodedOf(first), string(other.Cache(key)))
	if l, log := d.resumed(); !reflect.DeepEqual(l.Database, other) || strings.Contains(log, "WARN") {
		t.Errorf("the file was decoded again\n%s", log)
	}
	d.Write(decodedOf(first), string(whole))
	d.Write("places.mmdb", second)
	if l, log := d.resumed(); !reflect.DeepEqual(l.Database, d.databaseOf(second)) || strings.Contains(log, "WARN") {
		t.Errorf("with another database\n%s", log)
	}
	d.Write("places.mmdb", "nothing")
	if l, log := d.resumed(); !reflect.DeepEqual(l.Database, d.databaseOf(second)) {
		t.Errorf("with a bad database\n%s", log)
	}
	names := slices.DeleteFunc(copiesOf(d), func(name string) bool { return !strings.HasSuffix(name, ".geo") })
	if len(names) != 1 || "state/kept/"+names[0] != decodedOf(second) {
		t.Errorf("there are %q, want that of the second", names)
	}
}

// Whatever became of what was decoded, the file is decoded, and it is there again.
func TestDecodedDamaged(t *testing.T) {
	d := &disk{sitedir.NewLarge(t)}
	text := sitedir.WidePlaces(t, 112)
	d.resumed()
	name := decodedOf(text)
	b, err := os.ReadFile(d.Path(name))
	d.OK(err)
	whole := string(b)
	for _, c := range []struct {
		name, warning string
		do            func()
	}{
		{"gone", "", func() { d.Remove(name) }},
		{"cut", "its sum is wrong", func() { d.Write(name, whole[:len(whole)-1]) }},
		{"empty", "no decoded database", func() { d.Write(name, "") }},
		{"flipped", "its sum is wrong", func() { d.Write(name, whole[:len(whole)-1]+string([]byte{whole[len(whole)-1] ^ 1})) }},
		{"of another", "of another database", func() {
			d.Write(name, string(d.databaseOf(text).Cache(geo.CacheKey([sha256.Size]byte{}))))
		}},
	} {
		c.do()
		l, log := d.resumed()
		if !reflect.DeepEqual(l.Database, d.databaseOf(text)) || l.Refused != nil {
			t.Errorf("%s: another database is served", c.name)
		}
		if strings.Contains(log, "it is decoded again") != (c.warning != "") || !strings.Contains(log, c.warning) {
			t.Errorf("%s: logged %s", c.name, log)
		}
		if b, err := os.ReadFile(d.Path(name)); err != nil || string(b) != whole {
			t.Errorf("%s: it is not written again: %v", c.name, err)
		}
	}
}

// A start that has what was decoded does without the copy itself. That is proven
// behind it, and made again if it is damaged or gone: another geosrv may need it.
func TestDecodedCopyIsProven(t *testing.T) {
	d := &disk{sitedir.NewLarge(t)}
	text := sitedir.WidePlaces(t, 112)
	d.resumed()
	name := "state/kept/" + fmt.Sprintf("%x", sha256.Sum256([]byte(text)))
	for what, do := range map[string]func(){
		"flipped": func() { d.Write(name, text[:len(text)-1]+string([]byte{text[len(text)-1] ^ 1})) },
		"cut":     func() { d.Write(name, text[1:]) },
		"gone":    func() { d.Remove(name) },
	} {
		do()
		l, log := d.resumed()
		if !reflect.DeepEqual(l.Database, d.databaseOf(text)) || l.Refused != nil {
			t.Errorf("%s: another database is served", what)
		}
		if strings.Count(log, "a kept copy cannot be used: it is made again") != 1 || strings.Contains(log, "decoded again") {
			t.Errorf("%s: logged %s", what, log)
		}
		if b, err := os.ReadFile(d.Path(name)); err != nil || string(b) != text {
			t.Errorf("%s: the copy is not made again: %v", what, err)
		}
		if _, log := d.resumed(); strings.Contains(log, "WARN") {
			t.Errorf("%s: the next start logs %s", what, log)
		}
	}
}

// What cannot be written costs the next start time, and nothing else.
func TestDecodedCannotWrite(t *testing.T) {
	d := &disk{sitedir.NewLarge(t)}
	text := sitedir.WidePlaces(t, 112)
	d.resumed()
	d.Remove(decodedOf(text))
	d.Write(decodedOf(text)+"/in", "the way")
	for range 2 {
		l, log := d.resumed()
		if !reflect.DeepEqual(l.Database, d.databaseOf(text)) || strings.Count(log, "the next start decodes it again") != 1 || strings.Contains(log, "copies of the files cannot be kept") {
			t.Errorf("%s", log)
		}
		if list, _ := d.kept("state"); len(list.Files) != 18 {
			t.Errorf("%v", list)
		}
	}
}
