package roster

import (
	"slices"
	"strings"
	"testing"
)

// TestStandIns: a pool that stands in is probed with the very name that it
// stands in for, by the services of that name that see a certificate.
func TestStandIns(t *testing.T) {
	const records = "a A 192.0.2.1\nn A 198.51.100.1\nn AAAA 2001:db8::1\n_sip._tls SRV 10 0 443 a\n_sip._tls SRV 20 0 443 n\n"
	for _, c := range []struct{ what, pool, steer, zone, want, warning string }{
		{
			"tls", "", "{name: _sip._tls.x.example}", "",
			"ams: sip/tls 192.0.2.1:443 name=a.x.example\nnyc: sip/tls 198.51.100.1:443 name=a.x.example\nnyc: sip/tls [2001:db8::1]:443 name=a.x.example\n", "",
		},
		{
			"a name of its own in the service", "", "{name: _sip._tls.x.example, service: {check: sip, name: sip.x.example}}", "",
			"ams: sip/tls 192.0.2.1:443 name=sip.x.example\nnyc: sip/tls 198.51.100.1:443 domain=sip.x.example name=a.x.example\nnyc: sip/tls [2001:db8::1]:443 domain=sip.x.example name=a.x.example\n", "",
		},
		{
			"one of two sees a certificate", "", "{names: [_sip._tls.x.example, _u._tcp.x.example]}", "_u._tcp SRV 0 0 4 a\n_u._tcp SRV 0 0 4 n\n",
			"ams: sip/tls 192.0.2.1:443 name=a.x.example\nams: tcp/tcp 192.0.2.1:4\nnyc: sip/tls 198.51.100.1:443 name=a.x.example\nnyc: sip/tls [2001:db8::1]:443 name=a.x.example\n", "",
		},
		{
			"none sees one", "", "{name: _sip._tls.x.example, service: {check: tcp}}", "", "ams: tcp/tcp 192.0.2.1:443\n",
			"a.x.example has no substitute: no probe of it sees a certificate",
		},
		{
			"none wants to", "", "{name: _sip._tls.x.example, service: {check: sip, verify: none}}", "", "ams: sip/tls 192.0.2.1:443 name=a.x.example verify=none\n",
			"a.x.example has no substitute: no probe of it sees a certificate",
		},
		{
			"somebody says so", ", certificate: shared", "{name: _sip._tls.x.example, service: {check: tcp}}", "",
			"ams: tcp/tcp 192.0.2.1:443\nnyc: tcp/tcp 198.51.100.1:443\nnyc: tcp/tcp [2001:db8::1]:443\n", "",
		},
		{
			"xmpp: peers check the domain", "", "{name: _xmpp-server._tcp.x.example, policy: ladder}",
			"_xmpp-server._tcp SRV 10 0 5269 a\n_xmpp-server._tcp SRV 20 0 5269 n\n",
			"ams: xmpp/tcp 192.0.2.1:5269 name=x.example\nnyc: xmpp/tcp 198.51.100.1:5269 name=x.example\nnyc: xmpp/tcp [2001:db8::1]:5269 name=x.example\n", "",
		},
	} {
		t.Run(c.what, func(t *testing.T) {
			yaml := strings.Replace(two, "names: [a.x.example]", "names: [a.x.example], substitute: [nyc]"+c.pool, 1)
			r, err := join(t, yaml+"steer: ["+c.steer+"]\n", apex("x.example")+records+c.zone)
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Split(strings.TrimSpace(probes(r, groupOf(t, r, "a.x.example"))), "\n")
			want := strings.Split(strings.TrimSpace(c.want), "\n")
			if slices.Sort(got); !slices.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), c.want)
			}
			warned := ""
			for _, w := range r.Warnings {
				if strings.Contains(w.Problem, "a.x.example") {
					warned = w.Problem
				}
			}
			if warned != c.warning {
				t.Errorf("warns %q, want %q", warned, c.warning)
			}
			if g := groupOf(t, r, "n.x.example"); len(g.Candidates) != 1 {
				t.Errorf("%d pools for a name that nobody stands in for", len(g.Candidates))
			}
		})
	}
}

// TestStandInRoles: a pool stands in where it has the role, in the order that is
// said; permuting pools moves nothing.
func TestStandInRoles(t *testing.T) {
	r, err := join(t, `profile: lync
sites: {s: {at: [52, 5]}}
pools:
  ams: {site: s, names: {access: [a.x.example], webconf: [wa.x.example]}, substitute: [sin, nyc]}
  nyc: {site: s, names: {access: [n.x.example], webconf: [wn.x.example]}}
  sin: {site: s, names: {access: [i.x.example]}}
steer: [{name: _sip._tls.x.example}]
`, apex("x.example")+"a A 192.0.2.1\nwa A 192.0.2.2\nn A 198.51.100.1\nwn A 198.51.100.2\ni A 203.0.113.1\n_sip._tls SRV 0 0 443 a\n_sip._tls SRV 1 0 443 n\n_sip._tls SRV 2 0 443 i\n")
	if err != nil {
		t.Fatal(err)
	}
	for owner, want := range map[string]string{"a.x.example": "ams sin nyc", "wa.x.example": "ams nyc", "n.x.example": "nyc"} {
		var got []string
		for i, c := range groupOf(t, r, owner).Candidates {
			got = append(got, r.Pools[c.Pool].Name)
			if c.StandIn != int32(i) {
				t.Errorf("%s: candidate %d stands in as number %d", owner, i, c.StandIn)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s", owner, got, want)
		}
	}
	if len(r.Warnings) != 1 || r.Warnings[0].Problem != "pool sin has no addresses of the role webconf: it does not stand in for wa.x.example" {
		t.Errorf("warnings: %v", r.Warnings)
	}
}
