package netlab

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// errNone says that this machine lets us have no such network.
var errNone = errors.New("no network of nodes (it needs root, ip of iproute2, and /dev/net/tun)")

// None reports whether an error of this package says that the machine lets us
// have no network of nodes at all.
func None(err error) bool { return errors.Is(err, errNone) }

// device is the name of a node's one interface beside lo.
const device = "lab0"

// Node is a place in the network. Make it with [Router.Node]; it must not be
// copied.
type Node struct {
	Name   string
	number int
	addrs  []netip.Addr
	device *os.File
	orders chan order
	random *rand.Rand // of the goroutine that reads the device
}

// order is done on the thread in the namespace.
type order struct {
	do   func()
	done chan struct{}
}

// newNode makes a namespace with a device that has the addresses.
func newNode(name string, number int, seed uint64, addrs []netip.Addr) (*Node, error) {
	n := &Node{
		Name: name, number: number, addrs: addrs, orders: make(chan order),
		random: rand.New(rand.NewPCG(seed, uint64(number))),
	}
	failed := make(chan error)
	go n.live(failed)
	if err := <-failed; err != nil {
		return nil, fmt.Errorf("%w: %w", errNone, err)
	}
	var err error
	n.Do(func() { err = n.furnish() })
	if err != nil {
		n.close()
		return nil, fmt.Errorf("%w: node %s: %w", errNone, name, err)
	}
	return n, nil
}

// live is the thread in the namespace. It never unlocks: the thread, and with it
// the namespace, ends with its goroutine.
func (n *Node) live(failed chan<- error) {
	runtime.LockOSThread()
	err := unix.Unshare(unix.CLONE_NEWNET)
	failed <- err
	if err != nil {
		return
	}
	for o := range n.orders {
		o.do()
		close(o.done)
	}
}

// furnish opens the device and gives it its addresses.
func (n *Node) furnish() error {
	fd, err := unix.Open("/dev/net/tun", unix.O_RDWR|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		return fmt.Errorf("/dev/net/tun: %w", err)
	}
	request, err := unix.NewIfreq(device)
	if err == nil {
		request.SetUint16(unix.IFF_TUN | unix.IFF_NO_PI)
		err = unix.IoctlIfreq(fd, unix.TUNSETIFF, request)
	}
	if err != nil {
		unix.Close(fd)
		return fmt.Errorf("a tun device: %w", err)
	}
	n.device = os.NewFile(uintptr(fd), "/dev/net/tun")
	return n.ip(append([]string{"link set lo up", n.up()}, n.settle()...)...)
}

// Do calls a function on the thread that lives in the node's namespace, and
// returns when it has: the sockets that it opens are the node's, whoever uses
// them later. One at a time; it must not call Do itself.
func (n *Node) Do(do func()) {
	o := order{do, make(chan struct{})}
	n.orders <- o
	<-o.done
}

// Start starts a program in the node. It is killed when this program ends.
func (n *Node) Start(cmd *exec.Cmd) (err error) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL
	n.Do(func() { err = cmd.Start() })
	return err
}

// close ends the node. Sockets and programs in it keep the namespace alive.
func (n *Node) close() {
	if n.device != nil {
		n.device.Close()
	}
	close(n.orders)
}
