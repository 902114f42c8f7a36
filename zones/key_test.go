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
			if string(k.suffix(i)) != string(suffix) || k.Suffix(i) != suffix.Hash() {
				t.Fatalf("suffix %d of %s is %q with hash %x, want %q with %x", i, n, k.suffix(i), k.Suffix(i), suffix, suffix.Hash())
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
	}{{"com", 0x7ea29ddbce7f1519}, {"example.com", 0x2e5d59e1a0c9db09}, {"a-label-of-more-than-eight-octets.example.com", 0xd63a74b997b51a32}} {
		if got := mustName(t, row.name).Hash(); got != row.want {
			t.Errorf("hash of %s is %#x, want %#x", row.name, got, row.want)
		}
	}
}

func TestLongestKey(t *testing.T) {
	n := mustName(t, strings.Repeat("a.", 127))
	var k Key
	k.Set(n)
	if k.Labels != 127 || k.Len != 255 || k.Off[127] != 254 || k.Suffix(127) != Root.Hash() || k.Hash != n.Hash() {
		t.Errorf("%d labels, %d octets, root at %d", k.Labels, k.Len, k.Off[127])
	}
}

// Names of every size, and each octet of them, count.
func TestHashCountsEveryOctet(t *testing.T) {
	seen := map[uint64]string{}
	note := func(hash uint64, what string) {
		if other, ok := seen[hash]; ok {
			t.Errorf("%s and %s have one hash", what, other)
		}
		seen[hash] = what
	}
	name := []byte(mustName(t, strings.Repeat("abcdefghi.", 25)))
	for from := range name {
		name := name[from:]
		note(hashOf(name), fmt.Sprintf("%d octets", len(name)))
		for i := range name {
			name[i] ^= 0x80
			note(hashOf(name), fmt.Sprintf("%d octets but octet %d", len(name), i))
			name[i] ^= 0x80
		}
	}
}

// Names that differ in one octet spread over the low and the high half alike.
func TestHashSpreads(t *testing.T) {
	const count = 1 << 16
	low, high := make(map[uint64]int), make(map[uint64]int)
	name := []byte(mustName(t, "h0000.example.com"))
	for i := range count {
		for j, shift := range []int{12, 8, 4, 0} {
			name[2+j] = "0123456789abcdef"[i>>shift&15]
		}
		hash := hashOf(name)
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

// Every octet in every place of a word.
func TestLower(t *testing.T) {
	for c := range 256 {
		for at := range 8 {
			const rest = 0x5a41407b5b617a60 // Z A @ { [ a z `
			word := rest&^(0xff<<(8*at)) | uint64(c)<<(8*at)
			want := uint64(0)
			for i := range 8 {
				want |= uint64(lowerOctet(byte(word>>(8*i)))) << (8 * i)
			}
			if got := Lower(word); got != want {
				t.Fatalf("%016x became %016x, want %016x", word, got, want)
			}
		}
	}
}

// A name is the same in any case, and no other is: not one that is a bit of the
// case away, which has the same hash.
func TestSame(t *testing.T) {
	for _, row := range []struct {
		asked, name string
		hash, same  bool
	}{
		{"example.com", "example.com", true, true},
		{"EXAMPLE.com", "example.com", true, true},
		{"_sIp._TLS.Example.Com", "_sip._tls.example.com", true, true},
		{"a-b.example.com", "a\\013b.example.com", true, false},
		{"@.example.com", "`.example.com", true, false},
		{"_.example.com", "\\127.example.com", true, false},
		{"1.example.com", "\\017.example.com", true, false},
		{"b.example.com", "a.example.com", false, false},
		{"ab.example.com", "a.example.com", false, false},
		{"abcdefgh.example.com", "com", false, false},
		{"com", "abcdefgh.example.com", false, false},
	} {
		asked, name := rawName(row.asked), mustName(t, row.name)
		if got := hashOf(asked) == name.Hash(); got != row.hash {
			t.Errorf("%s and %s: one hash %v, want %v", row.asked, row.name, got, row.hash)
		}
		if got := Same(asked, []byte(name)); got != row.same {
			t.Errorf("%s and %s: same %v, want %v", row.asked, row.name, got, row.same)
		}
	}
}

// rawName is a name without escapes in wire form, in its own case.
func rawName(text string) (wire []byte) {
	for label := range strings.SplitSeq(text, ".") {
		wire = append(append(wire, byte(len(label))), label...)
	}
	return append(wire, 0)
}
