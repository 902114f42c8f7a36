package swap

import (
	"fmt"
	"math/rand/v2"

	"github.com/miekg/dns"
)

// questions is how many different queries the load has ready.
const questions = 1 << 12

// question is a query and what its reply must have. Immutable.
type question struct {
	packet []byte
	asks   int // how many octets the question has
	rcode  byte
	counts [3]uint16 // records in answer, authority and additional, OPT included
}

// newQuestions draws queries: six of ten for SRV, as many steered as not, the
// rest for addresses, texts and names that do not exist.
func newQuestions(e estate, seed uint64) ([]question, error) {
	random := rand.New(rand.NewPCG(seed, 0))
	out := make([]question, questions)
	for i := range out {
		k := random.IntN(e.Customers)
		name, qtype, q := "", uint16(0), question{}
		switch n := random.IntN(10); {
		case n < 3 && e.Steered > 0:
			k %= e.Steered
			fallthrough
		case n < 6:
			name, qtype, q.counts = e.owner(k)+apex, dns.TypeSRV, [3]uint16{2, 0, 3}
		case n < 8 && !e.Told: // the addresses that stay do not say a generation
			name, qtype, q.counts = fmt.Sprintf("a.c%d.", k)+apex, dns.TypeA, [3]uint16{1, 0, 1}
		case n < 9:
			name, qtype, q.counts = fmt.Sprintf("c%d.", k)+apex, dns.TypeTXT, [3]uint16{1, 0, 1}
		default:
			name, qtype = fmt.Sprintf("none.c%d.", k)+apex, dns.TypeA
			q.rcode, q.counts = dns.RcodeNameError, [3]uint16{0, 1, 1}
		}
		m := new(dns.Msg).SetQuestion(name, qtype)
		m.SetEdns0(1232, false)
		var err error
		if q.packet, err = m.Pack(); err != nil {
			return nil, err
		}
		q.asks = len(name) + 1 + 4
		out[i] = q
	}
	return out, nil
}
