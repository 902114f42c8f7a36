package main

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"geosrv/health"
	"geosrv/health/probe/edge"
)

// certName is the name in every edge's certificate.
const certName = "edge.bench.example"

// fleet is the edges of a failover: one victim for each pool, and one edge that
// plays the witness of all of them. Make it with newFleet; it must not be
// copied.
type fleet struct {
	farm    edge.Farm
	victims []*edge.Edge
	witness *edge.Edge
}

func newFleet(n int) (*fleet, error) {
	f := &fleet{}
	var err error
	if f.witness, err = f.listen(); err != nil {
		return nil, err
	}
	for range n {
		e, err := f.listen()
		if err != nil {
			f.close()
			return nil, err
		}
		f.victims = append(f.victims, e)
	}
	return f, nil
}

func (f *fleet) listen() (*edge.Edge, error) {
	return edge.Listen("sip/tls", []string{certName}, edge.In(&f.farm))
}

func (f *fleet) close() {
	for _, e := range append(f.victims, f.witness) {
		e.Close()
	}
}

// victimAt and witnessAt are the published addresses of pool i, in the network
// for benchmarks (RFC 2544).
func victimAt(i int) netip.Addr  { return netip.AddrFrom4([4]byte{198, 18, byte(i >> 8), byte(i)}) }
func witnessAt(i int) netip.Addr { return netip.AddrFrom4([4]byte{198, 19, byte(i >> 8), byte(i)}) }

// hostName is the name whose addresses are those of pool i.
func hostName(i int) string { return fmt.Sprintf("access%d.bench.example", i) }

// write puts configuration and zone into a folder and returns the
// configuration's path.
func (f *fleet) write(dir string, t health.Timing) (string, error) {
	config, zone := f.texts(t)
	file := filepath.Join(dir, "geosrv.yaml")
	if err := os.WriteFile(filepath.Join(dir, "bench.example.zone"), []byte(zone), 0o600); err != nil {
		return "", err
	}
	return file, os.WriteFile(file, []byte(config), 0o600)
}

// texts are the configuration and the zone: a pool of two servers for each
// victim, each server an endpoint of its own.
func (f *fleet) texts(t health.Timing) (config, zone string) {
	var c, s, v, z strings.Builder
	fmt.Fprintf(&c, "profile: lync\nzones: [bench.example.zone]\nsites: {here: {at: [52.37, 4.90]}}\n")
	fmt.Fprintf(&c, "services: {edge: {check: sip, transport: tls, port: 443, name: %s}}\npools:\n", certName)
	z.WriteString("$ORIGIN bench.example.\n$TTL 60\n@ SOA ns h 1 7200 900 1209600 60\n@ NS ns\nns A 192.0.2.53\n")
	for i, e := range f.victims {
		fmt.Fprintf(&c, "  pool%d: {site: here, names: {access: [%s]}}\n", i, hostName(i))
		fmt.Fprintf(&v, "    %q: %q\n", netip.AddrPortFrom(victimAt(i), 443), e.Addr())
		fmt.Fprintf(&v, "    %q: %q\n", netip.AddrPortFrom(witnessAt(i), 443), f.witness.Addr())
		fmt.Fprintf(&z, "access%d A %s\naccess%d A %s\n", i, victimAt(i), i, witnessAt(i))
		fmt.Fprintf(&z, "_sip._tls.d%d SRV 0 10 443 access%d\n", i, i)
		fmt.Fprintf(&s, "  - {name: _sip._tls.d%d.bench.example, service: edge}\n", i)
	}
	c.WriteString("steer:\n" + s.String())
	fmt.Fprintf(&c, "probe:\n  interval: %v\n  fast_interval: %v\n  timeout: %v\n  hold_down: %v\n  quarantine: %v\n  fall: %d\n  rise: %d\n",
		t.Interval, t.FastInterval, t.Timeout, t.HoldDown, max(t.Quarantine, t.HoldDown), t.Fall, t.Rise)
	return c.String() + "  via:\n" + v.String(), z.String()
}
