package geo

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// cutsOf reads "192.0.2.0 1, 192.0.2.8 2": cuts behind one of class 0 at the start.
func cutsOf(text string) cuts {
	c := cuts{width: 32}
	c.push(u128{}, 0)
	for entry := range strings.SplitSeq(text, ", ") {
		var addr string
		var class uint16
		fmt.Sscanf(entry, "%s %d", &addr, &class)
		n, _ := numberOf(netip.MustParseAddr(addr))
		c.push(n, class)
	}
	return c
}

func (c cuts) String() string {
	var b []string
	for _, cut := range c.list[1:] {
		b = append(b, fmt.Sprintf("%s %d", addrOf(cut.at, c.width), cut.class))
	}
	return strings.Join(b, ", ")
}

func TestFlatten(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"aligned cuts stay", "10.0.0.0 1, 10.0.1.0 2, 10.0.3.0 0", "10.0.0.0 1, 10.0.1.0 2, 10.0.3.0 0"},
		{"the majority wins", "10.0.0.0 1, 10.0.0.100 2, 10.0.1.0 0", "10.0.0.0 2, 10.0.1.0 0"},
		{"a majority of pieces", "10.0.0.0 1, 10.0.0.90 2, 10.0.0.166 1, 10.0.1.0 0", "10.0.0.0 1, 10.0.1.0 0"},
		{"the unknown votes too", "10.0.0.0 1, 10.0.0.100 0", ""},
		{"a tie goes to the first", "10.0.0.0 2, 10.0.0.128 1, 10.0.1.0 0", "10.0.0.0 2, 10.0.1.0 0"},
		{"what starts inside a block", "10.0.0.200 1, 10.0.5.0 0", "10.0.1.0 1, 10.0.5.0 0"},
		{"what ends inside a block", "10.0.0.0 1, 10.0.5.200 0", "10.0.0.0 1, 10.0.6.0 0"},
		{"two blocks in a row", "10.0.0.200 1, 10.0.1.200 2, 10.0.3.0 0", "10.0.1.0 1, 10.0.2.0 2, 10.0.3.0 0"},
		{"the last block", "255.255.255.1 1", "255.255.255.0 1"},
	} {
		if got := cutsOf(c.in).flatten(24).String(); got != c.want {
			t.Errorf("%s: %s -> %s, want %s", c.name, c.in, got, c.want)
		}
	}
}

func TestUnnest(t *testing.T) {
	var nets []segment
	for i, p := range []string{
		"10.0.0.0/8", "10.0.0.0/16", "10.1.0.0/16", "10.1.2.3/32", "10.255.0.0/16", "10.255.255.255/32",
		"192.0.2.0/24", "255.0.0.0/8", "255.255.255.255/32",
	} {
		s, _ := spanOf(netip.MustParsePrefix(p))
		nets = append(nets, segment{s, uint16(i + 1)})
	}
	var got []string
	for _, s := range unnest(nets) {
		got = append(got, fmt.Sprintf("%s-%s %d", addrOf(s.from, 32), addrOf(s.to, 32), s.class))
	}
	want := `10.0.0.0-10.0.255.255 2
10.1.0.0-10.1.2.2 3
10.1.2.3-10.1.2.3 4
10.1.2.4-10.1.255.255 3
10.2.0.0-10.254.255.255 1
10.255.0.0-10.255.255.254 5
10.255.255.255-10.255.255.255 6
192.0.2.0-192.0.2.255 7
255.0.0.0-255.255.255.254 8
255.255.255.255-255.255.255.255 9`
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("got\n%s\nwant\n%s", s, want)
	}
}

func TestOverlay(t *testing.T) {
	seg := func(p string, class uint16) segment {
		s, _ := spanOf(netip.MustParsePrefix(p))
		return segment{s, class}
	}
	base := cutsOf("10.0.0.0 1, 10.1.0.0 2, 10.2.0.0 0")
	got := base.overlay([]segment{
		seg("10.0.128.0/24", 5), seg("10.0.255.0/24", 6), seg("10.1.0.0/24", 6), seg("10.1.9.0/24", 2), seg("11.0.0.0/8", 1),
	}).String()
	want := "10.0.0.0 1, 10.0.128.0 5, 10.0.129.0 1, 10.0.255.0 6, 10.1.1.0 2, 10.2.0.0 0, 11.0.0.0 1, 12.0.0.0 0"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := base.overlay([]segment{seg("0.0.0.0/0", 3)}); len(got.list) != 1 || got.list[0].class != 3 {
		t.Errorf("a segment over all leaves %v", got.list)
	}
}

// TestBlocks checks that a span is cut into its fewest aligned blocks.
func TestBlocks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.SampledFrom([]int{32, 128}).Draw(t, "width")
		draw := func(name string) u128 {
			n := u128{rapid.Uint64().Draw(t, name), rapid.Uint64().Draw(t, name)}
			n = n.or(lowMask(rapid.IntRange(0, width).Draw(t, name)))
			return n.andNot(lowMask(128).andNot(lowMask(width)))
		}
		from, to := draw("from"), draw("to")
		if to.less(from) {
			from, to = to, from
		}
		next, lastHost := from, 0
		rising := true
		span{from, to}.blocks(func(at u128, host int) {
			if at != next || at != at.andNot(lowMask(host)) {
				t.Fatalf("block at %v/%d, want one at %v", at, host, next)
			}
			// Fewest means: sizes rise strictly and then fall strictly, with one pair
			// of equals at most at the top.
			if host < lastHost {
				rising = false
			} else if !rising && host >= lastHost {
				t.Fatalf("block of %d bits after one of %d", host, lastHost)
			}
			next, lastHost = at.or(lowMask(host)).next(), host
		})
		if next != to.next() {
			t.Fatalf("blocks end before %v, want %v", next, to.next())
		}
	})
	var got []int
	span{u128{}, lowMask(128)}.blocks(func(_ u128, host int) { got = append(got, host) })
	if len(got) != 1 || got[0] != 128 {
		t.Errorf("the whole space is blocks of %v bits", got)
	}
}
