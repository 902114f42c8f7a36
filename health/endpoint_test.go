package health_test

import (
	"net/netip"
	"testing"
	"time"

	"geosrv/health"
)

func TestKey(t *testing.T) {
	at := netip.MustParseAddrPort
	for _, c := range []struct {
		want string
		e    health.Endpoint
	}{
		{"sip/tls 192.0.2.11:443 name=sip.example.com", health.Endpoint{
			Check: "sip", Transport: "tls", Addr: at("192.0.2.11:443"), Name: "sip.example.com",
		}},
		{"sip/tls 192.0.2.11:443 name=sip.example.com", health.Endpoint{
			Check: "sip", Transport: "tls", Addr: at("192.0.2.11:443"), Name: "SIP.Example.COM.", Verify: "name",
			Dial: at("127.0.0.1:7001"), Source: netip.MustParseAddr("127.0.0.1"), Timing: health.DefaultTiming(),
		}},
		{"tcp/tcp [2001:db8::1]:3389", health.Endpoint{Check: "tcp", Transport: "tcp", Addr: at("[2001:db8::1]:3389")}},
		{"https/tls 192.0.2.1:443 name=web.example.com", health.Endpoint{
			Check: "https", Transport: "tls", Addr: at("192.0.2.1:443"), Name: "web.example.com",
			Host: "web.example.com", Path: "/", Expect: []int{200},
		}},
		{`https/tls 192.0.2.1:443 body="all \"well\"" expect=200,302 host=lyncdiscover.example.com name=web.example.com path="/a=b" verify=full`, health.Endpoint{
			Check: "https", Transport: "tls", Addr: at("192.0.2.1:443"), Name: "web.example.com",
			Host: "lyncdiscover.example.com", Path: "/a=b", Expect: []int{302, 200, 302}, Body: `all "well"`, Verify: "full",
		}},
		{"sip/udp 192.0.2.1:5060 from=monitor@example.net", health.Endpoint{
			Check: "sip", Transport: "udp", Addr: at("192.0.2.1:5060"), From: "monitor@example.net",
		}},
		{"xmpp/tcp 192.0.2.1:5222 name=example.com", health.Endpoint{
			Check: "xmpp", Transport: "tcp", Addr: at("192.0.2.1:5222"), Name: "example.com",
			Domain: "Example.com", Stream: "client", StartTLS: "offered",
		}},
		{"xmpp/tcp 192.0.2.1:443 domain=example.com from=probe.example.net name=xmpp.example.com starttls=required stream=client", health.Endpoint{
			Check: "xmpp", Transport: "tcp", Addr: at("192.0.2.1:443"), Name: "xmpp.example.com",
			Domain: "example.com", From: "probe.example.net", Stream: "client", StartTLS: "required",
		}},
		{"https/tls 192.0.2.1:443 drain=404,503 name=web.example.com", health.Endpoint{
			Check: "https", Transport: "tls", Addr: at("192.0.2.1:443"), Name: "web.example.com", Drain: []int{503, 404},
		}},
		{`exec 192.0.2.1:443 command="/bin/check -H \"a b\" \"\"" name=av.example.com`, health.Endpoint{
			Check: "exec", Addr: at("192.0.2.1:443"), Command: []string{"/bin/check", "-H", "a b", ""}, Name: "av.example.com",
		}},
		{"file 192.0.2.1 file=/run/verdicts final=true", health.Endpoint{
			Check: "file", Addr: at("192.0.2.1:0"), File: "/run/verdicts", Final: true, MaxAge: time.Hour,
		}},
	} {
		if got := c.e.Key(); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestDefaultTiming(t *testing.T) {
	want := health.Timing{
		Interval: 5 * time.Second, FastInterval: time.Second, DownInterval: 15 * time.Second,
		Timeout: 3 * time.Second, Hedge: 300 * time.Millisecond, HoldDown: 30 * time.Second,
		Quarantine: 10 * time.Minute, Attempts: 3, Fall: 3, Ok: 2, Rise: 3,
	}
	if got := health.DefaultTiming(); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// TestXMPPStreamByPort: the ports of clients are known, and what is said wins.
func TestXMPPStreamByPort(t *testing.T) {
	for port, want := range map[uint16]string{5222: "client", 5223: "client", 5269: "server", 5270: "server", 443: "server"} {
		e := health.Endpoint{Check: "xmpp", Addr: netip.AddrPortFrom(netip.MustParseAddr("192.0.2.1"), port)}
		if got := e.XMPPStream(); got != want {
			t.Errorf("port %d: %s, want %s", port, got, want)
		}
		e.Stream = health.StreamClient
		if got := e.XMPPStream(); got != "client" {
			t.Errorf("port %d, said client: %s", port, got)
		}
	}
}
