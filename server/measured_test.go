package server

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"geosrv/server/metrics"
)

// TestMeasuredCountsReplies: each reply is counted once, as what it was, by UDP and
// TCP, also when its socket is gone.
func TestMeasuredCountsReplies(t *testing.T) {
	t.Parallel()
	r := serve(t, newDisk(t))
	r.ask("udp", "_sip._tls.example.com", dns.TypeSRV, "10.1.2.0")
	r.ask("udp", "_sip._tls.example.com", dns.TypeSRV, "")
	r.ask("tcp", "_sip._tls.example.com", dns.TypeSRV, "")
	r.ask("udp", "nothing.example.org", dns.TypeA, "")
	r.ask("udp", "example.edu", dns.TypeAAAA, "")
	newer := new(dns.Msg).SetQuestion("note.example.com.", dns.TypeTXT)
	newer.SetEdns0(1232, false).IsEdns0().SetVersion(1)
	if in, err := dns.Exchange(newer, r.Addrs()[0].String()); err != nil || in.Rcode != dns.RcodeBadVers {
		t.Fatal(in, err)
	}
	srv, a := metrics.TypeOf(dns.TypeSRV), metrics.TypeOf(dns.TypeA)
	want := []metrics.Replies{
		{Count: 2, Rcode: metrics.NoError, Type: srv},
		{Count: 1, Rcode: metrics.NoError, Type: srv, TCP: true},
		{Count: 1, Rcode: metrics.NXDomain, Type: a},
		{Count: 1, Rcode: metrics.Refused, Type: metrics.TypeOf(dns.TypeAAAA)},
		{Count: 1, Rcode: metrics.BadVers, Type: metrics.TypeOf(dns.TypeTXT)},
	}
	check := func(when string) {
		t.Helper()
		ctx, end := context.WithCancel(t.Context())
		end() // the publisher may be gone, and is not what is asked here
		all := r.Measured(ctx)
		got := all.Replies
		if all.Subnets != 1 {
			t.Errorf("%s: %d from a network that was said", when, all.Subnets)
		}
		for _, w := range want {
			if !slices.Contains(got, w) {
				t.Errorf("%s: there is no %+v in %+v", when, w, got)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s: %+v, want %+v", when, got, want)
		}
	}
	check("served")
	snap := r.Measured(t.Context())
	if snap.Sockets[0].UDP != 5 || snap.Sockets[0].TCP != 1 || snap.Sockets[1].UDP != 0 {
		t.Errorf("sockets: %+v", snap.Sockets)
	}
	if p := snap.Plan; p.Zones != 3 || p.Names != 17 || p.Groups != 3 || p.Publishes == 0 || p.Published.IsZero() {
		t.Errorf("plan: %+v", p)
	}
	if snap.Status == nil || len(snap.Status.Endpoints) != 2 || !r.Ready() {
		t.Errorf("status: %+v", snap.Status)
	}
	r.Close()
	check("closed")
}

// TestMeasuredReloads: a bad file, and a good one, are told apart, and only what
// changed is younger.
func TestMeasuredReloads(t *testing.T) {
	t.Parallel()
	r := serve(t, newDisk(t))
	first := r.Measured(t.Context())
	age := func(s *metrics.Snapshot, name string) metrics.Input {
		at := slices.IndexFunc(s.Inputs, func(i metrics.Input) bool { return i.Name == name })
		if at < 0 {
			t.Fatalf("no %s in %v", name, s.Inputs)
		}
		return s.Inputs[at]
	}
	if first.Reloads != (metrics.Reloads{LastGood: true}) {
		t.Errorf("at the start: %+v", first.Reloads)
	}
	r.write("example.com.zone", "$TTL nonsense\n")
	if err := r.Reload(); err == nil || !strings.Contains(err.Error(), "example.com.zone") {
		t.Fatal(err)
	}
	bad := r.Measured(t.Context())
	if bad.Reloads.LastGood || bad.Reloads.Partial == 0 || bad.Reloads.Last.IsZero() {
		t.Errorf("a bad file: %+v", bad.Reloads)
	}
	if age(bad, "zones") != age(first, "zones") || age(bad, "config") != age(first, "config") {
		t.Errorf("nothing changed: %v, then %v", first.Inputs, bad.Inputs)
	}
}

// TestMetricsAreServed: beside the status page, by Prometheus's rules of names.
func TestMetricsAreServed(t *testing.T) {
	t.Parallel()
	d := newDisk(t)
	d.edit("geosrv.yaml", "zones:", "status: 127.0.0.1:0\nzones:")
	r := serve(t, d)
	r.ask("udp", "_sip._tls.example.com", dns.TypeSRV, "10.1.2.0")
	get := func(path string) string {
		t.Helper()
		reply, err := http.Get("http://" + r.StatusAddr().String() + path)
		if err != nil {
			t.Fatal(err)
		}
		defer reply.Body.Close()
		text, err := io.ReadAll(reply.Body)
		if err != nil || reply.StatusCode != http.StatusOK {
			t.Errorf("%s: %s %v", path, reply.Status, err)
		}
		return string(text)
	}
	text := get("/metrics")
	problems, err := promlint.New(strings.NewReader(text)).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		if strings.HasPrefix(p.Metric, "geosrv_") {
			t.Errorf("%s: %s", p.Metric, p.Text)
		}
	}
	for _, want := range []string{
		`geosrv_requests_total{family="ipv4",transport="udp"} 1`, `geosrv_questions_total{type="SRV"} 1`,
		"geosrv_subnet_queries_total 1", "geosrv_zones 3", "geosrv_publisher_answers 1",
	} {
		if !strings.Contains(text, want+"\n") {
			t.Errorf("missing: %s", want)
		}
	}
	for _, pool := range r.Measured(t.Context()).Status.Pools {
		if want := `geosrv_pool_standing{pool="` + pool.Name; !strings.Contains(text, want) {
			t.Errorf("missing: %s", want)
		}
	}
	if got := get("/health") + get("/ready"); got != "alive\nready\n" {
		t.Errorf("%q", got)
	}
}
