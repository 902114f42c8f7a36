package main

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/rogpeppe/go-internal/testscript"
)

// digging WORDS...: asks the server of `serving` as dig WORDS would, without
// dig, and prints the lines sorted: addresses rotate from answer to answer.
func digging(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: digging +short NAME TYPE")
	}
	d, err := parseDig(args)
	ts.Check(err)
	at, err := netip.ParseAddrPort("127.0.0.1:" + ts.Getenv("PORT"))
	ts.Check(err)
	lines, err := d.run(at)
	ts.Check(err)
	slices.Sort(lines)
	for _, line := range lines {
		fmt.Fprintln(ts.Stdout(), line)
	}
}
