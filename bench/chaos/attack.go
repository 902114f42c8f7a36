package chaos

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/miekg/dns"
)

// What an attacker does: packets a second, and connections held.
const (
	attackRate = 1500
	attackHeld = 100
)

// attackFault: somebody floods a nameserver with random names and noise, or holds
// connections.
func attackFault(w *world, random *rand.Rand) fault {
	k, way := random.IntN(servers), random.IntN(3)
	to := netip.AddrPortFrom(nameserverAddr(k), 53)
	seed := random.Uint64()
	stop, done := make(chan struct{}), sync.WaitGroup{}
	return fault{
		what:     fmt.Sprintf("an attack on ns%d: %s", k+1, []string{"random names", "noise", "held connections"}[way]),
		subjects: []string{"attacker"},
		begin: func() error {
			if way == 2 {
				done.Go(func() { w.hold(to, stop) })
				return nil
			}
			var conn net.Conn
			var err error
			w.attacker.Do(func() { conn, err = net.Dial("udp4", to.String()) })
			if err != nil {
				return err
			}
			done.Go(func() { flood(conn, rand.New(rand.NewPCG(seed, 0)), way == 1, stop) })
			return nil
		},
		end: func() error {
			close(stop)
			done.Wait()
			return nil
		},
	}
}

// flood sends until it is stopped.
func flood(conn net.Conn, random *rand.Rand, noise bool, stop <-chan struct{}) {
	defer conn.Close()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
		}
		for range attackRate / 100 {
			_, _ = conn.Write(packet(random, noise)) // whether it arrives is nobody's concern
		}
	}
}

// packet is a question for a name that does not exist, or noise.
func packet(random *rand.Rand, noise bool) []byte {
	m := new(dns.Msg).SetQuestion(fmt.Sprintf("%x.%s", random.Uint64(), apex), uint16(1+random.IntN(300)))
	b, err := m.Pack()
	if err != nil || !noise {
		return b
	}
	for range 1 + random.IntN(8) {
		b[random.IntN(len(b))] = byte(random.IntN(256))
	}
	return b[:1+random.IntN(len(b))]
}

// hold opens connections, says half a message on each, and holds them until it is
// stopped.
func (w *world) hold(to netip.AddrPort, stop <-chan struct{}) {
	var all []net.Conn
	w.attacker.Do(func() {
		for range attackHeld {
			if c, err := net.DialTimeout("tcp4", to.String(), 50*time.Millisecond); err == nil {
				_, _ = c.Write([]byte{0, 100, 1})
				all = append(all, c)
			}
		}
	})
	<-stop
	for _, c := range all {
		c.Close()
	}
}
