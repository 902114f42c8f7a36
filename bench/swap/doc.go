// Package swap measures what askers notice while a zone is reloaded again and
// again: a real `geosrv serve`, a zone whose every record says which generation it
// is of, and a steady load.
//
// # Nouns
//
//   - generation: one text of the zone. It is begun right before the new file is
//     put in place, and acknowledged when `geosrv reload` has ended.
//
//   - lost: a query without a reply, two seconds after the last one was sent.
//
//   - mixed: a reply whose records are not of one generation.
//
//   - wrong: a reply older than the last generation that was acknowledged before
//     its query was sent, or newer than the last that was begun before it came.
//
//   - odd: a reply that is none of that and not what the zone says.
//
//   - echo: a process that sends back what it gets; what it adds to a query's time
//     the machine adds, and the load.
//
//   - stop: a time in which a core ran no thread of ordinary priority. Where all
//     cores stop at once no server can answer. The machine's host does that, or a
//     kernel that is busy with itself.
//
//   - flip: a change of an endpoint's verdict, by the server's own count. A monitor's
//     file makes them; the addresses of a zone with flips stay, and do not say of
//     which generation they are.
//
// # Invariants
//
// Server, echo, load and editor are processes of their own. The load sends when
// it is time to, whatever has come back, and a query's time begins when it should
// have been sent: nobody who stalls can hide it. Server and echo get the same
// queries at the same times. All times are of one monotonic clock.
package swap
