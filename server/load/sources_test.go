package load

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"geosrv/server/load/sitedir"
)

// wantZones says which zones are served, by apex.
func (d *disk) wantZones(l *Loaded, want ...string) {
	d.Helper()
	if got := apexes(l); !slices.Equal(got, want) {
		d.Fatalf("zones %q, want %q", got, want)
	}
}

// only is a disk whose zones are the given sources and nothing is steered.
func only(t *testing.T, zones string) *disk {
	d := &disk{sitedir.Empty(t)}
	d.Write("geosrv.yaml", "zones: "+zones+"\n")
	return d
}

func TestSources(t *testing.T) {
	for _, c := range []struct {
		name, zones string
		files       []string // each a zone of its own name
		want        []string
		problem     string
	}{
		{"a file by its name", "[a.example.zone]", []string{"a.example.zone", "b.example.zone"}, []string{"a.example"}, ""},
		{"a folder", "[z]", []string{"z/a.example.zone", "z/b.example.db", "z/c.example.txt", "z/.d.example.zone", "z/e.example.zone~", "z/#f.example.zone"}, []string{"a.example", "b.example"}, ""},
		{"a glob", `["z/*.zone"]`, []string{"z/a.example.zone", "z/b.example.db", "z/.c.example.zone"}, []string{"a.example"}, ""},
		{"a glob over folders", `["*/zones/*"]`, []string{"x/zones/a.example.zone", "y/zones/b.example.zone"}, []string{"a.example", "b.example"}, ""},
		{"a file that is named and found", "[z, z/a.example.zone]", []string{"z/a.example.zone", "z/b.example.zone"}, []string{"a.example", "b.example"}, ""},
		{"a file in two globs", `["z/*.zone", "z/a*"]`, []string{"z/a.example.zone"}, []string{"a.example"}, ""},
		{"an origin that is said", "[{file: z/a.example.zone, name: a.example}, z]", []string{"z/a.example.zone"}, []string{"a.example"}, ""},
		{"a file twice", "[a.example.zone, a.example.zone]", []string{"a.example.zone"}, nil, "geosrv.yaml:1:25: zones: a.example.zone is listed twice (first at geosrv.yaml:1:9)"},
		{"an empty folder", "[z]", []string{"z/readme"}, nil, "geosrv.yaml:1:9: zones: there is no zone file in z (put *.zone or *.db files there, or leave the folder out)"},
		{"a glob without a match", `["z/*.zone"]`, []string{"z/readme"}, nil, "geosrv.yaml:1:9: zones: there is no zone file in z/*.zone (mind the working of * and ?, and that names with a leading dot do not count)"},
		{"a glob in no folder", `["z/*.zone"]`, nil, nil, "geosrv.yaml:1:9: zones: z/*.zone cannot be listed: no such file or directory"},
		{"a bad pattern", `["z[.zone"]`, nil, nil, `geosrv.yaml:1:9: zones: "z[.zone" is no pattern (syntax error in pattern)`},
		{"a name for a folder", "[{file: z, name: a.example}]", []string{"z/a.example.zone"}, nil, "geosrv.yaml:1:9: zones: z stands for several files, so that they cannot all be a.example (leave name: out; the origin is $ORIGIN, or the name of the file)"},
		{"a file that is a folder's", "[pipe]", nil, nil, "pipe: cannot be read: no such file or directory (zones: at geosrv.yaml:1:9)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := only(t, c.zones)
			for _, f := range c.files {
				d.Write(f, strings.Replace(sitedir.Plain("x", 1), "$ORIGIN x.\n", "", 1))
			}
			if c.problem != "" {
				d.refused(d.loader().Load, c.problem)
				return
			}
			d.wantZones(d.load(d.loader()), c.want...)
		})
	}
}

// One file may be two zones: relative names take the zone's.
func TestOneFileTwoZones(t *testing.T) {
	d := only(t, "[{file: f, name: a.example}, {file: f, name: b.example}]")
	d.Write("f", "$TTL 300\n@ SOA ns1 hostmaster 1 3600 600 86400 60\n@ NS ns1\nns1 A 192.0.2.53\n")
	d.wantZones(d.load(d.loader()), "a.example", "b.example")
}

// folderOf is a folder with n zones.
func folderOf(t *testing.T, n int) (*disk, []string) {
	d := only(t, "[z]")
	var apexes []string
	for i := range n {
		apex := fmt.Sprintf("z%02d.example", i)
		d.Write("z/"+apex+".zone", sitedir.Plain(apex, 1))
		apexes = append(apexes, apex)
	}
	return d, apexes
}

// A zone whose file vanished from its folder is served for a minute more.
func TestVanishedFile(t *testing.T) {
	d, all := folderOf(t, 3)
	synctest.Test(t, func(t *testing.T) {
		l := d.loader()
		d.load(l)
		d.Remove("z/z01.example.zone")
		problem := "z/z01.example.zone: the file is gone (its zone is served for 1m0s more)"
		loaded := d.load(l, problem)
		d.wantZones(loaded, all...)
		if loaded.Changed || len(loaded.Refused.Fresh) != 1 {
			t.Error("changed, or not told")
		}
		time.Sleep(grace - time.Second)
		if loaded = d.load(l, problem); len(loaded.Refused.Fresh) != 0 {
			t.Error("told twice")
		}
		time.Sleep(time.Second)
		d.wantZones(d.load(l), all[0], all[2])
	})
}

