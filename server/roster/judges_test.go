package roster

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// probes lists the endpoints of a group, pool by pool and address by address.
func probes(r *Roster, g *Group) string {
	var b strings.Builder
	for _, c := range g.Candidates {
		for _, j := range c.Judges {
			for _, m := range j.Members {
				for _, e := range m.Endpoints {
					fmt.Fprintf(&b, "%s: %s\n", r.Pools[c.Pool].Name, r.Endpoints[e].Key())
				}
			}
		}
	}
	return b.String()
}

// TestRoleThatOwns: the addresses of a name that moves are those of the role
// that owns the zone's own addresses of that name, at every pool.
func TestRoleThatOwns(t *testing.T) {
	r, err := join(t, `profile: lync
sites: {ams: {at: [52, 5]}, nyc: {at: [41, -74]}}
pools:
  ams: {site: ams, names: {access: [a.x.example], web: [wa.x.example]}}
  nyc: {site: nyc, names: {access: [n.x.example], web: [wn.x.example]}}
steer: [{name: meet.x.example, policy: nearest, pools: [ams, nyc]}, {name: sip.x.example, policy: nearest, pools: [ams, nyc]}]
`, apex("x.example")+"a A 192.0.2.1\nwa A 192.0.2.2\nn A 198.51.100.1\nwn A 198.51.100.2\nmeet A 192.0.2.2\nsip A 192.0.2.1\n_sip._tls SRV 0 0 4443 sip\n")
	if err != nil {
		t.Fatal(err)
	}
	got := probes(r, groupOf(t, r, "meet.x.example")) + probes(r, groupOf(t, r, "sip.x.example"))
	want := `ams: https/tls 192.0.2.2:443 name=meet.x.example path=/autodiscover/autodiscoverservice.svc/root
nyc: https/tls 198.51.100.2:443 name=meet.x.example path=/autodiscover/autodiscoverservice.svc/root
ams: sip/tls 192.0.2.1:4443 name=sip.x.example
nyc: sip/tls 198.51.100.1:4443 name=sip.x.example
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// TestRoleOfSharedAddress: where one address has several roles, the one whose
// service the records that point at the name speak is meant.
func TestRoleOfSharedAddress(t *testing.T) {
	r, err := join(t, `profile: lync-single-ip
sites: {ams: {at: [52, 5]}, nyc: {at: [41, -74]}}
pools:
  ams: {site: ams, names: {av: [v.x.example], webconf: [c.x.example], access: [a.x.example]}}
  nyc: {site: nyc, names: {av: [w.x.example], webconf: [d.x.example], access: [n.x.example]}}
groups: {federation: {pools: [ams, nyc], sets: [sip.x.example]}}
`, apex("x.example")+"a A 192.0.2.1\nc A 192.0.2.1\nv A 192.0.2.1\nn A 198.51.100.1\nd A 198.51.100.2\nw A 198.51.100.3\nsip A 192.0.2.1\n_sipfederationtls._tcp SRV 0 0 5061 sip\n")
	if err != nil {
		t.Fatal(err)
	}
	want := "ams: sip/tls 192.0.2.1:5061 name=sip.x.example\nnyc: sip/tls 198.51.100.1:5061 name=sip.x.example\n"
	if got := probes(r, groupOf(t, r, "federation")); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// TestVia maps what is published to where it is probed: one address by its
// port, one as a whole, then its network, the rest not at all.
func TestVia(t *testing.T) {
	r, err := join(t, two+`services: {t: {check: tcp, port: 443}, u: {check: tcp, port: 444}}
steer: [{name: _s._tcp.x.example, service: t}, {name: _u._tcp.x.example, service: u}]
probe:
  via: {192.0.2.0/28: 10.1.0.16/28, 192.0.2.3: 10.9.9.9, "192.0.2.3:444": "127.0.0.1:7001", "2001:db8:1::/64": "fd00:0:0:1::/64"}
  source: [10.0.0.53, "fd00::53"]
`, apex("x.example")+`a A 192.0.2.1
a A 192.0.2.3
a A 192.0.2.15
a AAAA 2001:db8:1::abcd
n A 192.0.2.17
_s._tcp SRV 0 0 1 a
_s._tcp SRV 1 0 1 n
_u._tcp SRV 0 0 1 a
_u._tcp SRV 1 0 1 n
`)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range r.Endpoints {
		got = append(got, fmt.Sprintf("%s %s %s", e.Addr, e.Dial, e.Source))
	}
	want := []string{
		"192.0.2.15:443 10.1.0.31:443 10.0.0.53", "192.0.2.15:444 10.1.0.31:444 10.0.0.53",
		"192.0.2.17:443 192.0.2.17:443 10.0.0.53", "192.0.2.17:444 192.0.2.17:444 10.0.0.53",
		"192.0.2.1:443 10.1.0.17:443 10.0.0.53", "192.0.2.1:444 10.1.0.17:444 10.0.0.53",
		"192.0.2.3:443 10.9.9.9:443 10.0.0.53", "192.0.2.3:444 127.0.0.1:7001 10.0.0.53",
		"[2001:db8:1::abcd]:443 [fd00:0:0:1::abcd]:443 fd00::53", "[2001:db8:1::abcd]:444 [fd00:0:0:1::abcd]:444 fd00::53",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestPriorityOfPresets: what an entry says, else the preset, else the default.
func TestPriorityOfPresets(t *testing.T) {
	r, err := join(t, "profile: sip-trunk"+two+`groups:
  all: {sets: [_sip._udp.x.example], by: listed, down: demote, first: 1, step: 2, ttl: 30s, ttl_unsettled: 10s, min_up: 3}
steer: [{name: _sip._tcp.x.example}]
`, twoZone("_sip._udp SRV 0 0 1 a\n_sip._udp SRV 1 0 1 n\n_sip._tcp SRV 0 0 1 a\n_sip._tcp SRV 1 0 1 n\n"))
	if err != nil {
		t.Fatal(err)
	}
	show := func(name string) string {
		g := groupOf(t, r, name)
		return fmt.Sprintf("%s %s omit=%v %d+%d ttl %d %d min_up %d", g.Policy.Kind, g.Policy.By, g.Policy.DownOmit, g.Policy.First, g.Policy.Step, g.TTL, g.Unsettled, g.MinUp)
	}
	if got, want := show("all"), "ladder listed omit=false 1+2 ttl 30 10 min_up 3"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := show("_sip._tcp.x.example"), "ladder zone omit=true 10+10 ttl 60 20 min_up 0"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestServiceSaysHow: what a service says of TLS and of SIP is in the key of
// its endpoints, and only where it says something else than the defaults.
func TestServiceSaysHow(t *testing.T) {
	r, err := join(t, `profile: lync
sites: {ams: {at: [52, 5]}}
pools: {ams: {site: ams, names: [a.x.example]}}
services:
  signin: {check: sip, domain: x.example, register: true, legacy_tls: true, expiring: degraded, warn_before: 21d}
  plain: {check: sip, legacy_tls: false, expiring: warn, warn_before: 14d}
steer: [{name: _sip._tls.x.example, service: signin}, {name: _sipinternaltls._tcp.x.example, service: plain}]
`, apex("x.example")+"a A 192.0.2.1\n_sip._tls SRV 0 0 443 a\n_sipinternaltls._tcp SRV 0 0 5061 a\n")
	if err != nil {
		t.Fatal(err)
	}
	got := probes(r, groupOf(t, r, "_sip._tls.x.example")) + probes(r, groupOf(t, r, "_sipinternaltls._tcp.x.example"))
	want := `ams: sip/tls 192.0.2.1:443 domain=x.example expiring=degraded legacy-tls=true name=a.x.example register=true warn-before=504h0m0s
ams: sip/tls 192.0.2.1:5061 name=a.x.example
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// TestChecksThatAskOthers: a command is told the name and needs no port; a
// file is looked up by address alone.
func TestChecksThatAskOthers(t *testing.T) {
	r, err := join(t, `sites: {ams: {at: [52, 5]}}
pools:
  ams:
    site: ams
    names:
      a: {names: [a.x.example], service: {check: exec, command: [/bin/check, -v]}}
      b: {names: [b.x.example], service: {check: file, file: /run/v, verdicts: final, max_age: 5m}}
      c: {names: [c.x.example], service: {check: exec, command: /bin/check, port: 443, name: Fixed.example}}
      d: {names: [d.x.example], service: {check: ms-turn}}
      e: {names: [e.x.example], service: {check: ms-turn, transport: tcp}}
      f: {names: [f.x.example], service: {check: stun, transport: tls}}
`, apex("x.example")+"a A 192.0.2.1\nb A 192.0.2.2\nc A 192.0.2.3\nd A 192.0.2.4\ne A 192.0.2.5\nf A 192.0.2.6\n")
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, e := range r.Endpoints {
		got += fmt.Sprintln(e.Key(), e.MaxAge)
		if (e.Transport == "") != (e.Timing.Attempts == 1) {
			t.Errorf("%s: %d attempts", e.Key(), e.Timing.Attempts)
		}
	}
	want := `exec 192.0.2.1 command="/bin/check -v" name=a.x.example 0s
exec 192.0.2.3:443 command=/bin/check name=fixed.example 0s
file 192.0.2.2 file=/run/v final=true 5m0s
ms-turn/tcp 192.0.2.5:443 0s
ms-turn/udp 192.0.2.4:3478 0s
stun/tls 192.0.2.6:5349 name=f.x.example 0s
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
