package server

import (
	"sync/atomic"

	"geosrv/server/answer"
	"geosrv/server/metrics"
	"geosrv/server/wire"
)

// A cell of a replyTally: the rcode, the type of the question, and three bits.
const (
	cellTCP = 1 << iota
	cellTruncated
	cellSubnet
	cellType            // five bits of metrics.Type
	cellRcode = 1 << 8  // four bits of metrics.Rcode
	cells     = 1 << 12 // in all
)

// replyTally counts the replies of one worker by all that is told of them, in one
// step each: a cell for each combination. The zero value is ready. Not to be
// copied.
type replyTally [cells]atomic.Uint64

// count counts a reply to what was asked.
func (t *replyTally) count(asked answer.Asked, out *wire.Room, udp bool) {
	rcode := metrics.RcodeOf(out[3] & 15)
	if asked.BadVersion {
		rcode = metrics.BadVers
	}
	cell := int(rcode)*cellRcode | int(metrics.TypeOf(asked.Type))*cellType
	if !udp {
		cell |= cellTCP
	}
	if uint16(out[2])<<8&wire.FlagTC != 0 {
		cell |= cellTruncated
	}
	if asked.Subnet {
		cell |= cellSubnet
	}
	t[cell&(cells-1)].Add(1)
}

// replySum is replyTallies of many workers.
type replySum [cells]uint64

// add adds those of one.
func (s *replySum) add(t *replyTally) {
	for i := range t {
		s[i] += t[i].Load()
	}
}

// replies are those that there were, one for each kind.
func (s *replySum) replies() (out []metrics.Replies) {
	for cell, n := range s {
		if n > 0 {
			out = append(out, metrics.Replies{
				Count: n, Rcode: metrics.Rcode(cell / cellRcode), Type: metrics.Type(cell / cellType & 31),
				TCP: cell&cellTCP != 0, Truncated: cell&cellTruncated != 0, Subnet: cell&cellSubnet != 0,
			})
		}
	}
	return out
}
