package roster

import "testing"

// TestStreams: whether a stream is a client's or a server's is said by the set,
// not by the port, also where a service says the rest; and a service may say
// what a stream needs.
func TestStreams(t *testing.T) {
	r, err := join(t, `profile: xmpp
sites: {ams: {at: [52, 5]}}
pools: {ams: {site: ams, names: [a.x.example]}}
services:
  fast: {check: xmpp, transport: tls, interval: 2s}
  strict: {check: xmpp, domain: y.example, name: gw.x.example, starttls: required, from: probe.example.net}
steer:
  - {name: _xmpp-client._tcp.x.example}
  - {name: _xmpps-client._tcp.x.example, service: fast}
  - {name: _xmpp-server._tcp.x.example, service: strict}
  - {name: _xmpps-server._tcp.x.example, service: {check: xmpp, transport: tls, stream: client}}
`, apex("x.example")+`a A 192.0.2.1
_xmpp-client._tcp SRV 0 0 80 a
_xmpps-client._tcp SRV 0 0 443 a
_xmpp-server._tcp SRV 0 0 5269 a
_xmpps-server._tcp SRV 0 0 5270 a
`)
	if err != nil {
		t.Fatal(err)
	}
	for owner, want := range map[string]string{
		"_xmpp-client._tcp.x.example":  "ams: xmpp/tcp 192.0.2.1:80 name=x.example stream=client\n",
		"_xmpps-client._tcp.x.example": "ams: xmpp/tls 192.0.2.1:443 name=x.example stream=client\n",
		"_xmpp-server._tcp.x.example": "ams: xmpp/tcp 192.0.2.1:5269 domain=y.example from=probe.example.net" +
			" name=gw.x.example starttls=required\n",
		"_xmpps-server._tcp.x.example": "ams: xmpp/tls 192.0.2.1:5270 name=x.example stream=client\n",
	} {
		if got := probes(r, groupOf(t, r, owner)); got != want {
			t.Errorf("%s: got\n%swant\n%s", owner, got, want)
		}
	}
}

// TestWebServices: the preset of Lync's web services, and codes that drain.
func TestWebServices(t *testing.T) {
	r, err := join(t, `sites: {ams: {at: [52, 5]}}
pools: {ams: {site: ams, names: [w.x.example]}}
services: {web: {check: https, preset: lync-autodiscover, drain: 503}}
steer: [{name: lyncdiscover.x.example, policy: one, takeover: auto, failback: auto, by: listed, service: web}]
`, apex("x.example")+"w A 192.0.2.1\nlyncdiscover A 192.0.2.1\n")
	if err != nil {
		t.Fatal(err)
	}
	got := probes(r, groupOf(t, r, "lyncdiscover.x.example"))
	want := "ams: https/tls 192.0.2.1:443 drain=503 name=lyncdiscover.x.example path=/autodiscover/autodiscoverservice.svc/root\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
