package probe

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"geosrv/health"
)

// TestSIPRetransmission: a request over UDP goes out at once, after 500 ms,
// and after twice as long each time up to 4 s (RFC 3261 17.1.2.2), and all of
// them are the same request.
func TestSIPRetransmission(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, peer := net.Pipe()
		ctx, cancel := context.WithTimeout(t.Context(), 14*time.Second)
		defer cancel()
		link := &sipSocket{ours, Limit, bind(ctx, ours)}
		defer link.Close()
		began := time.Now()
		var sent []string
		same := map[string]bool{}
		done := make(chan struct{})
		go func() {
			defer close(done)
			buffer := make([]byte, 4096)
			for {
				n, err := peer.Read(buffer)
				if err != nil {
					return
				}
				sent = append(sent, time.Since(began).String())
				same[string(buffer[:n])] = true
			}
		}()
		local := net.UDPAddrFromAddrPort(netip.MustParseAddrPort("192.0.2.7:5000"))
		ask := newSIPRequest("OPTIONS", health.Endpoint{Transport: "udp", Name: "example.com"}, local, "geosrv")
		_, err := link.exchange(ctx, ask)
		if took := time.Since(began); took != 14*time.Second {
			t.Errorf("took %s, want 14s", took)
		}
		if o := link.broke(err); o.Reason != health.ReasonTimeout || o.Detail != "no answer to OPTIONS" {
			t.Errorf("%s (%s)", o.Reason, o.Detail)
		}
		peer.Close()
		<-done
		if got := fmt.Sprint(sent); got != "[0s 500ms 1.5s 3.5s 7.5s 11.5s]" || len(same) != 1 {
			t.Errorf("sent at %s, %d different requests", got, len(same))
		}
	})
}

// TestRegisterAsSent: the REGISTER is of the same dialog attempt, with its own
// branch and number, and registers nothing.
func TestRegisterAsSent(t *testing.T) {
	local := net.UDPAddrFromAddrPort(netip.MustParseAddrPort("192.0.2.7:5000"))
	e := health.Endpoint{Transport: "tls", Name: "sip.example.com", Domain: "example.com", From: "sip:monitor@example.net"}
	options := newSIPRequest("OPTIONS", e, local, "geosrv")
	got := options.register()
	if got.branch == options.branch || got.callID != options.callID {
		t.Errorf("branch %s, Call-ID %s", got.branch, got.callID)
	}
	got.branch, got.callID, got.tag = "B", "C", "T"
	want := "REGISTER sip:example.com SIP/2.0\r\nVia: SIP/2.0/TLS 192.0.2.7:5000;rport;branch=B\r\nMax-Forwards: 70\r\n" +
		"From: <sip:monitor@example.com>;tag=T\r\nTo: <sip:monitor@example.com>\r\nCall-ID: C\r\nCSeq: 2 REGISTER\r\n" +
		"User-Agent: geosrv\r\nContent-Length: 0\r\n\r\n"
	if text := string(got.text()); text != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
	if got.isAnsweredBy(&sipMessage{code: 200, callID: "C", sequence: "1", method: "OPTIONS"}) {
		t.Error("a late answer to OPTIONS was taken for its own")
	}
}

// TestBounded: what lies under TLS ends at its limit.
func TestBounded(t *testing.T) {
	ours, peer := net.Pipe()
	defer ours.Close()
	go func() {
		for {
			if _, err := peer.Write(make([]byte, 1000)); err != nil {
				return
			}
		}
	}()
	b := &bounded{ours, 2500}
	read := 0
	for {
		n, err := b.Read(make([]byte, 4096))
		read += n
		if err != nil {
			if err != errTooLong || read != 2500 {
				t.Errorf("%v after %d bytes", err, read)
			}
			return
		}
	}
}
