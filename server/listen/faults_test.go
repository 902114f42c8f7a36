package listen

import (
	"fmt"
	"strings"
	"testing"
)

// TestFaultsAreKept: what made a panic can be looked at, by UDP and TCP, once for
// requests that are alike, and not for ever.
func TestFaultsAreKept(t *testing.T) {
	kept := new(Faults)
	s := serving(t, Config{Faults: kept, Log: quietLog(), Workers: 1}, "127.0.0.1:0")
	udp, tcp := dial(t, "udp", s.Addrs()[0]), dial(t, "tcp", s.Addrs()[0])
	for range 3 {
		if _, err := udp.Write([]byte("panic")); err != nil {
			t.Fatal(err)
		}
	}
	packetAnswer(t, udp, "x")
	if _, err := tcp.Write(framed("panic")); err != nil {
		t.Fatal(err)
	}
	wantClosed(t, tcp)
	all := kept.All()
	if len(all) != 1 { // that by TCP is alike
		t.Fatalf("%+v", all)
	}
	if f := all[0]; string(f.Request) != "panic" || f.Size != 5 || !f.UDP || f.Panic != "asked to" || f.From.String() != udp.LocalAddr().String() || f.At.IsZero() {
		t.Errorf("%+v", f)
	}
	for i := range mostFaults + 3 {
		kept.keep("other", []byte(strings.Repeat(fmt.Sprintf("%04d", i), 1000)), &Client{})
	}
	all = kept.All()
	if len(all) != mostFaults || len(all[0].Request) != mostKept || all[0].Size != 4000 || string(all[0].Request[:4]) != "0003" {
		t.Errorf("%d are kept, the first of %d octets, %.4s", len(all), all[0].Size, all[0].Request)
	}
}
