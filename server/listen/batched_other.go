//go:build !linux

package listen

import "net"

// takePackets makes use of a bound socket.
func takePackets(conn *net.UDPConn, _ bool) (packetSocket, error) {
	_ = conn.SetReadBuffer(receiveBuffer) // as much as the system allows
	return single{conn}, nil
}
