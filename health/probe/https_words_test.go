package probe

import (
	"strings"
	"testing"
	"time"

	"geosrv/health"
)

// TestHTTPSWords is what is said of answers that the simulated edge never
// gives, and what is asked.
func TestHTTPSWords(t *testing.T) {
	// A proxy of the environment would take the place of the endpoint.
	t.Setenv("HTTPS_PROXY", "http://127.0.0.1:1")
	t.Setenv("https_proxy", "http://127.0.0.1:1")
	body := func(e *health.Endpoint) { e.Body = "well" }
	drains := func(e *health.Endpoint) { e.Drain = []int{503} }
	head := func(status string, more ...string) string {
		return "HTTP/1.1 " + status + "\r\n" + strings.Join(append(more, "\r\n"), "\r\n")
	}
	for _, c := range []struct {
		label, answer string
		change        func(*health.Endpoint)
		want          string
		says          string
	}{
		{"no body yet", head("200 OK", "Content-Length: 9999"), nil, "answered ok", ""},
		{"HTTP of 1996", "HTTP/1.0 200 OK\r\n\r\n", nil, "answered ok", ""},
		{"informed first", head("103 Early Hints") + head("200 OK"), nil, "answered ok", ""},
		{"informed for ever", strings.Repeat(head("100 Continue"), Limit/20), nil, "failed proto", ""},
		{"other protocol", head("101 Switching Protocols"), nil, "failed http-101", ""},
		{"elsewhere", head("302 Found", "Location: https://elsewhere.example/"), nil, "failed http-302", "302 Found, to https://elsewhere.example/"},
		{"elsewhere is expected", head("302 Found", "Location: /login"), func(e *health.Endpoint) { e.Expect = []int{200, 302} }, "answered ok", "to /login"},
		{"away for a while", head("503 Away", "Retry-After: Mon, 23 Nov 2026 12:00:00 GMT"), nil, "draining http-503", "Retry-After Mon"},
		{"nobody behind it", head("503 Service Unavailable"), nil, "failed http-503", ""},
		{"nobody behind it, and that drains", head("503 Service Unavailable"), drains, "draining http-503", ""},
		{"endless header", "HTTP/1.1 200 OK\r\nA: " + strings.Repeat("a", Limit), nil, "failed proto", "64 KiB"},
		{"many headers", "HTTP/1.1 200 OK\r\n" + strings.Repeat("A: b\r\n", Limit/6), nil, "failed proto", "64 KiB"},
		{"no code", "HTTP/1.1 fine\r\n\r\n", nil, "failed proto", ""},
		{"no header", "HTTP/1.1 200 OK\r\nwell\r\n\r\n", nil, "failed proto", ""},
		{"body without end, the text early", head("200 OK") + "all is well, and", body, "answered ok", ""},
		{"body without end, no text", head("200 OK") + "all is lost", body, "failed timeout", ""},
		{"body too long", head("200 OK") + strings.Repeat("b", Limit), body, "failed body", ""},
		{"body without text", head("200 OK", "Content-Length: 4") + "bad!", body, "failed body", ""},
		{"chunks", head("200 OK", "Transfer-Encoding: chunked") + "2\r\nwe\r\n2\r\nll\r\n0\r\n\r\n", body, "answered ok", ""},
		{"chunks that are none", head("200 OK", "Transfer-Encoding: chunked") + "zz\r\nwell", body, "failed proto", ""},
	} {
		var heard strings.Builder
		t.Run(c.label, func(t *testing.T) {
			at := player(t, []string{handsUp, c.answer}, &heard)
			e := health.Endpoint{Check: "https", Transport: "tls", Addr: at, Name: "example.com"}
			if c.change != nil {
				c.change(&e)
			}
			timeout := 5 * time.Second
			if strings.HasSuffix(c.want, "timeout") {
				timeout = 300 * time.Millisecond
			}
			o := askFor(t, e, timeout)
			if got := o.Outcome.String() + " " + o.Reason; got != c.want || !strings.Contains(o.Detail, c.says) {
				t.Errorf("%s (%s), want %s (%s)", got, o.Detail, c.want, c.says)
			}
		})
		want := "GET / HTTP/1.1\r\nHost: example.com\r\nUser-Agent: geosrv\r\nConnection: close\r\n\r\n"
		if heard.String() != want {
			t.Errorf("%s: heard %q, want %q", c.label, heard.String(), want)
		}
	}
}
