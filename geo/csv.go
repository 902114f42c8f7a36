package geo

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"strconv"
	"strings"
)

// maxErrors is the number of faulty lines after which a reader gives up.
const maxErrors = 20

// ReadCSV reads places of networks from CSV and hands each line to emit, as an
// inclusive range of one family. Lines may be mixed of:
//
//	16777216,16777471,AU                a range, IPv4 as integers (tor-geoipdb)
//	2001:200::,2001:200:ffff::,JP       a range of addresses, either family
//	192.0.2.0/24,NL                     a network
//	192.0.2.0/24,NL,52.37,4.90          any of them with latitude and longitude
//
// Empty lines, lines that start with # and a header line are skipped. A country that
// is empty, "-", "??" or of a special code such as "A1" is none. Places are Located
// only if the line has coordinates.
//
// Errors are `name:line:col: problem (hint)`, up to 20 joined; good lines are emitted
// all the same. An error of emit ends the reading.
func ReadCSV(r io.Reader, name string, emit func(from, to netip.Addr, p Place) error) error {
	c := csv.NewReader(r)
	c.Comment = '#'
	c.FieldsPerRecord = -1
	c.ReuseRecord = true
	c.TrimLeadingSpace = true
	var errs []error
	for first := true; len(errs) < maxErrors; first = false {
		fields, err := c.Read()
		if err == io.EOF {
			return errors.Join(errs...)
		}
		var syntax *csv.ParseError
		if errors.As(err, &syntax) {
			errs = append(errs, fmt.Errorf("%s:%d:%d: %w", name, syntax.Line, syntax.Column, syntax.Err))
			continue
		}
		if err != nil {
			return errors.Join(append(errs, fmt.Errorf("%s: %w", name, err))...)
		}
		if first && isHeader(fields) {
			continue
		}
		row, fault := parseRow(fields)
		if fault == nil {
			if err := emit(row.from, row.to, row.place); err != nil {
				line, _ := c.FieldPos(0)
				return errors.Join(append(errs, fmt.Errorf("%s:%d:1: %w", name, line, err))...)
			}
			continue
		}
		line, col := c.FieldPos(fault.field)
		errs = append(errs, fmt.Errorf("%s:%d:%d: %s (%s)", name, line, col, fault.problem, fault.hint))
	}
	return errors.Join(append(errs, fmt.Errorf("%s: too many errors (only the first %d are shown)", name, maxErrors))...)
}

// row is a line of CSV.
type row struct {
	from, to netip.Addr
	place    Place
}

// fault is what is wrong with one field of a line.
type fault struct {
	field         int
	problem, hint string
}

// isHeader says whether a first line names columns: it starts with a word.
func isHeader(fields []string) bool {
	switch strings.ToLower(fields[0]) {
	case "network", "cidr", "prefix", "from", "start", "first", "start_ip", "ip_range_start", "range_start":
		return len(fields) < 2 || !strings.Contains(fields[1], "geoname")
	}
	return false
}

func parseRow(fields []string) (r row, f *fault) {
	rest := 1 // the field after the network or range
	if strings.Contains(fields[0], "/") {
		r.from, r.to, f = parseNetwork(fields[0])
	} else {
		if len(fields) < 2 {
			return r, &fault{0, fmt.Sprintf("%.40q alone", fields[0]), "want NETWORK,COUNTRY or FROM,TO,COUNTRY"}
		}
		rest = 2
		r.from, r.to, f = parseRange(fields[0], fields[1])
	}
	if f != nil {
		return r, f
	}
	switch len(fields) - rest {
	case 1, 3:
	default:
		return r, &fault{
			0, fmt.Sprintf("%d fields", len(fields)),
			"want NETWORK,COUNTRY or FROM,TO,COUNTRY, then LATITUDE,LONGITUDE or nothing",
		}
	}
	r.place, f = parsePlace(fields, rest)
	return r, f
}

func parseNetwork(s string) (from, to netip.Addr, f *fault) {
	p, err := netip.ParsePrefix(s)
	if err != nil {
		return from, to, &fault{0, fmt.Sprintf("%.60q is no network", s), "such as 192.0.2.0/24 or 2001:db8::/32"}
	}
	if p.Masked() != p {
		return from, to, &fault{0, fmt.Sprintf("%s has bits behind its length", p), fmt.Sprintf("%s?", p.Masked())}
	}
	sp, width := spanOf(p)
	return addrOf(sp.from, width), addrOf(sp.to, width), nil
}

func parseRange(a, b string) (from, to netip.Addr, f *fault) {
	const hint = "an address, or an IPv4 address as an integer"
	if from, f = parseEnd(a, 0, hint); f != nil {
		return from, to, f
	}
	if to, f = parseEnd(b, 1, hint); f != nil {
		return from, to, f
	}
	if from.Is4() != to.Is4() {
		return from, to, &fault{1, fmt.Sprintf("%s and %s are of two families", from, to), "both ends are IPv4 or both IPv6"}
	}
	if to.Less(from) {
		return from, to, &fault{1, fmt.Sprintf("%s is before %s", to, from), "the lower end comes first"}
	}
	return from, to, nil
}

// parseEnd reads one end of a range. Only IPv4 is ever written as an integer.
func parseEnd(s string, field int, hint string) (netip.Addr, *fault) {
	if n, err := strconv.ParseUint(s, 10, 32); err == nil {
		return addrOf(u128{0, n}, 32), nil
	}
	a, err := netip.ParseAddr(s)
	if err != nil || a.Zone() != "" {
		return a, &fault{field, fmt.Sprintf("%.60q is no address", s), hint}
	}
	return a.Unmap(), nil
}

// parsePlace reads country and coordinates from fields[at:].
func parsePlace(fields []string, at int) (p Place, f *fault) {
	code := strings.TrimSpace(fields[at])
	p.Country = countryCode(code)
	if p.Country == "" && len(code) > 2 {
		return p, &fault{
			at, fmt.Sprintf("%.40q is no country", code),
			"want an ISO 3166-1 alpha-2 code such as NL, or ?? for none",
		}
	}
	if len(fields) == at+1 || strings.TrimSpace(fields[at+1]+fields[at+2]) == "" {
		return p, nil
	}
	for i, limit := range []float64{90, 180} {
		v, err := strconv.ParseFloat(strings.TrimSpace(fields[at+1+i]), 64)
		if err != nil || !(v >= -limit && v <= limit) {
			return Place{}, &fault{
				at + 1 + i, fmt.Sprintf("%.40q is no coordinate", fields[at+1+i]),
				fmt.Sprintf("want degrees from -%v to %v", limit, limit),
			}
		}
		if i == 0 {
			p.Lat = v
		} else {
			p.Lon = v
		}
	}
	p.Located = true
	return p, nil
}
