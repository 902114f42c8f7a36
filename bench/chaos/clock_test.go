package chaos

import (
	"strings"
	"testing"
	"time"
)

// TestMoveTimes: all times are later but those that stand for none, nothing else
// changes, and a sum that is wrong is said.
func TestMoveTimes(t *testing.T) {
	const was = `geosrv-state 1 sha256=d63ab5be5c7c77b20463e4a5b0fcc9b0ac2df6ad54d2d4b6f0b2d7e75d1e0d0e
{"a":["2026-11-23T21:00:00.5Z",7],"b":{"c":"0001-01-01T00:00:00Z","d":"sip/tls"}}
`
	if _, err := moveTimes([]byte(was), time.Hour); err == nil {
		t.Error("a wrong sum is taken")
	}
	_, body, _ := strings.Cut(was, "\n")
	got, err := moveTimes([]byte(seal(strings.TrimSuffix(body, "\n"))), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	want := seal(`{"a":["2026-11-23T22:00:00.5Z",7],"b":{"c":"0001-01-01T00:00:00Z","d":"sip/tls"}}`)
	if string(got) != want {
		t.Errorf("%s, want %s", got, want)
	}
}
