package netlab

import (
	"fmt"
	"os/exec"
	"strings"
)

// up raises the node's interface.
func (n *Node) up() string { return "link set dev " + device + " up txqueuelen 2000" }

// settle gives it the node's addresses, and the way to all others.
func (n *Node) settle() (commands []string) {
	for _, a := range n.addrs {
		commands = append(commands, fmt.Sprintf("addr replace %s/32 dev %s", a, device))
	}
	return append(commands, fmt.Sprintf("route replace default dev %s src %s", device, n.addrs[0]))
}

// ip runs ip(8) on the thread in the namespace.
func (n *Node) ip(commands ...string) error {
	for _, c := range commands {
		if out, err := exec.Command("ip", strings.Fields(c)...).CombinedOutput(); err != nil {
			return fmt.Errorf("ip %s: %w: %s", c, err, out)
		}
	}
	return nil
}

// Forget takes the node's addresses away, and with them its route. Sockets that
// are bound to them stay open. [Node.Return] gives them back.
func (n *Node) Forget() (err error) {
	n.Do(func() { err = n.ip("addr flush dev " + device) })
	return err
}

// Down turns the node's interface off, by which its route goes too. [Node.Return]
// turns it on again.
func (n *Node) Down() (err error) {
	n.Do(func() { err = n.ip("link set dev " + device + " down") })
	return err
}

// Return makes interface, addresses and route what they were in the beginning.
func (n *Node) Return() (err error) {
	n.Do(func() { err = n.ip(append([]string{n.up()}, n.settle()...)...) })
	return err
}
