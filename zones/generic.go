package zones

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/miekg/dns"
)

// checkGeneric checks a record of a known type that was written in the form for
// unknown ones (RFC 3597 5), of which said octets were promised and rdata came
// out. The parser takes what is too long or too short without a word: it drops
// the rest, and has no name where one is missing.
func checkGeneric(rr dns.RR, said int, rdata []byte) error {
	switch {
	case said == 0: // written in the words of its type, or of a type without any
		return nil
	case said != len(rdata):
		return fmt.Errorf("of %d octets of \\# data %d make sense", said, len(rdata))
	case lacksName(reflect.Indirect(reflect.ValueOf(rr))):
		return fmt.Errorf("%d octets of \\# data are too few: a name is missing", said)
	}
	return nil
}

// lacksName reports whether a field of a record that holds a domain name has
// none.
func lacksName(rr reflect.Value) bool {
	for i := range rr.NumField() {
		field, kind := rr.Field(i), rr.Type().Field(i)
		switch {
		case kind.Anonymous && lacksName(field):
			return true
		case strings.Contains(kind.Tag.Get("dns"), "domain-name") && field.Kind() == reflect.String && field.Len() == 0:
			return true
		}
	}
	return false
}
