package edge

import (
	"crypto/tls"
	"io"
	"net"
	"time"
)

// talk is how a kind of edge speaks on one connection. It returns when the
// connection is over.
type talk func(e *Edge, c net.Conn)

// talkOf is the talk of a kind; nil for UDP.
func talkOf(kind string) talk {
	switch kind {
	case "sip/tls", "sip/tcp":
		return talkSIP
	case "xmpp/tls", "xmpp/tcp":
		return talkXMPP
	case "https":
		return talkHTTP
	case "smtp":
		return talkSMTP
	case "stun/tls", "stun/tcp":
		return talkSTUN
	case "ms-turn/tcp":
		return talkTURN
	case "sip/udp", "stun/udp", "ms-turn/udp":
		return nil
	}
	return talkNothing
}

// listen makes the edge listen if it does not yet.
func (e *Edge) listen() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.trap != nil {
		e.trap.Close()
		e.trap = nil
	}
	if e.serves != nil {
		return nil
	}
	if e.udp() {
		c, err := listenPacket(e.addr)
		if err != nil {
			return err
		}
		e.serves = c
		answer := e.answerPackets
		if talksSTUN(e.kind) {
			answer = e.answerSTUN
		}
		e.wait.Go(func() { answer(c) })
		return nil
	}
	l, err := listenStream(e.addr)
	if err != nil {
		return err
	}
	e.serves = l
	e.wait.Go(func() { e.accept(l) })
	return nil
}

// silence makes the edge listen no more.
func (e *Edge) silence() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.serves != nil {
		e.serves.Close()
		e.serves = nil
	}
	if e.trap != nil {
		e.trap.Close()
		e.trap = nil
	}
}

// setTrap makes new connections vanish.
func (e *Edge) setTrap() error {
	t, err := dig(e.addr)
	if err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.trap = t
	return nil
}

// hangUp ends all established connections by a reset.
func (e *Edge) hangUp() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for c := range e.conns {
		abort(c)
	}
}

// abort closes a connection by a reset. An end in good order would leave the
// edge's port in use for minutes (TIME-WAIT).
func abort(c net.Conn) {
	if t, ok := c.(*net.TCPConn); ok {
		t.SetLinger(0)
	}
	c.Close()
}

// accept serves one listener until it is closed.
func (e *Edge) accept(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		e.asked.Add(1)
		if !e.keep(c) {
			abort(c)
			continue
		}
		e.wait.Go(func() {
			defer e.drop(c)
			e.serve(c)
		})
	}
}

// keep remembers a connection; false if there must be none now.
func (e *Edge) keep(c net.Conn) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if m := e.Mode(); e.closed || m == Refuse || m == Reset {
		return false
	}
	e.conns[c] = struct{}{}
	return true
}

// drop closes and forgets a connection.
func (e *Edge) drop(c net.Conn) {
	e.mu.Lock()
	delete(e.conns, c)
	e.mu.Unlock()
	c.Close()
}

// serve speaks on one connection.
func (e *Edge) serve(raw net.Conn) {
	switch m := e.Mode(); {
	case m == Mute || m == BlackHole:
		io.Copy(io.Discard, raw)
		return
	case e.kind == "tls" && (m == Garbage || m == Drip || m == Flood || m == HalfClose):
		// This kind has nothing to say after the handshake, so it fails there.
		e.say(raw, "\x16\x03\x03\x40\x00nothing")
		return
	}
	e.mu.Lock()
	config := e.config
	e.mu.Unlock()
	if config == nil || e.startsTLS() {
		e.talk(e, raw)
		return
	}
	c := tls.Server(raw, config)
	if c.Handshake() == nil {
		e.talk(e, c)
	}
}

// say sends an answer in the way that the mode wants: well is the right one.
// It returns false if the talk is over.
func (e *Edge) say(c net.Conn, well string) bool {
	switch e.Mode() {
	case BlackHole, Mute:
		return true
	case Garbage:
		io.WriteString(c, "!<?garbage \x00\x01\x02 SIP/9.9 zzz\r\n\r\n")
		return false
	case Drip:
		return drip(c, well)
	case Flood:
		return flood(c, well)
	case HalfClose:
		return halfClose(c)
	}
	_, err := io.WriteString(c, well)
	return err == nil
}

// drip sends an answer byte by byte, and the last byte never.
func drip(c net.Conn, well string) bool {
	const pause = 20 * time.Millisecond
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for i := 0; ; i = min(i+1, len(well)/2) {
		if _, err := io.WriteString(c, well[i:i+1]); err != nil {
			return false
		}
		<-tick.C
	}
}

// halfClose ends our side (RFC 9293 3.6; for TLS RFC 8446 6.1) and leaves the
// other open.
func halfClose(c net.Conn) bool {
	half, ok := c.(interface{ CloseWrite() error })
	return ok && half.CloseWrite() == nil
}

// flood repeats the first byte of an answer until nobody takes it.
func flood(c net.Conn, well string) bool {
	block := make([]byte, 16<<10)
	for i := range block {
		block[i] = well[0]
	}
	for {
		if _, err := c.Write(block); err != nil {
			return false
		}
	}
}
