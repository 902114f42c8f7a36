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
	Error                 // FORMERR, REFUSED, NOTIMP, BADVERS, CHAOS, cookies alone
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
func (a *Answerer) Outcome() Outcome {
	o := a.outcome
	if a.hasty && o.Class == Positive { // found by its own name: see send
		o.Key = a.usual.Hash ^ keyOf(Positive, a.usual.Type)
	}
	return o
}

// Proven is that of Outcome.
func (a *Answerer) Proven() bool { return a.outcome.Proven }

// spread is an odd number with evenly spread bits.
const spread = 0x9fb21c651e98df25

// note says what the reply is, by the first name that was looked up: what
// stands behind an alias is part of its answer. hash is that of the owner.
func (r *reply) note(class Class, hash uint64, rrtype uint16) {
	if r.links > 0 {
		return
	}
	r.a.outcome.Class = class
	r.a.outcome.Key = hash ^ keyOf(class, rrtype)
}

// keyOf is what class and type add to a key.
func keyOf(class Class, rrtype uint16) uint64 { return (uint64(class)<<16 | uint64(rrtype)) * spread }
