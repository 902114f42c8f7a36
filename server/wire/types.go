package wire

// Offsets and sizes of a message (RFC 1035 4.1.1, RFC 6891 6.1.2), in octets.
const (
	HeaderLen   = 12    // the header; the question starts here
	optLen      = 11    // an OPT record without options
	optionHead  = 4     // code and length of an EDNS option
	subnetHead  = 4     // family, source and scope of a client subnet option
	MinUDP      = 512   // the least that every asker takes by UDP
	MaxUDP      = 1232  // the most that we send by UDP (RFC 9715)
	MaxTCP      = 65535 // the most that the length prefix can say
	maxNameLen  = 255
	maxLabelLen = 63
	MaxNSID     = 128 // the longest NSID: with it, any question and our OPT fit in MinUDP together
)

// Bits of the header's second word (RFC 1035 4.1.1, RFC 4035 3). The low four
// bits are the rcode.
const (
	FlagQR uint16 = 1 << 15 // this is a reply
	FlagAA uint16 = 1 << 10 // authoritative answer
	FlagTC uint16 = 1 << 9  // truncated
	FlagRD uint16 = 1 << 8  // recursion desired: echoed, otherwise ignored
	FlagRA uint16 = 1 << 7  // recursion available: never set
	FlagAD uint16 = 1 << 5  // authentic data: never set by an authority
	FlagCD uint16 = 1 << 4  // checking disabled: not echoed by an authority
)

// FlagDO is the one flag of the OPT record (RFC 3225).
const FlagDO uint16 = 1 << 15

// OpcodeQuery is the only opcode that is answered (RFC 1035 4.1.1).
const OpcodeQuery = 0

// Rcodes (RFC 1035 4.1.1, RFC 6891 9). Those above 15 need an OPT record for
// their upper eight bits.
const (
	RcodeNoError   = 0
	RcodeFormErr   = 1
	RcodeServFail  = 2
	RcodeNXDomain  = 3
	RcodeNotImp    = 4
	RcodeRefused   = 5
	RcodeYXDomain  = 6 // a DNAME makes a name that is too long (RFC 6672 2.2)
	RcodeBadVers   = 16
	RcodeBadCookie = 23 // RFC 7873 8
)

// Classes (RFC 1035 3.2.4).
const (
	ClassIN   uint16 = 1
	ClassCH   uint16 = 3
	ClassNONE uint16 = 254
	ClassANY  uint16 = 255
)

// Types that the server itself has to know by name; all others are numbers to
// it (RFC 3597).
const (
	TypeA      uint16 = 1
	TypeNS     uint16 = 2
	TypeCNAME  uint16 = 5
	TypeSOA    uint16 = 6
	TypePTR    uint16 = 12
	TypeMX     uint16 = 15
	TypeTXT    uint16 = 16
	TypeAAAA   uint16 = 28
	TypeSRV    uint16 = 33
	TypeDNAME  uint16 = 39
	TypeOPT    uint16 = 41
	TypeDS     uint16 = 43
	TypeRRSIG  uint16 = 46
	TypeNSEC   uint16 = 47
	TypeDNSKEY uint16 = 48
	TypeNXNAME uint16 = 128 // RFC 9824 3.1
	TypeIXFR   uint16 = 251
	TypeAXFR   uint16 = 252
	TypeANY    uint16 = 255
)

// Options of the OPT record.
const (
	optionNSID   = 3  // RFC 5001 2.3
	optionSubnet = 8  // RFC 7871 6
	optionCookie = 10 // RFC 7873 4
	optionIdle   = 11 // edns-tcp-keepalive, RFC 7828 3.1
	optionError  = 15 // RFC 8914 2
)

// Extended errors that we say (RFC 8914 4).
const (
	ErrorProhibited       uint16 = 18
	ErrorNotAuthoritative uint16 = 20
	ErrorNotSupported     uint16 = 21
	ErrorInvalidType      uint16 = 30 // RFC 9824 3.5
)

// Address families of a client subnet (RFC 7871 6).
const (
	FamilyNone uint8 = 0 // only with source 0: no address is said
	FamilyIPv4 uint8 = 1
	FamilyIPv6 uint8 = 2
)

// typeVerdict says whether a type may be asked for. Transfers are a matter of
// permission. NXNAME is malformed by the word of RFC 9824 3.5. All others are
// looked up, and owned by nobody if they are no types of data: reserved and
// unassigned ones (RFC 3597 5, RFC 8906 3.1.2) as well as meta types and kinds
// of query that are not done here, which may get NOTIMP (RFC 8906 3.1.2) but
// get NODATA from most servers.
func typeVerdict(qtype uint16) Verdict {
	switch qtype {
	case TypeNXNAME:
		return FormErr
	case TypeAXFR, TypeIXFR:
		return Refused
	}
	return Answer
}
