package geo

import "math"

// Place is what a database says of a network. The zero value is the unknown
// place. It is a plain value: copy and compare it freely.
type Place struct {
	Country  string  // ISO 3166-1 alpha-2, upper case; empty if the database names none
	Lat, Lon float64 // degrees, north and east positive; 0 unless Located
	Located  bool    // Lat and Lon are known: of the record, or else the country's centroid
}

// Site is a place that pools stand at. It is a plain value.
type Site struct {
	Name     string
	Lat, Lon float64 // degrees, north and east positive
}

// validPoint says whether lat and lon are degrees on the globe. NaN is not.
func validPoint(lat, lon float64) bool {
	return math.Abs(lat) <= 90 && math.Abs(lon) <= 180
}

// countryCode returns the upper-case form of a two-letter code, or "" for what is
// no country: special codes such as "??", "A1", "T1", "XX", "ZZ", or anything else.
func countryCode(s string) string {
	if len(s) != 2 {
		return ""
	}
	b := [2]byte{s[0], s[1]}
	for i, c := range b {
		if c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		if c < 'A' || c > 'Z' {
			return ""
		}
		b[i] = c
	}
	code := string(b[:])
	if code == "XX" || code == "ZZ" {
		return ""
	}
	return code
}

// centered fills the coordinates of a place that has a country only.
func (p Place) centered() Place {
	if !p.Located && p.Country != "" {
		p.Lat, p.Lon, p.Located = Centroid(p.Country)
	}
	return p
}
