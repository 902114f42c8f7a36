package edge_test

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"syscall"
	"testing"
	"time"

	"geosrv/health/probe/edge"
)

func listen(t *testing.T, kind string, opts ...edge.Option) *edge.Edge {
	t.Helper()
	e, err := edge.Listen(kind, []string{"sip.example.com"}, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return e
}

func set(t *testing.T, e *edge.Edge, m edge.Mode) {
	t.Helper()
	if err := e.Set(m); err != nil {
		t.Fatal(err)
	}
}

// connect dials the edge and returns the error, nil if there was a connection.
func connect(e *edge.Edge) error {
	c, err := net.DialTimeout("tcp", e.Addr().String(), 300*time.Millisecond)
	if err == nil {
		c.Close()
	}
	return err
}

func TestRefuseKeepsThePort(t *testing.T) {
	e := listen(t, "tcp")
	for range 3 {
		if err := connect(e); err != nil {
			t.Fatalf("alive: %v", err)
		}
		set(t, e, edge.Refuse)
		if err := connect(e); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Fatalf("refuse: %v, want connection refused", err)
		}
		set(t, e, edge.Alive)
	}
}

func TestHeldPortIsGivenToNobody(t *testing.T) {
	e := listen(t, "tcp")
	set(t, e, edge.Refuse)
	for range 200 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		if l.Addr().(*net.TCPAddr).Port == int(e.Addr().Port()) {
			t.Fatal("the system gave the held port away")
		}
	}
}

func TestBlackHole(t *testing.T) {
	e := listen(t, "tcp")
	for range 2 {
		set(t, e, edge.BlackHole)
		var timeout net.Error
		if err := connect(e); !errors.As(err, &timeout) || !timeout.Timeout() {
			t.Fatalf("black hole: %v, want a time-out", err)
		}
		set(t, e, edge.Alive)
		if err := connect(e); err != nil {
			t.Fatalf("alive again: %v", err)
		}
	}
}

func TestEstablishedConnectionsEndWithRefuse(t *testing.T) {
	e := listen(t, "smtp")
	c, err := net.Dial("tcp", e.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(3 * time.Second))
	if _, err := c.Read(make([]byte, 512)); err != nil {
		t.Fatalf("greeting: %v", err)
	}
	set(t, e, edge.Refuse)
	_, err = io.Copy(io.Discard, c)
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		t.Fatal("the connection outlived Refuse")
	}
}

func TestUDPRefuses(t *testing.T) {
	e := listen(t, "sip/udp")
	c, err := net.Dial("udp", e.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ask := func() error {
		c.SetDeadline(time.Now().Add(2 * time.Second))
		c.Write([]byte("OPTIONS sip:x SIP/2.0\r\nCall-ID: 1\r\n\r\n"))
		_, err := c.Read(make([]byte, 512))
		return err
	}
	for range 2 {
		if err := ask(); err != nil {
			t.Fatalf("alive: %v", err)
		}
		c.Read(make([]byte, 512)) // the final response behind the provisional one
		set(t, e, edge.Refuse)
		if err := ask(); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Fatalf("refuse: %v, want connection refused", err)
		}
		set(t, e, edge.Alive)
	}
}

func TestListenAt(t *testing.T) {
	e := listen(t, "tcp", edge.At(netip.MustParseAddrPort("127.0.0.9:0")))
	if got := e.Addr().Addr().String(); got != "127.0.0.9" {
		t.Errorf("listens at %s, want 127.0.0.9", got)
	}
	if err := connect(e); err != nil {
		t.Error(err)
	}
	if _, err := edge.Listen("tcp", nil, edge.At(netip.MustParseAddrPort("192.0.2.1:0"))); err == nil {
		t.Error("listening outside loopback succeeded")
	}
	if _, err := edge.Listen("telnet", nil); err == nil {
		t.Error("an unknown kind was accepted")
	}
}

func TestCloseEndsEveryMode(t *testing.T) {
	for _, kind := range edge.Kinds() {
		for _, m := range edge.Modes() {
			e, err := edge.Listen(kind, []string{"sip.example.com"})
			if err != nil {
				t.Fatal(err)
			}
			set(t, e, m)
			if e.Mode() != m || e.Kind() != kind {
				t.Errorf("%s %s: is %s %s", kind, m, e.Kind(), e.Mode())
			}
			e.Close()
			e.Close()
			if err := e.Set(edge.Alive); err == nil {
				t.Errorf("%s: Set after Close succeeded", kind)
			}
		}
	}
}
