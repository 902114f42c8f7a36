package countries

import (
	"errors"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"

	"geosrv/geo"
)

// Files is the real country data of Debian's tor-geoipdb.
func Files() []string { return []string{"/usr/share/tor/geoip", "/usr/share/tor/geoip6"} }

// Write writes country.mmdb into a folder and returns its path, and what it is for
// people to read: the real one, or a made one where that is not installed.
func Write(dir string) (file, what string, err error) {
	file = filepath.Join(dir, "country.mmdb")
	what = "tor-geoipdb"
	inputs, closeAll, err := openAll(Files())
	defer closeAll()
	if errors.Is(err, fs.ErrNotExist) {
		what = "MADE UP, 16,384 networks (install tor-geoipdb for the real one)"
		return file, what, MadeUp(file)
	}
	if err != nil {
		return "", "", err
	}
	out, err := os.Create(file)
	if err != nil {
		return "", "", err
	}
	return file, what, errors.Join(geo.Build(out, inputs, nil), out.Close())
}

func openAll(files []string) (inputs []geo.NamedReader, closeAll func(), err error) {
	var opened []*os.File
	closeAll = func() {
		for _, f := range opened {
			f.Close()
		}
	}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return nil, closeAll, err
		}
		opened = append(opened, f)
		inputs = append(inputs, geo.NamedReader{Name: name, R: f})
	}
	return inputs, closeAll, nil
}

// MadeUp writes a database into a file that spreads countries of all continents over
// the IPv4 space.
func MadeUp(file string) error {
	countries := []string{
		"NL", "DE", "GB", "FR", "PL", "SE", "US", "CA", "MX", "BR", "AR", "CL", "PE", "ZA", "KE", "NG", "EG",
		"IN", "SG", "JP", "KR", "CN", "ID", "TH", "AU", "NZ", "FJ", "TR", "AE", "RU", "KZ", "IS",
	}
	places := map[netip.Prefix]geo.Place{}
	for i := range 1 << 14 {
		at := netip.AddrFrom4([4]byte{byte(i >> 6), byte(i << 2), 0, 0})
		if p := netip.PrefixFrom(at, 14); at.As4()[0] != 0 && at.As4()[0] < 224 {
			places[p] = geo.Place{Country: countries[i*7%len(countries)]}
		}
	}
	b, err := geo.BuildNetworks(places)
	if err != nil {
		return err
	}
	return os.WriteFile(file, b, 0o600)
}
