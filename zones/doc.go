// Package zones turns RFC 1035 master files into immutable zones and holds
// the rules by which a name is looked up in them.
//
// # Nouns
//
//   - Name: a domain name in lower-case wire form, a map key.
//   - Key: a name prepared for look-ups, with the hash of each of its suffixes.
//   - Zone: one master file, loaded. Nodes, RRsets and an index in flat arrays.
//   - node: a name that exists in a zone, numbered in canonical order
//     (RFC 4034 6.1). Node 0 is the apex. Names that exist only because
//     something stands below them (empty non-terminals) are nodes too.
//   - RRset: the records of one name and type. Their ids are dense over the
//     zone, by node and then by type.
//   - cut: a node below the apex that owns NS. The zone delegates there.
//   - Match: what RFC 1034 4.3.2 and RFC 4592 say about one name in a zone.
//   - Additional: what a record asks the additional section for.
//   - Forest: several zones, found by the most specific apex.
//
// # Invariants
//
//   - A Zone never changes. Whoever wants new data reads a new Zone.
//   - Read is all or nothing: a Zone, or every problem of the file (Errors). A
//     syntax error does not end the reading.
//   - Lines that are simple are read without miekg/dns, and as it reads them. It
//     judges all others.
//   - The number of a node and the id of a set depend on the zone's data alone,
//     not on the order of the records in the file.
//   - Records keep the order of the file inside their set. RDATA keeps its case.
//   - The hash of a name is the same in every process.
//   - Zone.Match and Forest.Find allocate nothing and run in time bounded by the
//     number of labels.
//
// # Goroutines
//
// Zone, Forest, RRset and Name may be read by any number of goroutines. A Key
// belongs to one goroutine at a time. Read may run in several goroutines at
// once, each on its own reader.
//
// The package imports nothing else of this module.
package zones
