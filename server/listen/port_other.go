//go:build !linux

package listen

import "net/netip"

// port is how one worker uses a UDP socket. On this system answers from a
// wildcard address leave from where the routing table says, and a send may
// wait for room.
type port struct{ socket packetSocket }

func newPort(s packetSocket) *port {
	_ = s.SetReadBuffer(receiveBuffer) // as much as the system allows
	return &port{s}
}

// receive waits for a packet.
func (p *port) receive(in []byte) (n int, from netip.AddrPort, err error) {
	return p.socket.ReadFromUDPAddrPort(in)
}

// send answers the packet that was received last.
func (p *port) send(reply []byte, to netip.AddrPort) error {
	_, err := p.socket.WriteToUDPAddrPort(reply, to)
	return err
}

// noRoom says that the kernel had no room for a packet.
func noRoom(error) bool { return false }
