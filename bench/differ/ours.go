package differ

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"

	geosrv "geosrv/server"
)

// startOurs serves the zones from this process, with real sockets, until close.
func startOurs(ctx context.Context, dir string, zones []zoneFile) (*server, error) {
	if len(zones) == 0 {
		return nil, fmt.Errorf("no zones")
	}
	path := filepath.Join(dir, "geosrv.yaml")
	text := fmt.Sprintf("zones: [\"%s/*.zone\"]\n", filepath.Dir(zones[0].path))
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		return nil, err
	}
	s, err := geosrv.Start(ctx, geosrv.Options{
		Files:  []string{path},
		Listen: []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:0")},
	})
	if err != nil {
		return nil, err
	}
	return &server{name: "geosrv", addr: s.Addrs()[0], close: s.Close}, nil
}
