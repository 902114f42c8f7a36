package server

import (
	"math/rand/v2"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"geosrv/geo"
	"geosrv/server/config"
	"geosrv/server/load/sitedir"
)

func faultOf(what string) func(d *disk) { return allFaults()[what] }

// allFaults are the faults of testdata/faults.md by their words.
func allFaults() map[string]func(d *disk) {
	all := map[string]func(d *disk){}
	for _, some := range []map[string]func(d *disk){bigFaults(), zoneFaults(), folderFaults(), goodEdits(), configFaults(), databaseFaults(), otherFaults()} {
		for what, do := range some {
			all[what] = do
		}
	}
	return all
}

const bigZone = "big.example.zone"

// big replaces a line of the large zone: that of its fiftieth host. The first host moves
// too, so that a part that is loaded is seen.
func big(line string) func(d *disk) {
	return func(d *disk) {
		d.edit(bigZone, "hostaa A 192.0.2.1\n", "hostaa A 192.0.2.99\n")
		d.edit(bigZone, "hostbx A 192.0.2.1\n", line)
	}
}

func bigFaults() map[string]func(d *disk) {
	return map[string]func(d *disk){
		"syntax error":                                 big("hostbx A 192.0.2.x\n"),
		"record type that nobody knows":                big("hostbx AX 192.0.2.1\n"),
		"malformed service binding":                    big("hostbx SVCB 1 . port=port\n"),
		"malformed list of prefixes":                   big("hostbx APL 1:192.0.2.0/99\n"),
		"malformed host identity":                      big("hostbx HIP 2 zz AQ==\n"),
		"malformed location":                           big("hostbx LOC 99 0 0 N 4 54 0 E 0m\n"),
		"NAPTR that ends too early":                    big("hostbx NAPTR 10 100 u E2U+sip\n"),
		"text of more octets than fit":                 big("hostbx TXT \"" + strings.Repeat("x", 256) + "\"\n"),
		"two CNAME at one name":                        big("hostbx CNAME hostaa\nhostbx CNAME hostab\n"),
		"data below a DNAME":                           big("hostbx DNAME example.org.\nwww.hostbx A 192.0.2.1\n"),
		"$INCLUDE of another file":                     big("$INCLUDE other.zone\n"),
		"$GENERATE without measure":                    big("$GENERATE 1-2000000000 g$ A 192.0.2.1\n"),
		"CNAME beside other data":                      big("hostbx A 192.0.2.1\nhostbx CNAME hostaa\n"),
		"data of another zone":                         big("hostbx.example.org. A 192.0.2.1\n"),
		"two SOA":                                      big("@ SOA ns2 hostmaster 1 3600 600 86400 60\n"),
		"a line without an end":                        big("hostbx TXT \"" + strings.Repeat("x", 1<<20) + "\n"),
		"parentheses without an end":                   big("hostbx TXT " + strings.Repeat("(", 100000) + "\n"),
		"octets that are no text":                      big("host\x00\xff\x01 \x02 A\n"),
		"no SOA":                                       func(d *disk) { d.edit(bigZone, "@ SOA ns1 hostmaster 1 3600 600 86400 60\n", "") },
		"SOA beside the apex":                          func(d *disk) { d.edit(bigZone, "@ SOA", "www SOA") },
		"no NS at the apex":                            func(d *disk) { d.edit(bigZone, "@ NS ns1\n", "") },
		"zone cut between two records":                 func(d *disk) { d.write(bigZone, upTo(d, bigZone, "hostby A")) },
		"zone cut inside an address":                   func(d *disk) { d.write(bigZone, upTo(d, bigZone, "92.0.2.1\nhostby A")) },
		"zone emptied":                                 func(d *disk) { d.write(bigZone, "") },
		"zone file deleted":                            func(d *disk) { d.remove(bigZone) },
		"zone file that is a folder":                   func(d *disk) { d.remove(bigZone); d.ok(os.Mkdir(d.path(bigZone), 0o755)) },
		"zone file that is a pipe":                     func(d *disk) { d.remove(bigZone); d.ok(syscall.Mkfifo(d.path(bigZone), 0o644)) },
		"zone file that cannot be opened":              func(d *disk) { d.remove(bigZone); d.ok(os.Symlink(bigZone, d.path(bigZone))) },
		"zone file of a terabyte":                      func(d *disk) { d.ok(os.Truncate(d.path(bigZone), 1<<40)) },
		"configuration and zone contradict each other": func(d *disk) { d.edit("example.com.zone", "access-nyc  A   198.51.100.11\n", "") },
	}
}

