package compare

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
)

// powerdnsConf is pdns.conf(5): one receiver that answers itself, else as it
// comes, with its packet cache.
func powerdnsConf(dir string, at netip.AddrPort) string {
	return fmt.Sprintf(`bind-config=%[3]s/named.conf
local-address=%[1]s
local-port=%[2]d
socket-dir=%[3]s
daemon=no
guardian=no
receiver-threads=1
distributor-threads=1
edns-subnet-processing=yes
max-tcp-connections=200
security-poll-suffix=
loglevel=3
`, at.Addr(), at.Port(), dir)
}

// preparePowerDNS serves zones as they are, with the BIND backend.
func preparePowerDNS(zones []zone) func(string, netip.AddrPort) ([]string, error) {
	return func(dir string, at netip.AddrPort) ([]string, error) {
		return writePowerDNS(dir, powerdnsConf(dir, at)+"launch=bind\n", zones)
	}
}

// preparePowerDNSGeo makes each steered set a LUA record: the nearest target
// whose port is open.
func preparePowerDNSGeo(e *estate) func(string, netip.AddrPort) ([]string, error) {
	return func(dir string, at netip.AddrPort) ([]string, error) {
		conf := powerdnsConf(dir, at) + fmt.Sprintf(
			"launch=geoip,bind\nenable-lua-records=yes\ngeoip-zones-file=%[1]s/geo.yaml\ngeoip-database-files=mmdb:%[1]s/cities.mmdb\n", dir)
		var addrs []string
		text := head(apex)
		for i := range e.sites {
			addrs = append(addrs, fmt.Sprintf("'%s'", edgeAddr(i)))
			text += fmt.Sprintf("%s A %s\n", hostName(i), edgeAddr(i))
		}
		for k := range e.sets {
			text += fmt.Sprintf("%s 60 LUA SRV \";local r={} for i,v in ipairs(ifportup(%d,{%s},{selector='all'})) do "+
				"r[i]='9.255.255.'..v:match('%%d+$') end return '10 10 %d access-'..pickclosest(r):match('%%d+$')..'.%s'\"\n",
				setName(k), e.port, strings.Join(addrs, ","), e.port, apex)
		}
		z, err := writeZone(dir, apex, text)
		if err != nil {
			return nil, err
		}
		err = os.WriteFile(filepath.Join(dir, "geo.yaml"), []byte("domains: []\n"), 0o644)
		if err := errors.Join(err, e.writeCities(filepath.Join(dir, "cities.mmdb"))); err != nil {
			return nil, err
		}
		return writePowerDNS(dir, conf, []zone{z})
	}
}

func writePowerDNS(dir, conf string, zones []zone) ([]string, error) {
	var b strings.Builder
	for _, z := range zones {
		fmt.Fprintf(&b, "zone \"%s\" { type master; file \"%s\"; };\n", strings.TrimSuffix(z.apex, "."), z.file)
	}
	err := errors.Join(
		os.WriteFile(filepath.Join(dir, "pdns.conf"), []byte(conf), 0o644),
		os.WriteFile(filepath.Join(dir, "named.conf"), []byte(b.String()), 0o644))
	return []string{program("pdns_server"), "--config-dir=" + dir}, err
}
