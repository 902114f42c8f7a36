package answer

// Class is what kind of reply a reply is, for those who limit and count.
type Class uint8

// The classes. Rate limits tell them apart: a flood of names that do not exist
// must not cost those who ask for what does.
const (
	Silence  Class = iota // no reply
	Positive              // an answer section, aliases included
	NoData                // the name exists
	NXDomain              // it does not; YXDOMAIN too
	Referral              // to the servers of a delegated zone
	Error                 // FORMERR, REFUSED, NOTIMP, BADVERS, CHAOS
)

// Outcome is what the last Reply was. A value.
type Outcome struct {
	Class Class
	// Key tells apart what is limited apart: for Positive the owner and type
	// of the first RRset as the zone has it (`*` for a wildcard, the owner of a
	// DNAME), for NoData the owner, for NXDomain the zone, for Referral the
	// cut. A hash; 0 for errors.
	Key    uint64
	Proven bool // a valid server cookie: the address of the asker is not forged
}

// Outcome says what the last Reply was.
func (a *Answerer) Outcome() Outcome { return Outcome{} }

// Slip writes, in place of the reply that the last Reply wrote for the message
// in, one that makes an honest asker come again in another way: with TC it
// comes by TCP (RFC 2181 9); BADCOOKIE (RFC 7873 5.2.3), if it showed a cookie
// that did not hold, gives it one that will. It returns the length, which is
// that of the request but for the cookie.
func (a *Answerer) Slip(in, out []byte) int { return 0 }
