package answer_test

import (
	"os"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// everyType is a zone with a record of every type, each at a name of its own.
const everyType = "../../zones/testdata/every_type.zone"

// TestEveryType asks for each record of the file and compares the answer with
// what another reader of zone text makes of its line.
func TestEveryType(t *testing.T) {
	text, err := os.ReadFile(everyType)
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t, string(text))
	asked := 0
	for line := range strings.Lines(string(text)) {
		if strings.ContainsAny(line[:1], ";$@ ") {
			continue
		}
		rr := parsed(t, line)
		m := new(dns.Msg).SetQuestion(rr.Header().Name, rr.Header().Rrtype)
		in, err := m.Pack()
		if err != nil {
			t.Fatal(err)
		}
		r := s.exchange(in, true)
		if len(r.Answer) != 1 || r.Answer[0].String() != rr.String() || !r.Authoritative {
			t.Errorf("want %s, got\n%v", rr, r)
		}
		asked++
	}
	if asked < 78 {
		t.Errorf("only %d records", asked)
	}
}

// parsed reads a line of zone text and takes it over the wire once, as it would
// come from any server.
func parsed(t *testing.T, line string) dns.RR {
	t.Helper()
	p := dns.NewZoneParser(strings.NewReader("$ORIGIN t.example.\n$TTL 300\n"+line), "", "")
	rr, ok := p.Next()
	if err := p.Err(); err != nil || !ok {
		t.Fatalf("%s: %v", line, err)
	}
	b := make([]byte, 4096)
	n, err := dns.PackRR(rr, b, 0, nil, false)
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	if rr, _, err = dns.UnpackRR(b[:n], 0); err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return rr
}
