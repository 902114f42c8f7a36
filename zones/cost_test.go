package zones

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// A look-up allocates nothing: it is on the answering path.
func TestLookupAllocatesNothing(t *testing.T) {
	z := mustRead(t, "example.com", head+"*.a A 192.0.2.1\nsub NS ns1\n")
	f, err := NewForest([]*Zone{apexZone(t, "o", "example.org."), z})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"ns1.example.com", "x.y.a.example.com", "x.sub.example.com", "nothing.example.com", "example.net"} {
		k, n := keyOf(t, name), mustName(t, name)
		allocs := testing.AllocsPerRun(100, func() {
			k.Set(n)
			if zone, _, ok := f.Find(k); ok {
				f.Zones()[zone].Match(k)
				f.Zones()[zone].FindKey(k)
			}
		})
		if allocs != 0 {
			t.Errorf("%s: %v allocations", name, allocs)
		}
	}
}

// large is a zone of n host names.
func large(n int) string {
	var text strings.Builder
	text.WriteString(head)
	for i := range n {
		fmt.Fprintf(&text, "h%d A 10.%d.%d.%d\n", i, i>>16&255, i>>8&255, i&255)
	}
	return text.String()
}

func TestLargeZone(t *testing.T) {
	text := large(100_000)
	begin := time.Now()
	z, err := Read("example.com", strings.NewReader(text), "")
	if err != nil {
		t.Fatal(err)
	}
	if z.Nodes() != 100_002 {
		t.Errorf("%d nodes, want 100002", z.Nodes())
	}
	took := time.Since(begin)
	t.Logf("100,000 records in %v", took)
	if took > 10*time.Second { // far from the usual half second: a quadratic slip, not a slow machine
		t.Errorf("100,000 records took %v", took)
	}
}

// What a zone is made of is few objects, however many records it has.
func TestReadMakesFewObjects(t *testing.T) {
	text := []byte(large(10_000))
	allocs := testing.AllocsPerRun(1, func() {
		if _, err := ReadText("example.com", text, ""); err != nil {
			t.Fatal(err)
		}
	})
	t.Logf("%.0f objects", allocs)
	if allocs > 500 {
		t.Errorf("%.0f objects for 10,000 records", allocs)
	}
}

func BenchmarkRead(b *testing.B) {
	text := []byte(large(10_000))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ReadText("example.com", text, ""); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	z := mustRead(b, "example.com", large(10_000))
	for _, name := range []string{"h77.example.com", "nothing.example.com"} {
		k := keyOf(b, name)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				z.Match(k)
			}
		})
	}
}

func BenchmarkKeyIndex(b *testing.B) {
	k := keyOf(b, "_sipfederationtls._tcp.example.com")
	for b.Loop() {
		k.Index()
	}
}
