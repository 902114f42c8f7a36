package zones

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// labels makes few and short labels, so that names meet; now and then a long
// one or one of odd octets.
func labels() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"a", "b", "c", "*", "aa"}),
		rapid.SampledFrom([]string{"a", "b", "*"}),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 1, 63), func(b []byte) string { return string(b) }),
	)
}

// names makes names of up to n labels in front of apex.
func names(apex Name, n int) *rapid.Generator[Name] {
	return rapid.Custom(func(t *rapid.T) Name {
		name := apex
		for _, label := range rapid.SliceOfN(labels(), 0, n).Draw(t, "labels") {
			if len(name)+1+len(label) > maxNameOctets {
				break
			}
			wire, ok := NameOfWire([]byte(string(rune(len(label))) + label + string(name)))
			if !ok {
				t.Fatalf("label %q in front of %q is no name", label, name)
			}
			name = wire
		}
		return name
	})
}

// A key is what a walk over the name's suffixes says.
func TestKeyIsItsSuffixes(t *testing.T) {
	var k Key // reused on purpose
	rapid.Check(t, func(t *rapid.T) {
		n := names(Root, 30).Draw(t, "name")
		k.Set(n)
		if k.Name() != n || k.Len != len(n) || k.Labels != n.Labels() {
			t.Fatalf("key of %s: %s, %d octets, %d labels", n, k.Name(), k.Len, k.Labels)
		}
		i := 0
		for suffix := n; suffix != ""; suffix = suffix.Parent() {
			if string(k.suffix(i)) != string(suffix) || k.Hash[i] != suffix.Hash() {
				t.Fatalf("suffix %d of %s is %q with hash %x, want %q with %x", i, n, k.suffix(i), k.Hash[i], suffix, suffix.Hash())
			}
			if label := suffix.Label(); label != "" && suffix.Hash() != HashLabel(suffix.Parent().Hash(), []byte(label)) {
				t.Fatalf("hash of %s is not that of its label and its parent", suffix)
			}
			i++
		}
		if i != k.Labels+1 {
			t.Fatalf("%d suffixes of %d labels", i, k.Labels)
		}
		if again, err := ParseName(n.String()); err != nil || again != n {
			t.Fatalf("%q does not come back from %s: %v", n, n, err)
		}
	})
}

// The hash is the same in every process, or a test over processes would not be.
func TestHashIsFixed(t *testing.T) {
	for _, row := range []struct {
		name string
		want uint64
	}{{"com", 0x8ee38bde6d80510e}, {"example.com", 0xacbe41c2ab0271b6}, {"a-label-of-more-than-eight-octets.example.com", 0x6d1b3423da8c114b}} {
		if got := mustName(t, row.name).Hash(); got != row.want {
			t.Errorf("hash of %s is %#x, want %#x", row.name, got, row.want)
		}
	}
}

func TestLongestKey(t *testing.T) {
	n := mustName(t, strings.Repeat("a.", 127))
	var k Key
	k.Set(n)
	if k.Labels != 127 || k.Len != 255 || k.Off[127] != 254 || k.Hash[127] != HashRoot || k.Hash[0] != n.Hash() {
		t.Errorf("%d labels, %d octets, root at %d", k.Labels, k.Len, k.Off[127])
	}
}

// Labels of every size, and each octet of them, count.
func TestHashCountsEveryOctet(t *testing.T) {
	label := []byte("abcdefghijklmnopqrstuvwxyz0123456789-_abcdefghijklmnopqrstuvwxyz")
	seen := map[uint64]string{}
	note := func(hash uint64, what string) {
		if other, ok := seen[hash]; ok {
			t.Errorf("%s and %s have one hash", what, other)
		}
		seen[hash] = what
	}
	var all uint64
	for size := range maxLabelOctets + 1 {
		hash := HashLabel(HashRoot, label[:size])
		note(hash, fmt.Sprintf("%d octets", size))
		all = all*31 + hash
		for i := range size {
			label[i] ^= 0x80
			note(HashLabel(HashRoot, label[:size]), fmt.Sprintf("%d octets but octet %d", size, i))
			label[i] ^= 0x80
		}
	}
	if want := uint64(0x75662d0cf4d9c7fd); all != want {
		t.Errorf("the sum of all is %#x, want %#x", all, want)
	}
}

// Names that differ in one octet spread over the low and the high half alike.
func TestHashSpreads(t *testing.T) {
	const count = 1 << 16
	low, high := make(map[uint64]int), make(map[uint64]int)
	com := mustName(t, "example.com").Hash()
	label := []byte("h0000")
	for i := range count {
		for j, shift := range []int{12, 8, 4, 0} {
			label[1+j] = "0123456789abcdef"[i>>shift&15]
		}
		hash := HashLabel(com, label)
		low[hash&(count-1)]++
		high[hash>>48]++
	}
	// Of 2^16 balls in 2^16 bins a random hash hits 1-1/e of them: 41427. More
	// is an even better spread.
	for half, bins := range map[string]int{"low": len(low), "high": len(high)} {
		if bins < 40500 {
			t.Errorf("%s half: %d bins hit, want 41427 or so", half, bins)
		}
	}
}
