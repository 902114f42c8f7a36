package zones

import (
	"strconv"

	"github.com/miekg/dns"
)

// resume goes on behind a record that could not be read, so that one slip does
// not hide the next. It reports whether there is more to read.
//
// What depends on the record that was not read is not judged: records that
// leave out their owner are dropped, and a missing TTL is no problem any more.
func (l *loader) resume() bool {
	s := l.source
	l.stopped, l.noTTL = true, true
	directive := s.directive != nil && !s.generating()
	s.skip()
	if directive || s.origin.wire == nil || s.err != nil || s.eof || l.full() {
		return false
	}
	l.lost = true
	l.simple.owner, l.simple.text, l.simple.stale = 0, nil, false
	l.parser = dns.NewZoneParser(s, Name(s.origin.wire).String(), "")
	l.parser.SetDefaultTTL(l.simple.ttl)
	s.skew = s.nextLine() - 1
	if s.ttl.byDirective {
		s.ahead = []byte("$TTL " + strconv.FormatUint(uint64(s.ttl.ttl), 10) + "\n")
	}
	return true
}