// A gap in the time of a replacement is nothing.
func TestFileThatCameBack(t *testing.T) {
	d, all := folderOf(t, 3)
	synctest.Test(t, func(t *testing.T) {
		l := d.loader()
		first := d.load(l)
		gap := func() {
			d.OK(os.Rename(d.Path("z/z01.example.zone"), d.Path("aside")))
			d.wantZones(d.load(l, "z/z01.example.zone: the file is gone (its zone is served for 1m0s more)"), all...)
			time.Sleep(grace - time.Second)
			d.OK(os.Rename(d.Path("aside"), d.Path("z/z01.example.zone")))
			if loaded := d.load(l); loaded.World != first.World {
				t.Error("the same zone is another after the gap")
			}
		}
		gap()
		gap() // the minute begins anew
	})
}

func TestRenamedFile(t *testing.T) {
	d, all := folderOf(t, 3)
	l := d.loader()
	d.load(l)
	d.OK(os.Rename(d.Path("z/z01.example.zone"), d.Path("z/other.zone")))
	d.wantZones(d.load(l), all...)
}

// Many at once are a mistake until somebody says that they are not.
func TestManyVanishedFiles(t *testing.T) {
	d, all := folderOf(t, 10)
	synctest.Test(t, func(t *testing.T) {
		l := d.loader()
		d.load(l)
		d.Remove("z/z01.example.zone")
		d.Remove("z/z02.example.zone")
		problem := "z: 2 of 10 zone files are gone (an interrupted copy? if it is meant: geosrv reload --force)"
		d.wantZones(d.load(l, problem), all...)
		time.Sleep(2 * grace)
		d.wantZones(d.load(l, problem), all...)
		d.wantZones(d.accepted(l.Reload, problem), all...)
		d.wantZones(d.accepted(l.Force), slices.Delete(slices.Clone(all), 1, 3)...)
	})
}

// A folder that is not there is not an empty one, and an empty one is not
// believed either.
func TestVanishedFolder(t *testing.T) {
	d, all := folderOf(t, 2)
	l := d.loader()
	d.load(l)
	d.OK(os.Rename(d.Path("z"), d.Path("away")))
	problem := "geosrv.yaml:1:9: zones: z cannot be listed: no such file or directory"
	d.wantZones(d.load(l, problem), all...)
	d.wantZones(d.accepted(l.Reload, problem), all...)
	d.OK(os.Mkdir(d.Path("z"), 0o755))
	d.wantZones(d.accepted(l.Reload, "geosrv.yaml:1:9: zones: there is no zone file in z (put *.zone or *.db files there, or leave the folder out)"), all...)
	d.Remove("z")
	d.OK(os.Rename(d.Path("away"), d.Path("z")))
	d.wantZones(d.load(l), all...)
}

// What the configuration does not name any more goes at once.
func TestSourceTakenOut(t *testing.T) {
	d, _ := folderOf(t, 2)
	d.Write("b.example.zone", sitedir.Plain("b.example", 1))
	d.Write("geosrv.yaml", "zones: [z, b.example.zone]\n")
	l := d.loader()
	d.load(l)
	d.Write("geosrv.yaml", "zones: [b.example.zone]\n")
	d.wantZones(d.load(l), "b.example")
}

// Half a copy reads well if it was cut at the end of a line.
func TestShrunkZone(t *testing.T) {
	d := only(t, "[a.example.zone]")
	d.Write("a.example.zone", sitedir.Plain("a.example", 60))
	l := d.loader()
	first := d.load(l)
	d.Write("a.example.zone", sitedir.Plain("a.example", 30))
	problem := "a.example.zone: 30 of the 62 names are gone (a copy cut short? if it is meant: geosrv reload --force)"
	loaded := d.load(l, problem)
	if loaded.Changed || loaded.World != first.World || len(loaded.Refused.Fresh) != 1 {
		t.Error("half of the zone is gone, or nobody was told")
	}
	if loaded = d.load(l, problem); len(loaded.Refused.Fresh) != 0 {
		t.Error("told twice")
	}
	if loaded = d.accepted(l.Reload, problem); loaded.Changed {
		t.Error("an order without force is enough")
	}
	d.Write("a.example.zone", sitedir.Plain("a.example", 44)) // 16 of 62 names, less than 30 %
	if loaded = d.load(l); zoneOf(loaded, "a.example").Nodes() != 46 {
		t.Error("an edit is not served")
	}
	d.Write("a.example.zone", sitedir.Plain("a.example", 1)) // of fewer than 50 names
	if loaded = d.load(l); zoneOf(loaded, "a.example").Nodes() != 3 {
		t.Error("an edit of a small zone is not served")
	}
	d.Write("a.example.zone", sitedir.Plain("a.example", 60))
	d.load(l)
	d.Write("a.example.zone", sitedir.Plain("a.example", 30))
	d.load(l, problem)
	if loaded = d.accepted(l.Force); !loaded.Changed || zoneOf(loaded, "a.example").Nodes() != 32 {
		t.Error("the zone is not served by force")
	}
}

// Two files of one apex are refused, whoever came first.
func TestTwoFilesOfOneZone(t *testing.T) {
	d, all := folderOf(t, 2)
	l := d.loader()
	d.load(l)
	d.Write("z/again.zone", sitedir.Plain(all[0], 5))
	d.refused(l.Load, "z/again.zone: it is new, and is held back until what else is wrong is mended (is that the cause?)",
		"z/z00.example.zone: zone z00.example. is already read from z/again.zone (one file per zone)")
}
