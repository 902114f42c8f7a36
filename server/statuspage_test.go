package server

import (
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"geosrv/server/control"
	"geosrv/server/status"
)

// reported is what the page of a server would show.
func reported(t *testing.T, s *Server) *status.Report {
	t.Helper()
	r, err := s.report(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// groupNamed is a group of a report.
func groupNamed(t *testing.T, r *status.Report, name string) *status.Group {
	t.Helper()
	i := slices.IndexFunc(r.Groups, func(g status.Group) bool { return g.Name == name })
	if i < 0 {
		t.Fatalf("no group %s", name)
	}
	return &r.Groups[i]
}

// besideSite is what a group answers to those beside a site.
func besideSite(r *status.Report, g *status.Group, site string) string {
	return strings.Join(g.Answers[g.Orders[r.Lists[g.List].Sites[site]]].Pools, " ")
}

// fromCountry is what a group answers to a country.
func fromCountry(r *status.Report, g *status.Group, country string) string {
	return strings.Join(g.Answers[g.Orders[r.Lists[g.List].Countries[country]]].Pools, " ")
}

// The report has the answer of each place, before and after a pool's death.
func TestReport(t *testing.T) {
	t.Parallel()
	s, _ := shown(t)
	r := reported(t, s.Server)
	ladder := groupNamed(t, r, "_sip._tls.example.com")
	for site, want := range map[string]string{"ams": "ams nyc sin", "nyc": "nyc ams sin", "sin": "sin ams nyc"} {
		if got := besideSite(r, ladder, site); got != want {
			t.Errorf("near %s: %s, want %s", site, got, want)
		}
	}
	for country, want := range map[string]string{"NL": "ams nyc sin", "US": "nyc ams sin", "MY": "sin ams nyc"} {
		if got := fromCountry(r, ladder, country); got != want || r.Nearest[country] != strings.Fields(want)[0] {
			t.Errorf("from %s: %s, nearest %s, want %s", country, got, r.Nearest[country], want)
		}
	}
	if xmpp := groupNamed(t, r, "xmpp"); xmpp.List != -1 || !xmpp.Well || !ladder.Well {
		t.Errorf("xmpp %+v, ladder %+v", xmpp, ladder)
	}
	if len(r.Alarms) != 0 || len(r.Sites) != 3 || len(r.Overrides) != 1 || r.Server != "ns1.example.com" {
		t.Errorf("alarms %v, sites %v, overrides %v, server %s", r.Alarms, r.Sites, r.Overrides, r.Server)
	}

	for _, addr := range []string{"192.0.2.11", "192.0.2.12"} {
		s.edges.silence(addr, true)
	}
	s.soon("the death is reported", func() bool {
		r = reported(t, s.Server)
		return slices.ContainsFunc(r.Alarms, func(a status.Alarm) bool { return a.Text == "Pool ams is silent" && a.Bad }) &&
			besideSite(r, groupNamed(t, r, "_sip._tls.example.com"), "ams") == "nyc sin ams"
	})
	if ladder = groupNamed(t, r, "_sip._tls.example.com"); ladder.Well || !slices.Equal(ladder.Silent, []string{"ams"}) {
		t.Errorf("ladder %+v", ladder)
	}
	dead := slices.IndexFunc(r.Endpoints, func(e status.Endpoint) bool { return e.Key == "sip/tls 192.0.2.11:443 name=access-ams.example.com" })
	if e := r.Endpoints[dead]; e.Verdict != "silent" || e.Took[len(e.Took)-1] != -1 || e.Took[0] < 0 {
		t.Errorf("%+v", e)
	}
	if !slices.ContainsFunc(r.History, func(e control.Event) bool { return e.Who == "ams" && e.To == "silent" }) {
		t.Errorf("history %+v", r.History)
	}
}

// The page comes, moves and goes with the configuration; an address that cannot be
// had leaves it where it was.
func TestStatusPageReload(t *testing.T) {
	t.Parallel()
	d := newDisk(t)
	r := serve(t, d)
	if r.StatusAddr().IsValid() {
		t.Fatalf("a page at %s that nobody asked for", r.StatusAddr())
	}
	d.edit("geosrv.yaml", "profile: lync\n", "profile: lync\nstatus: 127.0.0.1:0\n")
	d.ok(r.Reload())
	first := r.StatusAddr()
	if got := fetch(t, "http://"+first.String()+"/", ""); !strings.Contains(got, "<title>geosrv</title>") {
		t.Errorf("the page is %q", got)
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	d.ok(err)
	defer taken.Close()
	d.edit("geosrv.yaml", "status: 127.0.0.1:0\n", "status: "+taken.Addr().String()+"\n")
	if err := r.Reload(); err == nil || !strings.Contains(err.Error(), "geosrv.yaml:2:9: status: listen tcp ") || r.StatusAddr() != first {
		t.Errorf("%v, and the page is at %s", err, r.StatusAddr())
	}
	d.edit("geosrv.yaml", "status: "+taken.Addr().String(), `status: {listen: "127.0.0.1:0", names: [status.example.net]}`)
	d.ok(r.Reload())
	if got := fetch(t, "http://"+r.StatusAddr().String()+"/", "status.example.net"); !strings.Contains(got, "<title>") {
		t.Errorf("under its name: %q", got)
	}
	d.edit("geosrv.yaml", `status: {listen: "127.0.0.1:0", names: [status.example.net]}`, "status: none")
	d.ok(r.Reload())
	if r.StatusAddr().IsValid() {
		t.Errorf("the page is still at %s", r.StatusAddr())
	}
}

// fetch gets a page, under a host if one is given.
func fetch(t *testing.T, url, host string) string {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	q.Host = host
	reply, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	text, err := io.ReadAll(reply.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A page whose address is taken keeps no server from starting: it says so, once, and
// the page comes when the address is free.
func TestStatusPageTakenAtStart(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	d := newDisk(t)
	d.edit("geosrv.yaml", "profile: lync\n", "profile: lync\nstatus: "+taken.Addr().String()+"\n")
	r := serve(t, d)
	r.want("_sip._tls.example.com", dns.TypeSRV, "10.1.2.0", amsFirst)
	if r.StatusAddr().IsValid() {
		t.Errorf("the page is at %s", r.StatusAddr())
	}
	r.heal()
	if n := strings.Count(r.log.String(), "there is no status page"); n != 1 {
		t.Errorf("it is said %d times:\n%s", n, r.log)
	}
	if err := r.Reload(); err == nil || !strings.Contains(err.Error(), "geosrv.yaml:2:9: status: listen tcp ") {
		t.Errorf("%v", err)
	}
	taken.Close()
	r.heal()
	if got := r.StatusAddr().String(); got != taken.Addr().String() {
		t.Errorf("the page is at %s, want %s", got, taken.Addr())
	}
	d.ok(r.Reload())
}
