package control

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"strconv"
)

// Peer is the process at the other end, as the kernel knows it from the moment
// that it connected. The zero value is somebody of whom nothing is known. A
// value.
type Peer struct {
	Known    bool
	PID      int
	UID, GID int
	Name     string // of the user on this machine; "" if it has none that we know
}

// User is the name of the peer's user, or its number if it has no name here, or
// "" if nobody knows.
func (p Peer) User() string {
	if !p.Known {
		return ""
	}
	return cmp.Or(p.Name, strconv.Itoa(p.UID))
}

// String is the peer as a log has it.
func (p Peer) String() string {
	if !p.Known {
		return "unknown"
	}
	return fmt.Sprintf("%s (uid %d, gid %d, pid %d)", p.User(), p.UID, p.GID, p.PID)
}

// peerKey is where the context of a request has its peer.
type peerKey struct{}

// withPeer notes who is at the other end of a connection.
func (s *Server) withPeer(ctx context.Context, conn net.Conn) context.Context {
	if c, is := conn.(*held); is {
		conn = c.Conn
	}
	c, is := conn.(*net.UnixConn)
	if !is {
		return ctx
	}
	p := peerOf(c)
	if p.Known {
		p.Name = s.users.name(p.UID)
	}
	return context.WithValue(ctx, peerKey{}, p)
}

// peerIn is who asks.
func peerIn(ctx context.Context) Peer {
	p, _ := ctx.Value(peerKey{}).(Peer)
	return p
}
