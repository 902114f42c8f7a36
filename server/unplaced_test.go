package server

import (
	"testing"

	"github.com/miekg/dns"

	"geosrv/server/load/sitedir"
)

// TestUnplacedAsker: private addresses, addresses that should not be, and those that
// the database does not know get the order that geo.unknown says, each time, behind a
// reload of another database and behind a restart. Without it that is the zone's order.
func TestUnplacedAsker(t *testing.T) {
	for _, c := range []struct{ unknown, want string }{
		{"", amsFirst},
		{", unknown: [nyc, ams]", nycFirst},
	} {
		d := newDisk(t) // with a database of 10.0.0.0/8 and 172.16.0.0/12
		d.edit("geosrv.yaml", "{database: places.mmdb}", "{database: places.mmdb"+c.unknown+"}\nstate: state")
		r, err := d.start(t)
		d.ok(err)
		steady := func(when string) {
			t.Helper()
			for range 3 {
				for _, from := range []string{
					"192.168.1.0", "100.64.0.0", "169.254.1.0", "127.0.0.0", "0.0.0.0", "240.1.2.0", "224.0.0.0", "192.0.2.0", "8.8.8.0", "172.32.0.0", "11.0.0.0",
				} {
					if got := r.ask("udp", "_sip._tls.example.com", dns.TypeSRV, from); got != c.want {
						t.Errorf("%s, unknown %q, from %s: %s, want %s", when, c.unknown, from, got, c.want)
					}
				}
				r.want("_sip._tls.example.com", dns.TypeSRV, "172.16.1.0", nycFirst)
			}
		}
		steady("at first")
		d.put("places.mmdb", sitedir.Places(t, 52.1, 5))
		r.ok(r.Reload())
		steady("behind a reload")
		r.Close()
		r, err = d.start(t)
		d.ok(err)
		steady("behind a restart")
		if problems := r.fileProblems(); len(problems) > 0 {
			t.Errorf("%q", problems)
		}
	}
}
