package main

import (
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
)

// vanishInside runs the one test that is run in a network namespace of its own.
const vanishInside = "^TestInterfaceVanishesInside$"

// TestInterfaceVanishes takes an interface away from a real server and gives it back,
// where that may be done.
func TestInterfaceVanishes(t *testing.T) {
	t.Parallel()
	alone(t, vanishInside)
}

// Where the server listens: at the end of a cable that stays, and of one that goes.
const (
	stays    = "10.98.0.1:5300"
	vanishes = "10.99.0.1:5300"
)

// TestInterfaceVanishesInside has a server listen at two interfaces, one address each
// or all of them, and takes one away in every way: all is answered at the other
// meanwhile, and at this one at once when it is back. The process is the same, also
// where it was told to reload meanwhile.
func TestInterfaceVanishesInside(t *testing.T) {
	if flag.Lookup("test.run").Value.String() != vanishInside {
		t.Skip("TestInterfaceVanishes runs it where there is nothing to break")
	}
	far := layCable(t)
	plug := func(n int, one, other string) string {
		return fmt.Sprintf("link add %[2]s type veth peer name %[3]s; link set %[3]s netns %[4]d; addr add 10.%[1]d.0.1/24 dev %[2]s; link set %[2]s up;"+
			"far addr add 10.%[1]d.0.2/24 dev %[3]s; far link set %[3]s up", n, one, other, far.tid)
	}
	far.ip(plug(98, "w0", "w1"))
	for _, listen := range []string{`["` + stays + `", "` + vanishes + `"]`, `[":5300"]`} {
		dir := site(t, "rate_limit: off\nlisten: "+listen+"\n")
		p := launch(t, dir, geosrv(t), "serve", "geosrv.yaml")
		p.wait(`msg=(listening)`)
		for _, cut := range []struct{ name, begin, end string }{
			{"its address goes", "addr del 10.99.0.1/24 dev v0", "addr add 10.99.0.1/24 dev v0"},
			{"it is down", "link set v0 down", "link set v0 up"},
			{"it vanishes", "link del v0", plug(99, "v0", "v1")},
		} {
			far.back(stays)
			far.back(vanishes)
			lost := far.asking(stays)
			far.ip(cut.begin)
			if err := far.ask("udp4", vanishes, 300*time.Millisecond); err == nil {
				t.Errorf("%s, %s: it is answered all the same", listen, cut.name)
			}
			if said, err := p.verb("reload"); err != nil {
				t.Errorf("%s, %s: reload says %q, %v", listen, cut.name, said, err)
			}
			far.ip(cut.end)
			t.Logf("%s, %s: answered %s after its return", listen, cut.name, far.back(vanishes).Round(time.Millisecond))
			if asked, missed := lost(); asked < 20 || len(missed) > 0 {
				t.Errorf("%s, %s: of %d questions at the other interface are lost: %v", listen, cut.name, asked, missed)
			}
		}
		p.kill()
		for _, line := range p.said {
			if strings.Contains(line, "level=ERROR") {
				t.Errorf("%s: it says %s", listen, line)
			}
		}
	}
}

// asking asks at an address, all the time, from the far end. lost ends that.
func (c *cable) asking(at string) (lost func() (asked int, missed []error)) {
	c.t.Helper()
	var conn *dns.Conn
	var err error
	c.there(func() { conn, err = dns.Dial("udp4", at) }) // it stays in the network where it was made
	if err != nil {
		c.t.Fatal(err)
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	asked, missed := 0, []error(nil)
	go func() {
		defer close(stopped)
		defer conn.Close()
		for tick := time.NewTicker(2 * time.Millisecond); ; <-tick.C {
			select {
			case <-stop:
				tick.Stop()
				return
			default:
			}
			asked++
			if err := exchange(conn, patience); err != nil {
				missed = append(missed, err)
			}
		}
	}()
	return func() (int, []error) {
		close(stop)
		<-stopped
		return asked, missed
	}
}

// back asks at an address by UDP until it is answered, then by TCP, and returns how long
// that took: five seconds at most. Neighbours that gave each other up while a link was
// down take most of one to find each other again.
func (c *cable) back(at string) time.Duration {
	c.t.Helper()
	began := time.Now()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	err := c.ask("udp4", at, 100*time.Millisecond)
	for ; err != nil && time.Since(began) < 5*time.Second; <-tick.C {
		err = c.ask("udp4", at, 100*time.Millisecond)
	}
	took := time.Since(began)
	if err == nil {
		err = c.ask("tcp4", at, patience)
	}
	if err != nil {
		c.t.Fatalf("%s is not answered at %s: %v", at, took, err)
	}
	return took
}

// ask asks once from the far end.
func (c *cable) ask(network, at string, wait time.Duration) (err error) {
	c.there(func() {
		var conn *dns.Conn
		if conn, err = dns.DialTimeout(network, at, wait); err == nil {
			defer conn.Close()
			err = exchange(conn, wait)
		}
	})
	return err
}

// exchange puts one question over a connection, which must be answered.
func exchange(conn *dns.Conn, wait time.Duration) error {
	if err := conn.SetDeadline(time.Now().Add(wait)); err != nil {
		return err
	}
	if err := conn.WriteMsg(new(dns.Msg).SetQuestion("www.example.com.", dns.TypeA)); err != nil {
		return err
	}
	m, err := conn.ReadMsg()
	if err == nil && len(m.Answer) != 1 {
		err = fmt.Errorf("the answer is %v", m)
	}
	return err
}
