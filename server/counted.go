package server

import (
	"geosrv/server/listen"
	"geosrv/server/metrics"
)

// counted is what sockets and their workers counted. A value; of JSON too, for the
// process that takes over.
type counted struct {
	Families [2]listen.Counters `json:"families"` // by familyOf
	Rulings  Rulings            `json:"rulings"`
	Replies  replySum           `json:"replies"`
}

// add adds another one.
func (c *counted) add(o *counted) {
	for i := range c.Families {
		c.Families[i].Add(o.Families[i])
	}
	c.Rulings.Passed += o.Rulings.Passed
	c.Rulings.Slipped += o.Rulings.Slipped
	c.Rulings.Dropped += o.Rulings.Dropped
	c.Rulings.Exempt += o.Rulings.Exempt
	c.Rulings.Proven += o.Rulings.Proven
	c.Rulings.Crowded += o.Rulings.Crowded
	for i, n := range o.Replies.Cells {
		c.Replies.Cells[i] += n
	}
	c.Replies.Subnets += o.Replies.Subnets
}

// of adds what one socket counted.
func (c *counted) of(s socket) {
	c.Families[familyOf(s.want)].Add(s.server.Counters())
	for _, w := range *s.workers {
		w.rulings(&c.Rulings)
		c.Replies.add(w)
	}
}

// count sums what all sockets counted: those that are closed, and those of the
// process before, too.
func (s *sockets) count() *counted {
	s.mu.Lock()
	defer s.mu.Unlock()
	sum := s.gone
	for _, o := range s.open {
		sum.of(o)
	}
	sum.Rulings.Crowded += s.desk.crowds()
	sum.add(&s.before)
	return &sum
}

// inherit takes over what the process before counted, instead of what it was said
// to have counted earlier.
func (s *sockets) inherit(c counted) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.before = c
}

// counters sums what all sockets of each family counted.
func (s *sockets) counters() [2]listen.Counters { return s.count().Families }

// rulings sums what became of replies.
func (s *sockets) rulings() Rulings { return s.count().Rulings }

// replies sums what the replies were, and how many went to those who said in which
// network they are.
func (s *sockets) replies() (of []metrics.Replies, subnets uint64) {
	sum := &s.count().Replies
	return sum.replies(), sum.Subnets
}
