package demo

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"syscall"
)

// nextPorts is how many ports from the preferred one are tried before any free
// one is taken.
const nextPorts = 10

// serve writes the files and starts the server. stop ends it and removes the
// files.
func (d *demo) serve(ctx context.Context) (at netip.AddrPort, stop func(), err error) {
	dir, err := os.MkdirTemp("", "geosrv-demo-")
	if err != nil {
		return at, nil, err
	}
	remove := func() { os.RemoveAll(dir) }
	config := filepath.Join(dir, "geosrv.yaml")
	err = errors.Join(
		os.WriteFile(config, []byte(d.config+d.machines.via()+d.status()), 0o600),
		os.WriteFile(filepath.Join(dir, "example.com.zone"), []byte(d.zone), 0o600))
	if err != nil {
		remove()
		return at, nil, err
	}
	for _, addr := range d.addresses() {
		var end func()
		if at, end, err = d.start(ctx, config, addr); err == nil {
			return at, func() { end(); remove() }, nil
		}
		if !errors.Is(err, syscall.EADDRINUSE) {
			break
		}
	}
	remove()
	return at, nil, err
}

// status is the line of the configuration that opens the status page.
func (d *demo) status() string {
	if !d.Status.IsValid() {
		return ""
	}
	return fmt.Sprintf("\nstatus: %q\n", d.Status)
}

// addresses lists where to serve, best first. A port that somebody chose has
// no other in its place.
func (d *demo) addresses() (all []netip.AddrPort) {
	if d.Listen.IsValid() {
		return []netip.AddrPort{d.Listen}
	}
	first := d.preferred
	for i := range min(nextPorts, 1<<16-int(first.Port())) {
		all = append(all, netip.AddrPortFrom(first.Addr(), first.Port()+uint16(i)))
	}
	return append(all, netip.AddrPortFrom(first.Addr(), 0))
}

// taken is the preferred port if another program has it, else 0.
func (d *demo) taken(at netip.AddrPort) uint16 {
	if d.Listen.IsValid() || at == d.preferred {
		return 0
	}
	return d.preferred.Port()
}
