package differ

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/miekg/dns"
)

// stuckError says that a server was silent for long.
type stuckError struct{ waiting []int } // the questions on their way, in order

func (e *stuckError) Error() string {
	return fmt.Sprintf("it answers nothing any more, with %d questions on their way", len(e.waiting))
}

// answer gets the replies of a server by UDP. If a question brings a peer to a
// stand, it is started again, and asked one by one what was on its way, until
// the question is found that does it.
func (s *server) answer(ctx context.Context, q *sheet) error {
	all := make([]int, len(q.questions))
	for i := range all {
		all[i] = i
	}
	for {
		waiting, err := s.until(ctx, q, all, window)
		if err != nil || waiting == nil {
			return err
		}
		for _, i := range waiting {
			guilty, err := s.until(ctx, q, []int{i}, 1)
			if err != nil {
				return err
			}
			if guilty != nil {
				q.stuck[i], q.done[i] = true, true
			}
		}
	}
}

// until asks until all is answered or the server is stuck. Then it is started
// again, and what was on its way is returned.
func (s *server) until(ctx context.Context, q *sheet, which []int, together int) (waiting []int, err error) {
	for {
		err := q.askUDP(ctx, s.addr, which, together)
		var silent *stuckError
		if !errors.As(err, &silent) {
			return nil, err
		}
		if !alive(ctx, s.addr) {
			if s.revive == nil {
				return nil, err
			}
			return silent.waiting, s.revive(ctx)
		}
		for _, i := range silent.waiting {
			q.done[i] = true // it only does not answer these
		}
	}
}

// alive reports whether a server answers anything by UDP.
func alive(ctx context.Context, addr netip.AddrPort) bool {
	client := &dns.Client{Timeout: timeout}
	for range tries {
		q := new(dns.Msg).SetQuestion("example.", dns.TypeSOA)
		if _, _, err := client.ExchangeContext(ctx, q, addr.String()); err == nil {
			return true
		}
	}
	return false
}

// deaf is how long a server may be silent while it is asked.
const deaf = 3 * time.Second
