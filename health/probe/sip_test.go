package probe

import (
	"bufio"
	"context"
	"net"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"geosrv/health"
)

func TestReadSIP(t *testing.T) {
	for _, c := range []struct {
		label, text string
		want        string // summary, or the error
	}{
		{"plain", "SIP/2.0 200 OK\r\nCall-ID: a\r\nCSeq: 1 OPTIONS\r\n\r\n", "200 OK"},
		{"no phrase", "SIP/2.0 200\r\n\r\n", "200"},
		{"line feeds only", "SIP/2.0 404 Not Found\n\n", "404 Not Found"},
		{"keep-alive before it", "\r\n\r\nSIP/2.0 200 OK\r\n\r\n", "200 OK"},
		{"body is skipped", "SIP/2.0 200 OK\r\nl: 3\r\n\r\nabc", "200 OK"},
		{"folded", "SIP/2.0 503 No\r\nRetry-After:\r\n 60\r\nServer: RTC/6.0\r\n\r\n", "503 No, Retry-After 60, RTC/6.0"},
		{"ms-diagnostics", "SIP/2.0 504 Timeout\r\nms-diagnostics: 1010;reason=\"x\"\r\n\r\n", `504 Timeout, ms-diagnostics 1010;reason="x"`},
		{"request", "OPTIONS sip:x SIP/2.0\r\nCSeq: 1 OPTIONS\r\n\r\n", "0"},
		{"other version", "SIP/3.0 200 OK\r\n\r\n", "not SIP: SIP/3.0 200 OK"},
		{"HTTP", "HTTP/1.1 400 Bad Request\r\n\r\n", "not SIP: HTTP/1.1 400 Bad Request"},
		{"code too small", "SIP/2.0 099 x\r\n\r\n", "bad status line: SIP/2.0 099 x"},
		{"code too large", "SIP/2.0 700 x\r\n\r\n", "bad status line: SIP/2.0 700 x"},
		{"code too long", "SIP/2.0 2000 x\r\n\r\n", "bad status line: SIP/2.0 2000 x"},
		{"no colon", "SIP/2.0 200 OK\r\nnonsense\r\n\r\n", "bad header: nonsense"},
		{"negative length", "SIP/2.0 200 OK\r\nContent-Length: -1\r\n\r\n", "bad Content-Length -1"},
		{"cut in the headers", "SIP/2.0 200 OK\r\nCall-ID: a\r\n", "the message ends too early"},
		{"cut in the body", "SIP/2.0 200 OK\r\nl: 9\r\n\r\nabc", "the message ends too early"},
		{"nothing", "", "EOF"},
	} {
		m, err := readSIP(bufio.NewReader(strings.NewReader(c.text)))
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			got = m.summary()
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.label, got, c.want)
		}
	}
}

func FuzzReadSIP(f *testing.F) {
	f.Add("SIP/2.0 200 OK\r\nCall-ID: a\r\nCSeq: 1 OPTIONS\r\nl: 2\r\n\r\nab")
	f.Add("OPTIONS sip:x SIP/2.0\r\n\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := readSIP(bufio.NewReader(strings.NewReader(text)))
		if err == nil && m.code != 0 && (m.code < 100 || m.code > 699) {
			t.Errorf("code %d", m.code)
		}
	})
}

func TestOptionsAsSent(t *testing.T) {
	local := net.UDPAddrFromAddrPort(netip.MustParseAddrPort("192.0.2.7:5000"))
	e := health.Endpoint{Transport: "udp", Name: "example.com.", Addr: netip.MustParseAddrPort("192.0.2.11:5060")}
	random := regexp.MustCompile(`(z9hG4bK|)[A-Z2-7]{26}`)
	text := func(e health.Endpoint) string {
		return random.ReplaceAllString(string(newSIPRequest("OPTIONS", e, local, "geosrv").text()), "${1}R")
	}
	want := strings.Join([]string{
		"OPTIONS sip:example.com SIP/2.0",
		"Via: SIP/2.0/UDP 192.0.2.7:5000;rport;branch=z9hG4bKR",
		"Max-Forwards: 70",
		"From: <sip:geosrv@192.0.2.7>;tag=R",
		"To: <sip:example.com>",
		"Call-ID: R@192.0.2.7",
		"CSeq: 1 OPTIONS",
		"Contact: <sip:192.0.2.7:5000;transport=udp>",
		"Accept: application/sdp",
		"User-Agent: geosrv",
		"Content-Length: 0",
		"", "",
	}, "\r\n")
	if got := text(e); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	e.Name, e.From = "", "monitor@example.net"
	e.Addr = netip.MustParseAddrPort("[2001:db8::1]:5060")
	got := text(e)
	for _, line := range []string{
		"OPTIONS sip:[2001:db8::1] SIP/2.0\r\n", "From: <sip:monitor@example.net>;tag=R\r\n",
		"Contact: <sip:example.net;transport=udp>\r\n",
	} {
		if !strings.Contains(got, line) {
			t.Errorf("no %q in\n%s", line, got)
		}
	}
}

// peer answers each datagram by what reply makes of it and of its number.
func peer(t *testing.T, reply func(n int, request string) string) netip.AddrPort {
	t.Helper()
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	go func() {
		buffer := make([]byte, 4096)
		for n := 1; ; n++ {
			size, from, err := c.ReadFrom(buffer)
			if err != nil {
				return
			}
			if text := reply(n, string(buffer[:size])); text != "" {
				c.WriteTo([]byte(text), from)
			}
		}
	}()
	return c.LocalAddr().(*net.UDPAddr).AddrPort()
}

// response answers a request by a status, with its own Call-ID and CSeq.
func response(status, request string) string {
	callID := regexp.MustCompile(`Call-ID: .*\r\n`).FindString(request)
	return "SIP/2.0 " + status + "\r\n" + callID + "CSeq: 1 OPTIONS\r\n\r\n"
}

func TestSIPOverUDP(t *testing.T) {
	for _, c := range []struct {
		label   string
		timeout time.Duration
		reply   func(n int, request string) string
		want    string
	}{
		{"first packet lost", 3 * time.Second, func(n int, r string) string {
			if n == 1 {
				return ""
			}
			return response("200 OK", r)
		}, "ok"},
		{"rubbish, then an answer", 3 * time.Second, func(n int, r string) string {
			if n == 1 {
				return "rubbish"
			}
			return response("200 OK", r)
		}, "ok"},
		{"answer to somebody else", 600 * time.Millisecond, func(_ int, r string) string {
			return strings.Replace(response("200 OK", r), "Call-ID: ", "Call-ID: x", 1)
		}, "timeout"},
		{"provisional only", 600 * time.Millisecond, func(_ int, r string) string {
			return response("183 Session Progress", r)
		}, "timeout"},
		{"method not allowed", 3 * time.Second, func(_ int, r string) string {
			return response("405 Method Not Allowed", r)
		}, "ok"},
		{"busy everywhere", 3 * time.Second, func(_ int, r string) string {
			return response("600 Busy Everywhere", r)
		}, "ok"},
	} {
		t.Run(c.label, func(t *testing.T) {
			t.Parallel()
			e := health.Endpoint{Check: "sip", Transport: "udp", Addr: peer(t, c.reply)}
			ctx, cancel := context.WithTimeout(t.Context(), c.timeout)
			defer cancel()
			if o := New(Options{})(ctx, e); o.Reason != c.want {
				t.Errorf("%s (%s), want %s", o.Reason, o.Detail, c.want)
			}
		})
	}
}
