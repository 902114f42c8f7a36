package listen

import (
	"encoding/binary"
	"net/netip"
	"runtime"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// inNamespace runs f on a thread that has a network of its own: a loopback that
// is up, and nothing else. Sockets that f makes belong to it. Without the right
// to make one the test is skipped.
func inNamespace(t *testing.T, f func()) {
	t.Helper()
	problem := make(chan error)
	go func() {
		defer close(problem)
		runtime.LockOSThread() // and never unlock: the thread ends with its goroutine
		if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
			problem <- err
			return
		}
		linkUp(t, "lo")
		f()
	}()
	if err := <-problem; err != nil {
		t.Skipf("a network namespace cannot be made here (it needs root): %v", err)
	}
}

// configure does an ioctl on the network of the thread.
func configure(t *testing.T, family int, request uint, arg unsafe.Pointer) {
	t.Helper()
	fd, err := unix.Socket(family, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Error(err)
		return
	}
	defer unix.Close(fd)
	if err := ioctl(fd, request, arg); err != nil {
		t.Errorf("ioctl %#x: %v", request, err)
	}
}

func ioctl(fd int, request uint, arg unsafe.Pointer) error {
	_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), uintptr(request), uintptr(arg))
	if errno != 0 {
		return errno
	}
	return nil
}

func linkUp(t *testing.T, name string) {
	t.Helper()
	r, err := unix.NewIfreq(name)
	if err != nil {
		t.Error(err)
		return
	}
	r.SetUint16(unix.IFF_UP)
	configure(t, unix.AF_INET, unix.SIOCSIFFLAGS, unsafe.Pointer(r))
}

// setAddress4 gives an interface its IPv4 address; 0.0.0.0 takes it away.
func setAddress4(t *testing.T, name, addr string) {
	t.Helper()
	r, err := unix.NewIfreq(name)
	if err != nil {
		t.Error(err)
		return
	}
	a := netip.MustParseAddr(addr).As4()
	if err := r.SetInet4Addr(a[:]); err != nil {
		t.Error(err)
		return
	}
	configure(t, unix.AF_INET, unix.SIOCSIFADDR, unsafe.Pointer(r))
}

// address6 adds an IPv6 address to the loopback or takes it away. An address is
// there a moment after it was added.
func address6(t *testing.T, request uint, addr string) {
	t.Helper()
	const lo = 1 // the loopback is always the first
	// struct in6_ifreq: address, length of the prefix, interface.
	a := unix.SockaddrInet6{Addr: netip.MustParseAddr(addr).As16(), ZoneId: lo}
	r := append(a.Addr[:], make([]byte, 8)...)
	binary.NativeEndian.PutUint32(r[16:], 128)
	binary.NativeEndian.PutUint32(r[20:], lo)
	configure(t, unix.AF_INET6, request, unsafe.Pointer(&r[0]))
	for end := time.Now().Add(2 * time.Second); request == unix.SIOCSIFADDR && !binds(&a); runtime.Gosched() {
		if time.Now().After(end) {
			t.Errorf("%s did not come", addr)
			return
		}
	}
}

func binds(a unix.Sockaddr) bool {
	fd, err := unix.Socket(unix.AF_INET6, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return false
	}
	defer unix.Close(fd)
	return unix.Bind(fd, a) == nil
}
