package zones

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// twin is the obvious look-up: a map of what each name owns, searched from the
// root of the tree downwards, as RFC 1034 4.3.2 puts it.
type twin struct {
	apex Name
	owns map[Name][]uint16 // present for empty non-terminals too
}

func newTwin(apex Name) *twin {
	return &twin{apex, map[Name][]uint16{apex: {typeSOA, typeNS}}}
}

func (w *twin) add(owner Name, rrtype uint16) {
	w.owns[owner] = append(w.owns[owner], rrtype)
	for n := owner; n != w.apex; n = n.Parent() {
		if _, ok := w.owns[n]; !ok {
			w.owns[n] = nil
		}
	}
}

// match is the kind, the node's name and the label of a question.
func (w *twin) match(n Name) string {
	if !n.Under(w.apex) {
		return fmt.Sprintf("no name - %d", n.Labels())
	}
	var path []Name // from the apex down to n
	for at := n; at != w.apex; at = at.Parent() {
		path = append(path, at)
	}
	path = append(path, w.apex)
	slices.Reverse(path)
	encloser := w.apex
	for _, at := range path {
		owns, ok := w.owns[at]
		if !ok {
			break
		}
		if at != w.apex && slices.Contains(owns, typeNS) {
			return fmt.Sprintf("referral %s %d", at, n.Labels()-at.Labels())
		}
		encloser = at
	}
	if encloser == n {
		return fmt.Sprintf("exact %s 0", n)
	}
	label := n.Labels() - encloser.Labels()
	if wild := "\x01*" + encloser; len(wild) <= maxNameOctets {
		if _, ok := w.owns[wild]; ok {
			return fmt.Sprintf("wildcard %s %d", wild, label)
		}
	}
	return fmt.Sprintf("no name %s %d", encloser, label)
}

// Match agrees with its twin over random zones and questions.
func TestMatchIsItsTwin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		apex := rapid.SampledFrom([]Name{Root, "\x01a\x00", "\x01a\x01b\x00"}).Draw(t, "apex")
		w := newTwin(apex)
		var text strings.Builder
		fmt.Fprintf(&text, "%s 60 SOA . . 1 2 3 4 5\n%s 60 NS .\n", apex, apex)
		for _, n := range rapid.SliceOfN(names(apex, 5), 0, 12).Draw(t, "owners") {
			rrtype := rapid.SampledFrom([]uint16{typeA, typeA, typeA, typeNS}).Draw(t, "type")
			if rrtype == typeNS && (isWildcard([]byte(n)) || n == apex) {
				rrtype = typeA
			}
			w.add(n, rrtype)
			data := map[uint16]string{typeA: "192.0.2.1", typeNS: "."}[rrtype]
			fmt.Fprintf(&text, "%s 60 %s %s\n", n, typeName(rrtype), data)
		}
		z, err := Read("f", strings.NewReader(text.String()), apex)
		if err != nil {
			t.Fatalf("%v\n%s", err, text.String())
		}
		if z.Nodes() != len(w.owns) {
			t.Fatalf("%d nodes, want %d\n%s", z.Nodes(), len(w.owns), text.String())
		}
		var k Key
		for _, n := range rapid.SliceOfN(names(apex, 7), 20, 20).Draw(t, "questions") {
			checkTwin(t, z, w, &k, n)
		}
		for node, n := range z.Names() {
			if found, ok := z.Find(n); !ok || found != node {
				t.Fatalf("Find(%s) = %d, %v, want %d", n, found, ok, node)
			}
			checkTwin(t, z, w, &k, n)
			if found, ok := z.FindKey(&k); !ok || found != node {
				t.Fatalf("FindKey(%s) = %d, %v, want %d", n, found, ok, node)
			}
		}
		checkTwin(t, z, w, &k, names(Root, 4).Draw(t, "stranger"))
	})
}

func checkTwin(t *rapid.T, z *Zone, w *twin, k *Key, n Name) {
	k.Set(n)
	m := z.Match(k)
	got := fmt.Sprintf("%s - %d", m.Kind, m.Label)
	if m.Node >= 0 {
		got = fmt.Sprintf("%s %s %d", m.Kind, z.NameOf(m.Node), m.Label)
	}
	if want := w.match(n); got != want {
		t.Fatalf("Match(%s) = %s, want %s\n%s", n, got, want, dump(z))
	}
}