// upTo is a file up to some text.
func upTo(d *disk, name, text string) string {
	d.Helper()
	all, err := os.ReadFile(d.path(name))
	d.ok(err)
	before, _, found := strings.Cut(string(all), text)
	if !found {
		d.Fatalf("%s has no %q", name, text)
	}
	return before
}

func zoneFaults() map[string]func(d *disk) {
	return map[string]func(d *disk){
		"zone without its steered set": func(d *disk) {
			d.edit("geosrv.yaml", "listen:", "# a remark that changes nothing\nlisten:")
			d.write("other.zone", strings.NewReplacer("example.com", "other.example", "access-ams\n", "access-ams.example.com.\n", "SRV 10 10 443 access-nyc\n", "SRV 10 10 443 access-nyc.example.com.\n").Replace(upTo(d, "example.com.zone", "access-ams  A")))
			d.edit("geosrv.yaml", "[big.example.zone", "[other.zone, big.example.zone") // the glob matches there
			d.edit("example.com.zone", "_sip._tls ", "_sips._tcp")
		},
		"zone with nothing but its apex": func(d *disk) {
			d.write("plain/z00.example.zone", "$ORIGIN z00.example.\n$TTL 300\n@ SOA ns1.example.com. hostmaster 2 3600 600 86400 60\n@ NS ns1.example.com.\n")
		},
		"every zone of a folder damaged": func(d *disk) {
			entries, err := os.ReadDir(d.path("plain"))
			d.ok(err)
			for _, e := range entries {
				d.write("plain/"+e.Name(), "damaged\n")
			}
		},
	}
}

func folderFaults() map[string]func(d *disk) {
	return map[string]func(d *disk){
		"folder of zones gone":    func(d *disk) { d.ok(os.Rename(d.path("plain"), d.path("away"))) },
		"folder of zones emptied": func(d *disk) { d.remove("plain"); d.ok(os.Mkdir(d.path("plain"), 0o755)) },
		"folder that lost a quarter of its zones": func(d *disk) {
			for _, name := range []string{"z00", "z05", "z11"} {
				d.remove("plain/" + name + ".example.zone")
			}
		},
	}
}

// goodEdits are those that look like faults and are none.
func goodEdits() map[string]func(d *disk) {
	all := func(d *disk) string {
		old, err := os.ReadFile(d.path(bigZone))
		d.ok(err)
		return strings.ReplaceAll(string(old), "A 192.0.2.1\n", "A 192.0.2.77\n")
	}
	return map[string]func(d *disk){
		"mixed TTL in one RRset": func(d *disk) { d.write(bigZone, all(d)+"mix 60 A 192.0.2.1\nmix 90 A 192.0.2.2\n") },
		"lower serial, other content": func(d *disk) {
			d.write(bigZone, strings.Replace(all(d), "hostmaster 1 ", "hostmaster 0 ", 1))
		},
		"same serial, other content": func(d *disk) { d.write(bigZone, all(d)) },
		"serial jumped by 2^31": func(d *disk) {
			d.write(bigZone, strings.Replace(all(d), "hostmaster 1 ", "hostmaster 2147483649 ", 1))
		},
		"hard link put in place": func(d *disk) {
			d.write("new", all(d))
			d.ok(os.Link(d.path("new"), d.path("link")))
			d.ok(os.Rename(d.path("link"), d.path(bigZone)))
		},
		"written as an editor does": func(d *disk) {
			text := all(d)
			d.ok(os.Rename(d.path(bigZone), d.path(bigZone+"~")))
			d.write(bigZone, text)
		},
		"TTL of 0, and one beyond all bounds": func(d *disk) { d.write(bigZone, all(d)+"nil 0 A 192.0.2.1\nlong 4294967295 A 192.0.2.1\n") },
		"record type by its number":           func(d *disk) { d.write(bigZone, all(d)+"number TYPE65280 \\# 4 c0000201\n") },
		"tabs for blanks":                     func(d *disk) { d.write(bigZone, strings.ReplaceAll(all(d), " ", "\t")) },
		"name without its last dot":           func(d *disk) { d.write(bigZone, all(d)+"www.big.example A 192.0.2.1\n") },
		"put in place by renaming":            func(d *disk) { d.put(bigZone, all(d)) },
		"older file put in place": func(d *disk) {
			d.write("old.tmp", all(d))
			d.ok(os.Chtimes(d.path("old.tmp"), time.Unix(1e9, 0), time.Unix(1e9, 0)))
			d.ok(os.Rename(d.path("old.tmp"), d.path(bigZone)))
		},
		"link swapped": func(d *disk) {
			d.write("..2/"+bigZone, all(d))
			d.ok(os.Symlink("..2/"+bigZone, d.path("link")))
			d.ok(os.Rename(d.path("link"), d.path(bigZone)))
		},
		"byte order mark and CRLF": func(d *disk) { d.write(bigZone, "\ufeff"+strings.ReplaceAll(all(d), "\n", "\r\n")) },
	}
}

