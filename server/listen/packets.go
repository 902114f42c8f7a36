package listen

import (
	"net/netip"
	"os"
	"syscall"
)

// control prepares a socket before it is bound, as net.ListenConfig wants it.
type control = func(network, address string, raw syscall.RawConn) error

// prepare runs a control on a socket that is bound already.
func prepare(socket syscall.Conn, c control, transport string, addr netip.AddrPort) error {
	if c == nil {
		return nil
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return err
	}
	return c(network(transport, addr), addr.String(), raw)
}

// packetSocket is one UDP socket, bound, and the way in which it is read: in
// rounds where the system can (see round), one packet after the other where it
// cannot (see single).
type packetSocket interface {
	// serve answers what comes until stop is called. Where readers says so,
	// several goroutines may be in it.
	serve(w *worker, done <-chan struct{})
	// stop makes serve return, now and later. done is closed before.
	stop()
	// keep is called before serve if somebody else holds the socket too: stop must
	// leave it fit for the next process, and what serve took is answered.
	keep() error
	// file is a copy of the socket for another process.
	file() (*os.File, error)
	// leave is called before done is closed, and rouse behind it: they make serve
	// return, and leave the socket fit for the process that has a copy.
	leave()
	rouse()
	// close releases the socket when no goroutine is in serve.
	close()
}

// unmap makes an IPv4 address of one that is written as IPv6.
func unmap(a netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(a.Addr().Unmap(), a.Port())
}
