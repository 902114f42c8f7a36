package main

import (
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/miekg/dns"
)

// TestKilledServerLosesNoQuery plays a service manager: it holds the sockets, has
// them answered on by a server without a line of listen, kills it as kill -9 does
// in the middle of queries, and starts another. What was asked in between is
// answered, by UDP and by TCP, all of it.
func TestKilledServerLosesNoQuery(t *testing.T) {
	at, files := openSockets(t)
	dir := site(t, "rate_limit: off\n") // so many ask for one name

	first := holdFor(t, dir, files)
	if got := first.wait(`msg=listening addresses=(\S+)`); got != "["+at.String()+"]" {
		t.Errorf("it listens on %s, want %s only", got, at)
	}
	answers(t, at, "www.example.com A", "192.0.2.80")
	first.kill()

	const queries = 200 // whose answers the buffer of the asker has room for
	asked, err := net.Dial("udp4", at.String())
	if err != nil {
		t.Fatal(err)
	}
	defer asked.Close()
	for id := range queries {
		m := new(dns.Msg).SetQuestion("www.example.com.", dns.TypeA)
		m.Id = uint16(id)
		text, err := m.Pack()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := asked.Write(text); err != nil { // refused would be ECONNREFUSED here
			t.Fatal(err)
		}
	}
	stream, err := dns.Dial("tcp4", at.String()) // nobody accepts it yet
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	if err := stream.WriteMsg(new(dns.Msg).SetQuestion("www.example.com.", dns.TypeA)); err != nil {
		t.Fatal(err)
	}
	before := time.Now()
	holdFor(t, dir, files)
	got := map[uint16]bool{}
	buf := make([]byte, 512)
	if err := asked.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	for len(got) < queries {
		n, err := asked.Read(buf)
		if err != nil {
			t.Fatalf("%d of %d queries are answered: %v", len(got), queries, err)
		}
		var m dns.Msg
		if err := m.Unpack(buf[:n]); err != nil || len(m.Answer) != 1 {
			t.Fatalf("%v, %v", &m, err)
		}
		if len(got) == 0 {
			t.Logf("the first answer comes %s after the start of the process", time.Since(before).Round(time.Millisecond))
		}
		got[m.Id] = true
	}
	if m, err := stream.ReadMsg(); err != nil || len(m.Answer) != 1 {
		t.Errorf("by TCP: %v, %v", m, err)
	}
}

// holdFor starts a server with sockets that are open already, as systemd does.
func holdFor(t *testing.T, dir string, files []*os.File) *process {
	t.Helper()
	// The variable names the process, whose number is known to itself only.
	p := prepare(t, dir, "/bin/sh", "-c", `LISTEN_PID=$$ LISTEN_FDS=2 LISTEN_FDNAMES=geosrv:geosrv exec "$0" serve geosrv.yaml`, geosrv(t))
	p.run.ExtraFiles = files
	return p.start()
}

// openSockets opens what a service manager holds for a server: a socket of UDP and one
// of TCP that listens, at one address. The files stay open for the test.
func openSockets(t *testing.T) (at netip.AddrPort, files []*os.File) {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	u, err := net.ListenPacket("udp4", l.Addr().String())
	if err != nil {
		t.Skip("the port is taken by UDP: ", err)
	}
	defer u.Close()
	return netip.MustParseAddrPort(l.Addr().String()), []*os.File{fileOf(t, u.(*net.UDPConn)), fileOf(t, l.(*net.TCPListener))}
}

// fileOf is a copy of a socket that stays open for the test.
func fileOf(t *testing.T, s interface{ File() (*os.File, error) }) *os.File {
	t.Helper()
	f, err := s.File()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// TestNotifiedManager plays a service manager that is told: ready once queries are
// answered, the reload and its end although it refused something, that all is well
// meanwhile, and the end.
func TestNotifiedManager(t *testing.T) {
	dir := site(t, "listen: [\"127.0.0.1:0\"]\n")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: filepath.Join(dir, "notify"), Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	p := prepare(t, dir, geosrv(t), "serve", "geosrv.yaml")
	p.run.Env = append(os.Environ(), "NOTIFY_SOCKET="+filepath.Join(dir, "notify"), "WATCHDOG_USEC=200000")
	p.start()
	next := func() string {
		buf := make([]byte, 4096)
		n, err := conn.Read(buf)
		if err != nil {
			t.Fatal(err)
		}
		return string(buf[:n])
	}
	other := func() string { // than the watchdog's
		for {
			if said := next(); said != "WATCHDOG=1" {
				return said
			}
		}
	}
	if said := next(); !strings.HasPrefix(said, "READY=1\nSTATUS=answering at 127.0.0.1:") {
		t.Errorf("%q", said)
	}
	for range 2 {
		if said := next(); said != "WATCHDOG=1" {
			t.Errorf("%q", said)
		}
	}
	write(t, filepath.Join(dir, "geosrv.yaml"), "colour: red\n")
	p.signal(syscall.SIGHUP)
	if said := other(); !strings.HasPrefix(said, "RELOADING=1\nMONOTONIC_USEC=") {
		t.Errorf("%q", said)
	}
	if said := other(); !strings.HasPrefix(said, "READY=1\nSTATUS=the last reload refused something (see the log); answering at ") {
		t.Errorf("%q", said)
	}
	p.signal(syscall.SIGTERM)
	if said := other(); said != "STOPPING=1" {
		t.Errorf("%q", said)
	}
}
