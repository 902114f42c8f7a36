package server

import (
	"sync/atomic"

	"geosrv/server/answer"
	"geosrv/server/metrics"
	"geosrv/server/wire"
)

// A cell of a replyTally: the rcode, the type of the question, and two bits.
const (
	cellTCP = 1 << iota
	cellTruncated
	cellType            // five bits of metrics.Type
	cellRcode = 1 << 7  // four bits of metrics.Rcode
	cells     = 1 << 11 // in all
)

// replyTally counts the replies of one worker that its Answerer does not count by
// itself: by all that is told of them, in one step each, a cell for each
// combination. The zero value is ready. Not to be copied.
type replyTally struct {
	cells   [cells]atomic.Uint64
	subnets atomic.Uint64 // to those who said in which network they are
	tcp     atomic.Bool   // how all of them came, and those of the Answerer
}

// count counts a reply to what was asked.
func (t *replyTally) count(asked answer.Asked, out *wire.Room) {
	rcode := metrics.RcodeOf(out[3] & 15)
	if asked.BadVersion {
		rcode = metrics.BadVers
	}
	cell := int(rcode)*cellRcode | int(metrics.TypeOf(asked.Type))*cellType
	if uint16(out[2])<<8&wire.FlagTC != 0 {
		cell |= cellTruncated
	}
	if asked.Subnet {
		t.subnets.Add(1)
	}
	t.cells[cell&(cells-1)].Add(1)
}

// way is the bit of how the worker's replies went.
func (t *replyTally) way() int {
	if t.tcp.Load() {
		return cellTCP
	}
	return 0
}

// replySum is what many workers counted. A value; of JSON too.
type replySum struct {
	Cells   [cells]uint64 `json:"cells"`
	Subnets uint64        `json:"subnets"`
}

// add adds what one worker counted.
func (s *replySum) add(a *answerer) {
	way := a.told.way()
	for i := range a.told.cells {
		s.Cells[i|way] += a.told.cells[i].Load()
	}
	a.Tally.Told(func(rrtype uint16, missing bool, n uint64) {
		cell := int(metrics.TypeOf(rrtype)) * cellType
		if missing {
			cell |= int(metrics.NXDomain) * cellRcode
		}
		s.Cells[cell|way] += n
	})
	s.Subnets += a.told.subnets.Load() + a.Subnets()
}

// total is how many replies it are.
func (s *replySum) total() (n uint64) {
	for _, of := range s.Cells {
		n += of
	}
	return n
}

// replies are those that there were, one for each kind.
func (s *replySum) replies() (out []metrics.Replies) {
	for cell, n := range s.Cells {
		if n > 0 {
			out = append(out, metrics.Replies{
				Count: n, Rcode: metrics.Rcode(cell / cellRcode), Type: metrics.Type(cell / cellType & 31),
				TCP: cell&cellTCP != 0, Truncated: cell&cellTruncated != 0,
			})
		}
	}
	return out
}
