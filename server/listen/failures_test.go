package listen

import (
	"net"
	"net/netip"
	"testing"
)

// TestSingleForgetsFailures: the pause is for failures in a row.
func TestSingleForgetsFailures(t *testing.T) {
	conn, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.MustParseAddrPort("127.0.0.1:0")))
	if err != nil {
		t.Fatal(err)
	}
	w, s, ended := echoWorker(), single{conn}, make(chan struct{})
	w.failures = 5
	go func() { s.serve(w, nil); close(ended) }()
	got := packetAnswer(t, dial(t, "udp", s.addr()), "x")
	s.stop()
	<-ended
	if got != "udp:x" || w.failures != 0 {
		t.Errorf("got %q, and %d failures in a row", got, w.failures)
	}
}
