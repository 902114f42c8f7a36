package main

import (
	"fmt"
	"net"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// cable is a second network behind a cable, with edges and a nameserver in it.
// Our end is v0, 10.99.0.1; the far one v1, 10.99.0.2. Orders are carried out
// on a thread that lives there. Make it with layCable.
type cable struct {
	t      *testing.T
	orders chan order
	edges  map[string]net.Listener
	tid    int // of that thread
}

// order is done on the thread of the far network.
type order struct {
	do   func()
	done chan struct{}
}

// layCable makes the network; the test must be in a namespace of its own.
func layCable(t *testing.T) *cable {
	t.Helper()
	c := &cable{t: t, orders: make(chan order), edges: map[string]net.Listener{}}
	thread := make(chan int)
	go func() {
		runtime.LockOSThread() // and never unlock: the thread ends with its goroutine
		if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
			close(thread)
			return
		}
		thread <- unix.Gettid()
		for o := range c.orders {
			o.do()
			close(o.done)
		}
	}()
	tid, ok := <-thread
	if !ok {
		t.Skip("no second network namespace")
	}
	c.tid = tid
	t.Cleanup(func() { close(c.orders) })
	c.ip("link set lo up; link add v0 type veth peer name v1; link set v1 netns " + fmt.Sprint(tid))
	c.ip("far link set lo up; far addr add 10.99.0.2/24 dev v1; far link set v1 up")
	c.ip("addr add 10.99.0.1/24 dev v0; link set v0 up; route add default via 10.99.0.2")
	for _, a := range []string{"192.0.2.11", "198.51.100.11", "203.0.113.11", "233.252.0.53"} {
		c.ip("far addr add " + a + "/32 dev lo")
	}
	c.there(func() { c.furnish() })
	return c
}

// furnish starts what listens in the far network.
func (c *cable) furnish() {
	for _, a := range []string{"192.0.2.11", "198.51.100.11", "203.0.113.11"} {
		l, err := net.Listen("tcp4", a+":443")
		if err != nil {
			c.t.Error(err)
			return
		}
		c.edges[a] = l
		go func() {
			for {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				conn.Close()
			}
		}()
	}
	ns, err := net.ListenPacket("udp4", "233.252.0.53:53")
	if err != nil {
		c.t.Error(err)
		return
	}
	c.t.Cleanup(func() { ns.Close() })
	go func() {
		b := make([]byte, 512)
		for {
			n, from, err := ns.ReadFrom(b)
			if err != nil {
				return
			}
			b[2] |= 0x80 // the query itself is a reply
			_, _ = ns.WriteTo(b[:n], from)
		}
	}()
}

// there does something on the thread of the far network.
func (c *cable) there(do func()) {
	o := order{do, make(chan struct{})}
	c.orders <- o
	<-o.done
}

// ip gives commands to ip, one after the other; those that begin with far are
// given in the far network.
func (c *cable) ip(commands string) {
	c.t.Helper()
	for command := range strings.SplitSeq(commands, ";") {
		words := strings.Fields(command)
		run := func(words []string) {
			if out, err := exec.Command("ip", words...).CombinedOutput(); err != nil {
				c.t.Errorf("ip %s: %v: %s", strings.Join(words, " "), err, out)
			}
		}
		if words[0] == "far" {
			c.there(func() { run(words[1:]) })
		} else {
			run(words)
		}
	}
	if c.t.Failed() {
		c.t.FailNow()
	}
}

// die closes the port of an edge.
func (c *cable) die(addr string) { c.edges[addr].Close() }
