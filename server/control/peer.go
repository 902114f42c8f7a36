package control

import (
	"context"
	"fmt"
	"net"
	"os/user"
	"strconv"
)

// Peer is the process at the other end, as the kernel knows it from the moment
// that it connected. The zero value is somebody of whom nothing is known. A
// value.
type Peer struct {
	Known    bool
	PID      int
	UID, GID int
}

// User is the name of the peer's user, or its number if it has no name here, or
// "" if nobody knows. It may read files.
func (p Peer) User() string {
	if !p.Known {
		return ""
	}
	id := strconv.Itoa(p.UID)
	if u, err := user.LookupId(id); err == nil {
		return u.Username
	}
	return id
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
func withPeer(ctx context.Context, conn net.Conn) context.Context {
	if c, is := conn.(*held); is {
		conn = c.Conn
	}
	c, is := conn.(*net.UnixConn)
	if !is {
		return ctx
	}
	return context.WithValue(ctx, peerKey{}, peerOf(c))
}

// peerIn is who asks.
func peerIn(ctx context.Context) Peer {
	p, _ := ctx.Value(peerKey{}).(Peer)
	return p
}
