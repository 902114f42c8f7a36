package metrics

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"geosrv/health"
	"geosrv/server/control"
	"geosrv/server/listen"
)

// full is a snapshot in which every family has a value.
func full() *Snapshot {
	ends := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	return &Snapshot{
		Version: "v1.2.3",
		Sockets: [2]listen.Counters{{UDP: 10, TCP: 3, Dropped: 1, Conns: 2, Idle: 1}, {UDP: 4}},
		Open:    1,
		Replies: []Replies{
			{Count: 9, Rcode: NoError, Type: TypeOf(1)},
			{Count: 4, Rcode: NXDomain, Type: TypeOf(9999), Truncated: true},
			{Count: 3, Rcode: BadVers, Type: TypeOf(33), TCP: true},
		},
		Subnets: 9,
		Limited: Limited{Passed: 5, Slipped: 2, Dropped: 1, Exempt: 6},
		Plan:    Plan{Generation: 7, Published: ends, Publishes: 8, Zones: 2, Names: 30, Sets: 5, Groups: 3, Classes: 4, DatabaseOf: ends},
		Inputs:  []Input{{"zones", ends}, {"geo", ends}},
		Reloads: Reloads{Good: 3, Refused: 1, Last: ends},
		Runner:  health.Counters{Attempts: 12, InFlight: 2, Limit: 1024, Lag: health.Lag{Counts: [14]uint64{5, 1}, Sum: time.Second}},
		Checks: []Check{{
			Name: "sip/tls", Took: Histogram{Bounds: []float64{.1, 1}, Counts: []uint64{4, 2, 1}, Sum: 3.5},
			Outcomes: map[Moved]uint64{{"answered", "ok"}: 6, {"failed", "timeout"}: 1},
		}},
		Status: &control.Status{
			Isolated: true,
			Pools:    []control.PoolStatus{{Name: "ams", Site: "ams", Standing: "silent", StoodDown: []string{"federation"}}},
			Endpoints: []control.EndpointStatus{
				{Key: "sip/tls 192.0.2.11:443", Verdict: "silent", Certificate: &ends},
				{Key: "sip/tls 192.0.2.12:443", Verdict: "up"},
			},
			Groups: []control.GroupStatus{
				{Name: "federation", Policy: "one", Answers: []control.PlacesAnswer{
					{Share: .5, Pools: []string{"nyc", "sin"}, Why: "chosen"},
					{Share: .25, Pools: []string{"nyc"}, Why: "chosen"},
					{Share: .25, Pools: []string{"sin"}, Why: "farther"},
				}},
				{Name: "access-ams.example.com", Policy: "members", Answers: []control.PlacesAnswer{{Share: 1, Pools: []string{"192.0.2.12"}}}},
			},
			Overrides:   []control.Override{{Words: "drain pool:ams"}, {Words: "pin federation nyc --hard", Dangling: true}},
			Nameservers: []control.NameserverStatus{{Name: "ns2.example.com", Addr: "198.51.100.53:53", Heard: true}},
		},
		Events: map[Moved]uint64{{"pool", "silent"}: 2, {"pool", "stood down"}: 1},
		Turns:  map[Moved]uint64{{"silent", "timeout"}: 2},
		Hook:   Hook{Told: 2, Failed: 1}, Forgot: 5, State: State{Written: ends, Failures: 1}, LogDrops: 9,
	}
}

// scrape is what a collector of a snapshot tells.
func scrape(t *testing.T, snap *Snapshot) string {
	t.Helper()
	c := NewCollector(func(context.Context) *Snapshot { return snap })
	w := httptest.NewRecorder()
	Handlers(c, func() bool { return true })[MetricsPath].ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	return w.Body.String()
}

func TestScrape(t *testing.T) {
	got := strings.Split(scrape(t, full()), "\n")
	for _, want := range []string{
		`geosrv_requests_total{family="ipv4",transport="udp"} 10`,
		`geosrv_requests_total{family="ipv6",transport="udp"} 4`,
		`geosrv_replies_total{rcode="NOERROR",transport="udp"} 9`,
		`geosrv_replies_total{rcode="BADVERS",transport="tcp"} 3`,
		`geosrv_replies_total{rcode="REFUSED",transport="tcp"} 0`,
		`geosrv_replies_truncated_total{transport="udp"} 4`,
		`geosrv_questions_total{type="A"} 9`,
		`geosrv_questions_total{type="other"} 4`,
		`geosrv_subnet_queries_total 9`,
		`geosrv_rate_limit_replies_total{ruling="slipped"} 2`,
		`geosrv_requests_dropped_total 1`,
		`geosrv_tcp_closed_total{reason="idle"} 1`,
		`geosrv_plan_generation 7`,
		`geosrv_geo_database_built_timestamp_seconds 1.7960832e+09`,
		`geosrv_input_changed_timestamp_seconds{input="zones"} 1.7960832e+09`,
		`geosrv_last_reload_success 0`,
		`geosrv_reloads_total{result="refused"} 1`,
		`geosrv_probe_duration_seconds_bucket{check="sip/tls",le="0.1"} 4`,
		`geosrv_probe_duration_seconds_bucket{check="sip/tls",le="1"} 6`,
		`geosrv_probe_duration_seconds_count{check="sip/tls"} 7`,
		`geosrv_probe_outcomes_total{check="sip/tls",outcome="failed",reason="timeout"} 1`,
		`geosrv_probe_lag_seconds_count 6`,
		`geosrv_isolated 1`,
		`geosrv_endpoints{check="sip/tls",verdict="silent"} 1`,
		`geosrv_endpoint_verdict{check="sip/tls",endpoint="sip/tls 192.0.2.12:443",verdict="up"} 1`,
		`geosrv_endpoint_verdict{check="sip/tls",endpoint="sip/tls 192.0.2.12:443",verdict="silent"} 0`,
		`geosrv_endpoint_certificate_expiry_timestamp_seconds{check="sip/tls",endpoint="sip/tls 192.0.2.11:443"} 1.7960832e+09`,
		`geosrv_pool_standing{pool="ams",site="ams",standing="silent"} 1`,
		`geosrv_pool_stood_down_groups{pool="ams",site="ams"} 1`,
		`geosrv_group_places_ratio{group="federation",pool="nyc",reason="chosen"} 0.75`,
		`geosrv_overrides{verb="drain"} 1`,
		`geosrv_overrides_dangling 1`,
		`geosrv_nameserver_heard{address="198.51.100.53:53",nameserver="ns2.example.com"} 1`,
		`geosrv_events_total{kind="pool",reason="stood down"} 1`,
		`geosrv_endpoint_transitions_total{reason="timeout",verdict="silent"} 2`,
		`geosrv_hook_events_total{result="failed"} 1`,
		`geosrv_log_lines_dropped_total 9`,
	} {
		if !slices.Contains(got, want) {
			t.Errorf("missing: %s", want)
		}
	}
}

