package demo

import (
	"context"
	"net/netip"

	"geosrv/server"
)

// start runs the real server from the file. stop ends it.
func (d *demo) start(ctx context.Context, file string, addr netip.AddrPort) (at netip.AddrPort, stop func(), err error) {
	s, err := server.Start(ctx, server.Options{
		Files: []string{file}, Log: d.Log, Probe: d.probe, Listen: []netip.AddrPort{addr},
	})
	if err != nil {
		return at, nil, err
	}
	d.page = s.StatusAddr()
	return s.Addrs()[0], s.Close, nil
}
