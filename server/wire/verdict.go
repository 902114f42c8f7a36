package wire

// Verdict is what Parse thinks of a request. The zero value is Drop.
type Verdict uint8

const (
	Drop    Verdict = iota // send nothing
	FormErr                // malformed (RFC 1035 4.1.1)
	NotImp                 // an opcode or a kind of query that is not done here
	BadVers                // EDNS version above 0 (RFC 6891 6.1.3)
	Refused                // a class that is neither IN nor CH, or a transfer
	Answer                 // look the name up

	// CookieOnly is a request without a question that asks for a server cookie
	// (RFC 7873 5.4). With cookies the reply has no records but our OPT: NOERROR
	// if only a client cookie came or the server cookie holds, else BADCOOKIE.
	// Without cookies it is FORMERR, as any request without a question.
	CookieOnly

	// Chaos is a question of class CH for any type: about the server itself
	// (RFC 4892), or to be refused.
	Chaos
)

// Rcode is the rcode of the error reply that belongs to the verdict, 0 for
// those that may get another reply than an error.
func (v Verdict) Rcode() int {
	switch v {
	case FormErr:
		return RcodeFormErr
	case NotImp:
		return RcodeNotImp
	case BadVers:
		return RcodeBadVers
	case Refused:
		return RcodeRefused
	}
	return RcodeNoError
}

// String is the verdict in the words of dig.
func (v Verdict) String() string {
	switch v {
	case Drop:
		return "DROP"
	case FormErr:
		return "FORMERR"
	case NotImp:
		return "NOTIMP"
	case BadVers:
		return "BADVERS"
	case Refused:
		return "REFUSED"
	case Answer:
		return "ANSWER"
	case CookieOnly:
		return "COOKIE"
	case Chaos:
		return "CHAOS"
	}
	return "?"
}