func configFaults() map[string]func(d *disk) {
	const file = "geosrv.yaml"
	return map[string]func(d *disk){
		"unknown key":                             func(d *disk) { d.edit(file, "listen:", "colour: red\nlisten:") },
		"configuration that is no YAML":           func(d *disk) { d.write(file, "{[}\n") },
		"configuration emptied":                   func(d *disk) { d.write(file, "") },
		"configuration deleted":                   func(d *disk) { d.remove(file) },
		"the same keys twice":                     func(d *disk) { d.edit(file, "steer:", "ttl: 30s\nttl: 20s\nsteer:") },
		"configuration cut between two lines":     func(d *disk) { d.write(file, upTo(d, file, "steer:")) },
		"configuration cut inside a line":         func(d *disk) { d.write(file, upTo(d, file, "s: [\"_sip")) },
		"configuration without most of its zones": func(d *disk) { d.edit(file, "example.com.zone, plain]", "example.com.zone]") },
		"configuration larger than may be": func(d *disk) {
			d.edit(file, "steer:", "# "+strings.Repeat("x", config.MaxText)+"\nsteer:")
		},
		"mistake in what nobody uses": func(d *disk) { d.edit(file, "steer:", "services: {unused: {check: sips}}\nsteer:") },
	}
}

func databaseFaults() map[string]func(d *disk) {
	const file = "places.mmdb"
	return map[string]func(d *disk){
		"database truncated in place":   func(d *disk) { d.ok(os.Truncate(d.path(file), 500)) },
		"database emptied":              func(d *disk) { d.ok(os.Truncate(d.path(file), 0)) },
		"database that is a text":       func(d *disk) { d.write(file, "not a database\n") },
		"database deleted":              func(d *disk) { d.remove(file) },
		"database that is a folder":     func(d *disk) { d.remove(file); d.ok(os.Mkdir(d.path(file), 0o755)) },
		"database that moves everybody": func(d *disk) { d.put(file, sitedir.WidePlaces(d, 224)) },
		"database with nobody":          func(d *disk) { d.put(file, emptyDatabase(d)) },
		"database of an older build":    func(d *disk) { d.put(file, olderPlaces(d)) },
		"database with random octets": func(d *disk) {
			text, err := os.ReadFile(d.path(file))
			d.ok(err)
			rng := rand.New(rand.NewPCG(1, 2))
			for range 100 {
				text[rng.IntN(len(text))] = byte(rng.Uint32())
			}
			d.write(file, string(text))
		},
	}
}

// olderPlaces is the database that is there, as it would be had it been built a day
// before: what places it knows is the same.
func olderPlaces(d *disk) string {
	d.Helper()
	text, err := os.ReadFile(d.path("places.mmdb"))
	d.ok(err)
	const key = "build_epoch" // then an integer: two octets say its type and size
	at := strings.LastIndex(string(text), key) + len(key)
	if at < len(key) || text[at] == 0 || text[at] > 8 || text[at+1] != 2 {
		d.Fatal("this is no .mmdb database as we know them")
	}
	number := text[at+2 : at+2+int(text[at])]
	built := uint64(0)
	for _, octet := range number {
		built = built<<8 | uint64(octet)
	}
	built -= 24 * 3600
	for i := range number {
		number[len(number)-1-i] = byte(built >> (8 * i))
	}
	return string(text)
}

func otherFaults() map[string]func(d *disk) {
	return map[string]func(d *disk){
		"overrides with a mistake":      func(d *disk) { d.write("overrides", "drian pool:ams\n") },
		"overrides deleted":             func(d *disk) { d.remove("overrides") },
		"cookie secrets with a mistake": func(d *disk) { d.write("secrets", "oops\n") },
		"cookie secrets deleted":        func(d *disk) { d.remove("secrets") },
	}
}

// emptyDatabase is a database that knows nobody.
func emptyDatabase(t testing.TB) string {
	t.Helper()
	b, err := geo.BuildNetworks(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
