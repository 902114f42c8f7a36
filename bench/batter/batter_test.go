package batter

import (
	"bytes"
	"context"
	"math/rand/v2"
	"net/netip"
	"os"
	"testing"
)

// TestMain makes this program a child if it is called as one.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == childWord {
		cmd := ServeCommand()
		cmd.SetArgs(os.Args[2:])
		if cmd.ExecuteContext(context.Background()) != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// TestProcess is a small run, which must meet every kind of reply.
func TestProcess(t *testing.T) {
	s, err := process(t.Context(), t.TempDir(), 7, 100_000)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range s.Shown {
		t.Errorf("%s\nin  %s\nout %s", v.What, v.In, v.Out)
	}
	if s.Violations > 0 || s.Packets != 100_000+4<<16 || s.Silent < 2<<16 || s.Slips < 1000 {
		t.Errorf("%d violations, %d packets, %d silent, %d slips", s.Violations, s.Packets, s.Silent, s.Slips)
	}
	for _, rcode := range []string{"NOERROR", "FORMERR", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN", "BADVERS"} {
		if s.Replies[rcode] == 0 {
			t.Errorf("no reply with %s among %v", rcode, s.Replies)
		}
	}
}

// TestWire is a small run against a child.
func TestWire(t *testing.T) {
	r := report{Seed: 7}
	if err := r.onWire(t.Context(), t.TempDir(), 3000); err != nil {
		t.Fatal(err)
	}
	for _, v := range r.Wire.Shown {
		t.Errorf("%s\nin  %s\nout %s", v.What, v.In, v.Out)
	}
	if err := r.sound(); err != nil || r.Wire.Violations > 0 || r.Wire.Packets != 3000 {
		t.Errorf("%d violations, %d packets, %v", r.Wire.Violations, r.Wire.Packets, err)
	}
	if c := r.Child.Counters; c.UDP < 2400 || c.TCP < 500 {
		t.Errorf("the server counted %d by UDP and %d by TCP", c.UDP, c.TCP)
	}
}

// TestSeeded wants the same blows of the same seed, and others of another.
func TestSeeded(t *testing.T) {
	blowsOf := func(seed uint64) (all []byte) {
		random := rand.New(rand.NewPCG(seed, 0))
		s, err := newSeeder(random, sources(), func(netip.Addr) []byte { return make([]byte, 24) })
		if err != nil {
			t.Fatal(err)
		}
		b := blows{random: random, seeds: s.make(50)}
		for range 200 {
			all = append(all, b.next().msg...)
		}
		return all
	}
	if one := blowsOf(1); !bytes.Equal(one, blowsOf(1)) || bytes.Equal(one, blowsOf(2)) {
		t.Error("the blows do not depend on the seed alone")
	}
}
