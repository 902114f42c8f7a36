package soak

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"geosrv/bench/port"
	"geosrv/health/probe/edge"
)

// Sizes of the world: pools, each with its edges, and names that are steered.
const (
	pools   = 4
	perPool = 3
	names   = 200
)

// world is what the server serves.
type world struct {
	dir    string
	status netip.AddrPort
	edges  []*edge.Edge
}

// newWorld starts the edges and writes all files, with generation 1.
func newWorld(dir string) (w *world, err error) {
	w = &world{dir: dir}
	if w.status, err = port.Free("127.0.0.1"); err != nil {
		return nil, err
	}
	for range pools * perPool {
		e, err := edge.Listen("tcp", nil)
		if err != nil {
			w.close()
			return nil, err
		}
		w.edges = append(w.edges, e)
	}
	if err := os.WriteFile(w.config(), []byte(w.configText()), 0o600); err != nil {
		w.close()
		return nil, err
	}
	return w, w.write(1)
}

// close ends the edges.
func (w *world) close() {
	for _, e := range w.edges {
		e.Close()
	}
}

func (w *world) config() string { return filepath.Join(w.dir, "geosrv.yaml") }
func (w *world) socket() string { return filepath.Join(w.dir, "s") }

// published is the address of an edge in the zone.
func published(i int) string { return fmt.Sprintf("192.0.2.%d", i+1) }

// write writes a generation of the zone.
func (w *world) write(generation int) error {
	var b strings.Builder
	fmt.Fprintf(&b, "$ORIGIN soak.example.\n$TTL 60\n@ SOA ns h %d 7200 900 1209600 60\n@ NS ns\nns A 192.0.2.53\n", generation)
	for i := range pools * perPool {
		fmt.Fprintf(&b, "edge%d A %s\n", i/perPool, published(i))
	}
	for n := range names {
		for p := range pools {
			fmt.Fprintf(&b, "_sip._tls.c%d SRV %d 10 443 edge%d\n", n, 10+10*p, p)
		}
		fmt.Fprintf(&b, "text.c%d TXT \"%d\"\n", n, generation)
	}
	path := filepath.Join(w.dir, "soak.example.zone")
	if err := os.WriteFile(path+".new", []byte(b.String()), 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// configText probes quickly, so that flapping edges are noticed.
func (w *world) configText() string {
	var b strings.Builder
	fmt.Fprintf(&b, "listen: [\"127.0.0.1:0\"]\nzones: [soak.example.zone]\ncontrol: s\nstate: state\nstatus: \"%s\"\n", w.status)
	b.WriteString("geo: {networks: {10.1.0.0/16: x0, 10.2.0.0/16: x1, 10.3.0.0/16: x2, 10.4.0.0/16: x3}}\nsites:\n")
	for p := range pools {
		fmt.Fprintf(&b, "  x%d: {at: [%d, %d]}\n", p, 50-20*p, 40*p)
	}
	b.WriteString("pools:\n")
	for p := range pools {
		fmt.Fprintf(&b, "  p%d: {site: x%d, names: [edge%d.soak.example]}\n", p, p, p)
	}
	b.WriteString("services: {edge: {check: tcp}}\nsteer:\n  - {names: [\"_sip._tls.*.soak.example\"], policy: ladder, by: nearest, service: edge}\n")
	b.WriteString("probe:\n  interval: 1s\n  fast_interval: 250ms\n  down_interval: 1s\n  timeout: 500ms\n  hold_down: 2s\n  rise: 2\n  quarantine: 10s\n  via:\n")
	for i, e := range w.edges {
		fmt.Fprintf(&b, "    %s: \"%s\"\n", published(i), e.Addr())
	}
	return b.String()
}
