// Package random draws zones and questions for tests that compare servers, or
// a server with its slow twin.
//
// # Nouns
//
//   - [Zone]: a master file that every authoritative server loads, with few
//     labels, so that names meet: wildcards, empty non-terminals, delegations
//     with and without glue, occluded data, aliases, loops, DNAMEs.
//   - [Ask]: what kinds of questions are wanted.
//
// # Invariants
//
//   - What is drawn depends on the source of randomness and the options alone:
//     the same seed gives the same text and the same octets.
//   - A zone holds nothing that a server must refuse: an alias stands alone,
//     nothing stands below a DNAME, no NS or DNAME at a wildcard, no record
//     twice, one TTL for each RRset, an address for each of its own servers.
//   - Names are written as miekg/dns prints them, so that they can be compared
//     as text without case.
//
// # Goroutines
//
// No state is shared. A *rand.Rand belongs to one goroutine at a time.
//
// The package imports nothing else of this module. It is for tests and bench.
package random
