package demo

import (
	"bytes"
	"context"
	"errors"
	"net/netip"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"geosrv/health"
)

// quick is a demo on a free port that probes ten times as often as the one that
// people see. What it prints goes to the buffer.
func quick(t *testing.T) (*demo, *bytes.Buffer) {
	out := new(bytes.Buffer)
	d := newDemo(Options{Listen: netip.MustParseAddrPort("127.0.0.1:0"), Once: true, Out: out})
	d.config = edited(t, d.config,
		"interval: 1s", "interval: 100ms", "fast_interval: 250ms", "fast_interval: 50ms",
		"hold_down: 2s", "hold_down: 200ms", "return_after: 2s", "return_after: 1s")
	return d, out
}

// edited replaces words that must be there.
func edited(t *testing.T, text string, pairs ...string) string {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("%q is not in the text", pairs[i])
		}
		text = strings.ReplaceAll(text, pairs[i], pairs[i+1])
	}
	return text
}

func TestStoryIsRight(t *testing.T) {
	t.Parallel()
	d, out := quick(t)
	if err := d.run(t.Context()); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	text := out.String()
	for _, want := range []string{
		"geosrv demo: example.com on 127.0.0.1:" + d.port() + ", 21 simulated services\n",
		"   $ dig @127.0.0.1 -p " + d.port() + " +subnet=192.0.2.7/32 _sip._tls.example.com SRV\n",
		"SRV     10 10 443 access-ams.example.com.\n",
		"SRV     1000 10 443 access-ams.example.com.\n",
		" s after the kill\n", " s after the return\n",
		"\nThe story is right: 4 steps, 49 answers.\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	for _, line := range strings.Split(text, "\n") {
		if utf8.RuneCountInString(line) > 100 {
			t.Errorf("more than 100 columns: %q", line)
		}
	}
	if strings.ContainsAny(text, "\x1b\r\t") || strings.Contains(text, "WRONG") {
		t.Errorf("not plain, or wrong:\n%s", text)
	}
}

// port is where the demo serves.
func (d *demo) port() string {
	_, port, _ := strings.Cut(d.asker.at.String(), ":")
	return port
}

// goesWrong runs a demo that was broken on purpose: it must end with ErrWrong
// at the step and show what it got and wanted.
func goesWrong(t *testing.T, d *demo, out *bytes.Buffer, step string, shows ...string) {
	t.Helper()
	err := d.run(t.Context())
	if !errors.Is(err, ErrWrong) || !strings.Contains(err.Error(), step) {
		t.Fatalf("error %v, want it wrong at %q\n%s", err, step, out)
	}
	for _, want := range append(shows, "WRONG: dig @127.0.0.1 -p "+d.port()) {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if strings.Contains(out.String(), "The story is right") {
		t.Errorf("it says that it is right:\n%s", out)
	}
}

func TestSwappedSitesAreWrong(t *testing.T) {
	const ams, nyc, sin = "ams: {at: [52.37, 4.90]}", "nyc: {at: [40.71, -74.01]}", "sin: {at: [1.35, 103.82]}"
	at := func(site, of string) string { return site + of[3:] }
	for name, c := range map[string]struct {
		swap []string
		got  string
	}{
		"nyc and sin": {
			[]string{nyc, at("nyc", sin), sin, at("sin", nyc)},
			"got    10 10 443 access-ams.example.com., 20 10 443 access-sin.example.com., 30 10 443 access-nyc.example.com.",
		},
		"ams and nyc": {
			[]string{ams, at("ams", nyc), nyc, at("nyc", ams)},
			"got    10 10 443 access-sin.example.com., 20 10 443 access-nyc.example.com., 30 10 443 access-ams.example.com.",
		},
		"ams and sin": {
			[]string{ams, at("ams", sin), sin, at("sin", ams)},
			"got    10 10 443 access-nyc.example.com., 20 10 443 access-sin.example.com., 30 10 443 access-ams.example.com.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, out := quick(t)
			d.config = edited(t, d.config, c.swap...)
			d.story[0].within = 500 * time.Millisecond
			goesWrong(t, d, out, "step 1, All up", c.got)
		})
	}
}

func TestIgnoredVerdictsAreWrong(t *testing.T) {
	t.Parallel()
	d, out := quick(t)
	ask := d.probe
	d.probe = func(ctx context.Context, e health.Endpoint) health.Observation {
		o := ask(ctx, e)
		o.Outcome, o.Reason = health.Answered, health.ReasonOK
		return o
	}
	d.story[1].within = time.Second
	goesWrong(t, d, out, "step 2, One server of ams dies",
		"got    192.0.2.11, 192.0.2.12\n   want   192.0.2.12\n")
}

func TestNothingFailsBackIsWrong(t *testing.T) {
	t.Parallel()
	d, out := quick(t)
	d.config = edited(t, d.config, "rise: 2", "rise: 100")
	d.story[3].within = 2 * time.Second
	goesWrong(t, d, out, "step 4, All of ams returns",
		"got    10 10 443 access-nyc.example.com., 20 10 443 access-sin.example.com., 30 10 443 access-ams.example.com.",
		"got    198.51.100.11, 198.51.100.12\n   want   192.0.2.11, 192.0.2.12\n")
}

func TestUnprobedServersAreWrong(t *testing.T) {
	t.Parallel()
	d, out := quick(t)
	d.probe = func(context.Context, health.Endpoint) health.Observation {
		return health.Observation{Outcome: health.Answered, Reason: health.ReasonOK}
	}
	d.meeting = 300 * time.Millisecond
	if err := d.run(t.Context()); !errors.Is(err, ErrWrong) || !strings.Contains(err.Error(), "21 of 21 services were never probed") {
		t.Errorf("error %v\n%s", err, out)
	}
}
