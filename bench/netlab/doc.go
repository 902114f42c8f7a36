// Package netlab lays networks for the laboratory: nodes in network namespaces of
// their own, joined by a router in this program that can lose, delay and repeat
// what passes, in each direction on its own. No kernel module for that is needed
// (tc-netem(8) is not in every kernel).
//
// # Nouns
//
//   - node: a network namespace with one interface, a tun device
//     (tun(4)), that has the node's addresses and the default route. What is
//     started or opened through [Node] lives in it.
//   - router: takes each packet from the tun device of one node and hands it to
//     that of the node that has the destination. What nobody has vanishes.
//   - link: the way from one node to another, in one direction.
//   - condition: what a link does to packets now.
//
// # Invariants
//
// Only IPv4 is carried. What a link does is drawn from a seed, packet by packet of
// the sending node. A packet on a link without a condition is handed over at once
// and in order. No name is given to a namespace, so nothing is left behind when
// this program ends.
//
// # Goroutines
//
// Nodes are made by one goroutine before any packet passes; all other methods may
// be called from any. Each node has a goroutine that reads its device and
// one, on a thread in its namespace, that does what is to be done there.
//
// Linux only, as root (of a user namespace at least).
package netlab
