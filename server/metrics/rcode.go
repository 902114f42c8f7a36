package metrics

// Rcode is how a reply is counted by its response code (RFC 1035 4.1.1, RFC 6895
// 2.3): one of a closed list. It fits into four bits.
type Rcode uint8

// The codes.
const (
	NoError Rcode = iota
	FormErr
	ServFail
	NXDomain
	NotImp
	Refused
	YXDomain
	BadCookie // the low bits of 23 (RFC 7873 8) are 7, which nothing else of ours has
	BadVers   // has to be told apart from NoError by whoever knows
	OtherRcode
)

// rcodes is how many there are.
const rcodes = int(OtherRcode) + 1

// RcodeOf is that of the four bits of a header.
func RcodeOf(low uint8) Rcode {
	if low <= uint8(BadCookie) {
		return Rcode(low)
	}
	return OtherRcode
}

// String is the value of the label, as dig prints it.
func (r Rcode) String() string {
	if int(r) >= rcodes {
		r = OtherRcode
	}
	return [rcodes]string{
		"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN", "BADCOOKIE", "BADVERS", "other",
	}[r]
}
