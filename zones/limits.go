package zones

// Bounds of one master file. They keep a runaway file from taking the machine;
// no honest zone comes near them.
const (
	// MaxFileOctets is the most octets that Read takes from a file, and the
	// most that the RDATA of one zone may take.
	MaxFileOctets = 256 << 20
	// MaxZoneRecords is the most records of one zone, those of $GENERATE
	// included, and the most nodes.
	MaxZoneRecords = 2 << 20
	// MaxRecordText is the most octets of text of one record or directive, over
	// all the lines that its parentheses span.
	MaxRecordText = 1 << 20
)

// Bounds of an RRset. Answers are prepared at load, so both keep one set from
// costing more than one message can carry.
const (
	// MaxRecords is the most records that one RRset may have.
	MaxRecords = 100
	// MaxSetOctets is the most octets that the records of one RRset may take
	// on the wire without their owners.
	MaxSetOctets = 32 << 10
)
