package probe

import (
	"bufio"
	"net"
	"net/netip"
	"runtime"
	"strings"
	"testing"
	"time"

	"geosrv/health"
)

// flooder answers the first datagram by more of them than anybody wants.
func flooder(t *testing.T, datagram []byte) netip.AddrPort {
	t.Helper()
	conn, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.MustParseAddrPort("127.0.0.1:0")))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		_, from, err := conn.ReadFromUDPAddrPort(make([]byte, 2048))
		for err == nil {
			_, err = conn.WriteToUDPAddrPort(datagram, from)
		}
	}()
	return conn.LocalAddr().(*net.UDPAddr).AddrPort()
}

// TestAFloodOfDatagramsEndsAtTheLimit: what a peer can make us read is bounded
// over UDP as well, and the probe does not work until its deadline.
func TestAFloodOfDatagramsEndsAtTheLimit(t *testing.T) {
	for _, check := range []string{"sip", "stun", "ms-turn", "dns"} {
		at := flooder(t, make([]byte, 1000))
		began := time.Now()
		o := askFor(t, health.Endpoint{Check: check, Transport: "udp", Addr: at, Name: "example.com"}, 20*time.Second)
		if took := time.Since(began); o.Reason != health.ReasonProto || took > 10*time.Second {
			t.Errorf("%s: %s (%s) after %s, want proto soon", check, o.Reason, o.Detail, took)
		}
	}
}

// TestContinuationLinesCostNoMoreThanTheyAre: a header of 20,000 lines is not
// copied 20,000 times.
func TestContinuationLinesCostNoMoreThanTheyAre(t *testing.T) {
	text := "SIP/2.0 200 OK\r\nServer: a\n" + strings.Repeat(" b\n", 20_000) + "CSeq: 1 OPTIONS\r\n\r\n"
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	m, err := readSIP(bufio.NewReader(strings.NewReader(text)))
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatal(err)
	}
	if m.server != "a"+strings.Repeat(" b", 20_000) || m.sequence != "1" {
		t.Errorf("%.20q and %q", m.server, m.sequence)
	}
	if bytes := after.TotalAlloc - before.TotalAlloc; bytes > 4<<20 {
		t.Errorf("%d bytes for a message of %d", bytes, len(text))
	}
}

// TestStatusCodesThatAreNone: below 100 nothing is informational, nor final.
func TestStatusCodesThatAreNone(t *testing.T) {
	for _, code := range []string{"000", "099", "+20"} {
		request, err := prober{}.get(health.Endpoint{Name: "www.example.com"})
		if err != nil {
			t.Fatal(err)
		}
		text := "HTTP/1.1 " + code + " Odd\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"
		if response, err := finalResponse(bufio.NewReader(strings.NewReader(text)), request); err == nil {
			t.Errorf("%s: taken for a beginning, then %s", code, response.Status)
		}
	}
}