// TestLint asks Prometheus's own rules of names and help texts about a full scrape.
func TestLint(t *testing.T) {
	problems, err := promlint.New(strings.NewReader(scrape(t, full()))).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
	c := NewCollector(func(context.Context) *Snapshot { return full() })
	if problems, err = testutil.CollectAndLint(c); err != nil || len(problems) > 0 {
		t.Error(problems, err)
	}
}

// TestEveryFamilyIsTold: a full scrape has all families and no others of ours.
func TestEveryFamilyIsTold(t *testing.T) {
	text := scrape(t, full())
	told := map[string]bool{}
	for line := range strings.Lines(text) {
		if name, is := strings.CutPrefix(line, "# TYPE geosrv_"); is {
			name, _, _ = strings.Cut(name, " ")
			told["geosrv_"+name] = true
		}
	}
	for _, f := range Families() {
		if !told[f.Name] {
			t.Errorf("%s is not told", f.Name)
		}
		delete(told, f.Name)
	}
	if len(told) > 0 {
		t.Errorf("told, and no family: %v", told)
	}
	for _, name := range []string{"go_goroutines", "go_memstats_heap_alloc_bytes", "go_gc_heap_live_bytes", "process_open_fds"} {
		if !strings.Contains(text, "\n"+name+" ") {
			t.Errorf("%s is not told", name)
		}
	}
}

// TestStuckPublisher: the counters can be read, and it says that the rest is
// missing.
func TestStuckPublisher(t *testing.T) {
	snap := full()
	snap.Status = nil
	text := scrape(t, snap)
	for _, want := range []string{"geosrv_publisher_answers 0\n", `geosrv_requests_total{family="ipv4",transport="udp"} 10`} {
		if !strings.Contains(text, want) {
			t.Errorf("missing: %s", want)
		}
	}
	if strings.Contains(text, "geosrv_pool_standing{") {
		t.Error("it tells of pools that it does not know of")
	}
}

// TestBounded: ten thousand endpoints and groups do not make ten thousand series.
func TestBounded(t *testing.T) {
	snap := full()
	snap.Status.Endpoints, snap.Status.Groups = nil, nil
	for i := range 10_000 {
		name := strings.Repeat("x", 1+i%50) + time.Duration(i).String()
		snap.Status.Endpoints = append(snap.Status.Endpoints, control.EndpointStatus{Key: "tcp/tcp " + name, Verdict: "up"})
		snap.Status.Groups = append(snap.Status.Groups, control.GroupStatus{Name: name, Policy: "one", Answers: []control.PlacesAnswer{{Share: 1, Pools: []string{"ams"}}}})
	}
	text := scrape(t, snap)
	if n := strings.Count(text, "\ngeosrv_endpoint_verdict{"); n != 6*Most {
		t.Errorf("%d series of endpoints, want %d", n, 6*Most)
	}
	for _, want := range []string{
		"geosrv_endpoints_left_out 9000\n", "geosrv_groups_left_out 9000\n", `geosrv_endpoints{check="tcp/tcp",verdict="up"} 10000`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("missing: %s", want)
		}
	}
}

func TestHealthAndReady(t *testing.T) {
	ready := false
	h := Handlers(NewCollector(func(context.Context) *Snapshot { return full() }), func() bool { return ready })
	ask := func(path string, code int, want string) {
		t.Helper()
		w := httptest.NewRecorder()
		h[path].ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if text, _ := io.ReadAll(w.Result().Body); w.Code != code || string(text) != want {
			t.Errorf("%s: %d %q, want %d %q", path, w.Code, text, code, want)
		}
	}
	ask(HealthPath, 200, "alive\n")
	ask(ReadyPath, 503, "not ready: nothing is served yet\n")
	ready = true
	ask(ReadyPath, 200, "ready\n") // with ams silent and everything isolated
}
