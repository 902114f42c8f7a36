package answer

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"geosrv/server/roster"
	"geosrv/zones"
)

// TestLargeZoneInSlabs: the blocks of a zone in several slabs, rendered at once,
// are those of one slab, at the ends of slabs too.
func TestLargeZoneInSlabs(t *testing.T) {
	const hosts = plainSets/2 + 100
	var text strings.Builder
	text.WriteString("$ORIGIN l.example.\n$TTL 60\n@ SOA ns h 1 7200 900 1209600 60\n@ NS ns\nns A 192.0.2.53\ncut NS x.cut\nx.cut A 192.0.2.54\n")
	for i := range hosts {
		fmt.Fprintf(&text, "h%[1]d A 10.0.%[2]d.%[3]d\nh%[1]d AAAA 2001:db8::%[1]x\nh%[1]d SRV 1 2 3 h%[1]d\nh%[1]d SRV 1 2 3 h%[4]d\n", i, i>>8, i&255, hosts-i)
	}
	z, err := zones.ReadText("f", []byte(text.String()), "")
	if err != nil {
		t.Fatal(err)
	}
	w := &World{Roster: &roster.Roster{Sources: []roster.Source{{Zone: z}}}}
	w.plainZones(nil, Hands(false))
	p := w.plain[0]
	if len(p.slabs) != 2 {
		t.Fatalf("%d RRsets in %d slabs, want 2", z.NumSets(), len(p.slabs))
	}
	var b builder
	for id := range int32(z.NumSets()) {
		b.reset()
		n := nodeOf(z, id)
		targets := b.render(z.NameOf(n), z.Set(id))
		if !z.Below(n) && !z.HasCut(n) {
			p.additional(&b, targets)
		}
		b.end()
		s, got := p.block(id, 1)
		want := b.slots[0][0]
		if !bytes.Equal(s.data[got.off:][:got.full], b.data) || fmt.Sprint(s.cuts[got.cut:][:got.cuts]) != fmt.Sprint(b.cuts[:want.cuts]) ||
			got.an != want.an || got.ar != want.ar || got.answer != want.answer || got.stride != want.stride {
			t.Fatalf("RRset %d at %s: %+v, want %+v", id, z.NameOf(n), got, want)
		}
	}
	again := &World{Roster: w.Roster}
	if again.plainZones(w, 1); again.plain[0] != p {
		t.Error("what did not change is rendered again")
	}
	// Each third block has four cuts; most share those of the one before.
	if n := len(p.slabs[0].cuts); n > 3000 {
		t.Errorf("%d cuts in a slab of %d blocks", n, plainSets)
	}
}

// TestTogetherFails: a fault in one of several is the caller's, once all ended.
func TestTogetherFails(t *testing.T) {
	done := make([]bool, 4)
	defer func() {
		if f := recover(); f == nil || !strings.Contains(fmt.Sprint(f), "number 2") {
			t.Errorf("recovered %v, want number 2", f)
		}
		if !done[0] || !done[1] || !done[3] {
			t.Errorf("the others: %v", done)
		}
	}()
	together(4, func(i int) {
		if i == 2 {
			panic("number 2")
		}
		done[i] = true
	})
	t.Error("no fault")
}
