package demo

import (
	"strconv"
	"strings"

	"github.com/miekg/dns"
)

// columns are where dig begins the TTL, the class, the type and the data of a
// record.
func columns() [4]int { return [4]int{24, 32, 40, 48} }

// Record is a record as dig prints it, with blanks in the place of tabs.
func Record(rr dns.RR) string {
	h := rr.Header()
	line := h.Name
	for i, field := range [...]string{
		strconv.FormatUint(uint64(h.Ttl), 10), dns.ClassToString[h.Class], dns.TypeToString[h.Rrtype], rdata(rr),
	} {
		// A field that is late stands one blank after the one before, as dig
		// has it.
		line += strings.Repeat(" ", max(columns()[i]-len(line), 1)) + field
	}
	return line
}
