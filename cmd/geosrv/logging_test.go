package main

import (
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/miekg/dns"

	"geosrv/server"
	"geosrv/server/logs"
)

// TestBlockedLogPipe: nobody reads the log, far more is logged than a pipe and the
// queue hold, and queries are answered and files loaded as ever.
func TestBlockedLogPipe(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	out := logs.Open(w, logs.Options{})
	defer out.Close()
	defer r.Close() // before: what is under way fails then
	log := out.Logger()
	dir := t.TempDir()
	zone := filepath.Join(dir, "example.com.zone")
	write := func(serial int) {
		t.Helper()
		text := fmt.Sprintf("$TTL 60\n@ SOA ns1 hostmaster %d 1 1 1 1\n@ NS ns1\nns1 A 192.0.2.53\nwww A 192.0.2.%d\n", serial, serial)
		if err := os.WriteFile(zone, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(1)
	config := filepath.Join(dir, "geosrv.yaml")
	if err := os.WriteFile(config, []byte("zones: [example.com.zone]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := server.Start(t.Context(), server.Options{
		Files: []string{config}, Log: log, Listen: []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:0")},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for out.Dropped() == 0 {
		log.Info("somebody logs more than anybody reads", slog.Int("waiting", 1))
	}
	client := dns.Client{Timeout: 5 * time.Second}
	for serial := 2; serial < 12; serial++ {
		write(serial)
		if err := s.Reload(); err != nil {
			t.Fatal(err)
		}
		q := new(dns.Msg).SetQuestion("www.example.com.", dns.TypeA)
		in, _, err := client.Exchange(q, s.Addrs()[0].String())
		if err != nil {
			t.Fatal(err)
		}
		want := net.IPv4(192, 0, 2, byte(serial))
		if len(in.Answer) != 1 || !in.Answer[0].(*dns.A).A.Equal(want) {
			t.Errorf("%v, want %s", in.Answer, want)
		}
	}
	if got := s.Measured(t.Context()).LogDrops; got == 0 || got > out.Dropped() {
		t.Errorf("the metrics say %d lines were dropped, and it was %d", got, out.Dropped())
	}
}
