package server

import (
	"strings"
	"testing"

	"github.com/miekg/dns"

	"geosrv/server/control"
	"geosrv/server/load/sitedir"
)

// TestStartsWithoutDatabase: a machine that has nothing to go on from and whose geo
// database has not come yet answers everybody by the default order, says so each time,
// takes zones meanwhile, also over a restart, and takes the database when it comes.
func TestStartsWithoutDatabase(t *testing.T) {
	for _, c := range []struct{ content, problem string }{
		{"", "places.mmdb cannot be read: no such file or directory"},
		{"half a database", "places.mmdb: "},
	} {
		d := newDisk(t)
		d.edit("geosrv.yaml", "{database: places.mmdb}", "{database: places.mmdb}\nstate: state")
		if d.remove("places.mmdb"); c.content != "" {
			d.write("places.mmdb", c.content)
		}
		before := "one"
		for _, note := range []string{"two", "three"} { // the second start has kept copies
			r, err := d.start(t)
			d.ok(err)
			r.want("_sip._tls.example.com", dns.TypeSRV, "10.1.2.0", amsFirst)
			r.want("_sip._tls.example.com", dns.TypeSRV, "172.16.1.0", amsFirst)
			log := r.log.String()
			if n := strings.Count(log, "answering without a geo database: who is in no network of the configuration gets the default order"); n != 1 || !strings.Contains(log, c.problem) || strings.Contains(log, "answering from") {
				t.Errorf("the log:\n%s", log)
			}
			st, err := r.Server.status(t.Context(), control.Peer{}, struct{}{})
			d.ok(err)
			if !strings.Contains(strings.Join(st.Files, "\n"), c.problem) || r.Measured(t.Context()).Reloads.LastGood {
				t.Errorf("the status says %q", st.Files)
			}
			d.edit("example.com.zone", before, note)
			before = note
			if err := r.Reload(); err == nil || !strings.Contains(err.Error(), c.problem) {
				t.Errorf("reload says %v", err)
			}
			r.want("note.example.com", dns.TypeTXT, "10.1.2.0", `"`+note+`"`)
			r.Close()
		}
		r, err := d.start(t)
		d.ok(err)
		d.put("places.mmdb", sitedir.Places(t, 52, 5))
		r.ok(r.Reload())
		r.want("_sip._tls.example.com", dns.TypeSRV, "172.16.1.0", nycFirst)
		r.want("_sip._tls.example.com", dns.TypeSRV, "10.1.2.0", amsFirst)
		if problems := r.fileProblems(); len(problems) > 0 || !r.Measured(t.Context()).Reloads.LastGood {
			t.Errorf("problems: %q", problems)
		}
	}
}
