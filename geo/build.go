package geo

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"net"
	"net/netip"
	"slices"
	"time"

	"github.com/maxmind/mmdbwriter"
	"github.com/maxmind/mmdbwriter/inserter"
	"github.com/maxmind/mmdbwriter/mmdbtype"
)

// NamedReader is an input of Build.
type NamedReader struct {
	Name string // stands in errors
	R    io.Reader
	Size int64 // in bytes, for progress; 0 if unknown
}

// Build reads CSV (see ReadCSV) and writes an .mmdb database, in the layout of the
// well-known City and Country databases, so that other programs can read it too. Its
// type is geosrv-City if a line has coordinates, else geosrv-Country. Where ranges
// overlap, the later line wins, and inputs count in their order. Ranges in the blocks
// where such databases repeat IPv4 (2001::/32, 2002::/16) are left out.
//
// progress, which may be nil, is called now and then with the bytes read and their
// total. It runs on the caller's goroutine. Errors in the input: up to 20 per file, of
// all files, before anything is written.
func Build(w io.Writer, inputs []NamedReader, progress func(done, total int64)) error {
	b := newBuilder(time.Now())
	meter := &meter{report: progress}
	for _, in := range inputs {
		meter.total += in.Size
	}
	var errs []error
	for _, in := range inputs {
		meter.r = in.R
		errs = append(errs, ReadCSV(meter, in.Name, b.add))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	return b.write(w)
}

// BuildNetworks makes the bytes of a small .mmdb database of the given networks; the
// longest prefix wins. It serves tests of any package, and their like:
//
//	b, err := geo.BuildNetworks(map[netip.Prefix]geo.Place{
//		netip.MustParsePrefix("192.0.2.0/24"): {Country: "NL", Lat: 52.37, Lon: 4.9, Located: true},
//	})
//	db, err := geo.Decode("test.mmdb", b)
//
// The build time is 2026-01-01, so that the same networks make the same bytes.
func BuildNetworks(networks map[netip.Prefix]Place) ([]byte, error) {
	b := newBuilder(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	prefixes := slices.SortedFunc(maps.Keys(networks), func(p, q netip.Prefix) int {
		if p.Bits() != q.Bits() {
			return p.Bits() - q.Bits()
		}
		return p.Addr().Compare(q.Addr())
	})
	for _, p := range prefixes {
		if !p.IsValid() {
			return nil, errors.New("geo: an invalid prefix")
		}
		s, width := spanOf(p)
		if err := b.add(addrOf(s.from, width), addrOf(s.to, width), networks[p]); err != nil {
			return nil, err
		}
	}
	var out bytes.Buffer
	err := b.write(&out)
	return out.Bytes(), err
}

// builder collects ranges. The type of the database hangs on all of them, and the
// writer wants the type first, so they are kept until the end.
type builder struct {
	built   time.Time
	rows    []row
	located bool // a row has coordinates
}

func newBuilder(built time.Time) *builder { return &builder{built: built} }

func (b *builder) add(from, to netip.Addr, p Place) error {
	b.rows = append(b.rows, row{from, to, p})
	b.located = b.located || p.Located
	return nil
}

func (b *builder) write(w io.Writer) error {
	kind := "geosrv-Country"
	if b.located {
		kind = "geosrv-City"
	}
	tree, err := mmdbwriter.New(mmdbwriter.Options{
		BuildEpoch:              b.built.Unix(),
		DatabaseType:            kind,
		Description:             map[string]string{"en": "Places of networks, made by geosrv geo build"},
		IncludeReservedNetworks: true, // people do have places for 10.0.0.0/8
		KeyGenerator:            &placeKeys{},
		// 24 bits are too few for a country database of both families.
		RecordSize: 28,
	})
	if err != nil {
		return fmt.Errorf("geo: %w", err)
	}
	for _, r := range b.rows {
		if err := insert(tree, r); err != nil {
			return fmt.Errorf("geo: %s-%s: %w", r.from, r.to, err)
		}
	}
	if _, err := tree.WriteTo(w); err != nil {
		return fmt.Errorf("geo: %w", err)
	}
	return nil
}

// insert puts a range into the tree, block by block. A range without a place empties
// what an earlier line said.
func insert(tree *mmdbwriter.Tree, r row) (err error) {
	from, width := numberOf(r.from)
	to, _ := numberOf(r.to)
	if width == 128 && from.hi == 0 && from.lo < 1<<32 {
		// ::/96 is where the tree keeps IPv4: a range of IPv6 must not fall into it.
		if to.hi == 0 && to.lo < 1<<32 {
			return nil
		}
		from = u128{0, 1 << 32}
	}
	put := inserter.Func(inserter.Remove)
	if value := recordOf(r.place); value != nil {
		put = inserter.ReplaceWith(value)
	}
	span{from, to}.blocks(func(at u128, host int) {
		if err != nil {
			return
		}
		err = tree.InsertFunc(ipNet(netip.PrefixFrom(addrOf(at, width), width-host)), put)
		var alias *mmdbwriter.AliasedNetworkError
		if errors.As(err, &alias) {
			err = nil
		}
	})
	return err
}

// ipNet is the writer's form of a prefix.
func ipNet(p netip.Prefix) *net.IPNet {
	return &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}
}

// recordOf is the record of a place in the layout of geoip2, nil for the unknown one.
func recordOf(p Place) mmdbtype.DataType {
	record := mmdbtype.Map{}
	if p.Country != "" {
		record["country"] = mmdbtype.Map{"iso_code": mmdbtype.String(p.Country)}
	}
	if p.Located {
		record["location"] = mmdbtype.Map{
			"latitude": mmdbtype.Float64(p.Lat), "longitude": mmdbtype.Float64(p.Lon),
		}
	}
	if len(record) == 0 {
		return nil
	}
	return record
}

// placeKeys tells records apart by what recordOf puts into them. The writer's own way,
// a SHA-256 of the whole record at each insert, takes most of a build.
type placeKeys struct{ buf []byte }

// Key implements mmdbwriter.KeyGenerator.
func (k *placeKeys) Key(v mmdbtype.DataType) ([]byte, error) {
	record, ok := v.(mmdbtype.Map)
	if !ok {
		return nil, fmt.Errorf("a record of type %T", v)
	}
	k.buf = k.buf[:0]
	if country, ok := record["country"].(mmdbtype.Map); ok {
		code, _ := country["iso_code"].(mmdbtype.String)
		k.buf = append(k.buf, code...)
	}
	k.buf = append(k.buf, ',')
	if location, ok := record["location"].(mmdbtype.Map); ok {
		for _, axis := range []mmdbtype.String{"latitude", "longitude"} {
			v, _ := location[axis].(mmdbtype.Float64)
			k.buf = binary.BigEndian.AppendUint64(k.buf, math.Float64bits(float64(v)))
		}
	}
	return k.buf, nil
}

// meter reports how much has been read.
type meter struct {
	r           io.Reader
	done, total int64
	report      func(done, total int64)
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	m.done += int64(n)
	if m.report != nil && n > 0 {
		m.report(m.done, m.total)
	}
	return n, err
}
