// Package port finds ports for servers that a bench starts and that must be told
// which one to take. It knows of nothing else, and any goroutine may use it.
package port

import (
	"fmt"
	"net"
	"net/netip"
)

// Free finds a port that is free for UDP and TCP at an IPv4 address. Another
// process may take it before it is used; then the server says so.
func Free(at string) (netip.AddrPort, error) {
	for range 20 {
		tcp, err := net.Listen("tcp4", at+":0")
		if err != nil {
			return netip.AddrPort{}, err
		}
		addr := tcp.Addr().(*net.TCPAddr).AddrPort()
		udp, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(addr))
		tcp.Close()
		if err == nil {
			udp.Close()
			return addr, nil
		}
	}
	return netip.AddrPort{}, fmt.Errorf("no port of %s is free for both UDP and TCP", at)
}
