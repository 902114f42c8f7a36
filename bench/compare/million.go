package compare

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"

	"github.com/miekg/dns"
)

// millionNames is how many names have four records each.
const millionNames = 250_000

// millionAddr is the address of one of them.
func millionAddr(i int) netip.Addr { return addr4(10<<24 | uint32(i)) }

// million is a zone of a million records: an address of each family and two SRV
// records for each name. Only the start is measured, so nobody is asked for more
// than one name: it stands in the middle of the file.
func (b *builder) million() ([]*contestant, error) {
	n := b.some(millionNames)
	z := zone{apex, filepath.Join(b.dir, "million.zone")}
	if err := os.WriteFile(z.file, millionText(n), 0o644); err != nil {
		return nil, err
	}
	b.n = 1
	middle := question{name: fmt.Sprintf("h%d.%s", n/2, apex), qtype: dns.TypeA, size: usual}
	all, err := b.serving([]zone{z}, func() question { return middle }, wantAnswer, nil)
	for _, c := range all {
		c.right = millionAddr(n / 2)
	}
	return all, err
}

// millionText is the zone's text.
func millionText(n int) []byte {
	text := make([]byte, 0, 150*n)
	text = append(text, head(apex)...)
	for i := range n {
		a := millionAddr(i).As4()
		text = fmt.Appendf(text, "h%d A %d.%d.%d.%d\nh%d AAAA 2001:db8::%x:%x\n", i, a[0], a[1], a[2], a[3], i, i>>16, i&0xffff)
		text = fmt.Appendf(text, "h%d SRV 10 10 443 h%d\nh%d SRV 20 10 443 h%d\n", i, i, i, (i+1)%n)
	}
	return text
}
