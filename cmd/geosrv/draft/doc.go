// Package draft makes a first configuration and its zone from a few answers:
// what `geosrv init` writes.
//
// # Nouns
//
//   - answers: a domain, a profile, sites, pools with their addresses by role,
//     the nameservers of the zone, and where to listen.
//   - role: what a host name of a pool is for (access, web); the first role of
//     a profile is the one that every pool needs.
//   - draft: two texts, a configuration and a zone file, for people to go on
//     with. The zone is what is true while everything is up.
//
// # Invariants
//
//   - The same answers make the same texts, in the order of the answers.
//   - What Files returns for answers without Problems loads, and starts in
//     mode: observe: it answers the zone's data until a person says steer.
//
// # Goroutines
//
// Pure functions of values: any goroutine may call them. Ask reads and writes
// what it is given, in the caller's goroutine.
package draft
