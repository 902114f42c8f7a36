package mutants

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

const example = `package a

const most = 16

type reply struct{ n int }

func (r *reply) room(in []byte) bool {
	if len(in) < 2 {
		return false
	}
	switch {
	case r.n > most && in[0] == 1:
		return true
	}
	r.n += 3
	return r.n != 0 || in[1]-in[0] >= 7
}

func (r *reply) String() string { return "a"[:1] }

func other() int { return 1 }
`

func TestPlaces(t *testing.T) {
	const want = `3 bound moved: const most = 16 ==> const most = 17
3 bound moved: const most = 16 ==> const most = 15
8 guard deleted: if len(in) < 2 { ==> if (len(in) < 2) && false {
8 comparison flipped: if len(in) < 2 { ==> if len(in) >= 2 {
8 bound moved: if len(in) < 2 { ==> if len(in) <= 2 {
8 bound moved: if len(in) < 2 { ==> if len(in) < 3 {
8 bound moved: if len(in) < 2 { ==> if len(in) < 1 {
9 constant flipped: return false ==> return true
12 guard deleted: case r.n > most && in[0] == 1: ==> case (r.n > most && in[0] == 1) && false:
12 and for or: case r.n > most && in[0] == 1: ==> case r.n > most || in[0] == 1:
12 comparison flipped: case r.n > most && in[0] == 1: ==> case r.n <= most && in[0] == 1:
12 bound moved: case r.n > most && in[0] == 1: ==> case r.n >= most && in[0] == 1:
12 comparison flipped: case r.n > most && in[0] == 1: ==> case r.n > most && in[0] != 1:
12 bound moved: case r.n > most && in[0] == 1: ==> case r.n > most && in[1] == 1:
12 bound moved: case r.n > most && in[0] == 1: ==> case r.n > most && in[0] == 2:
12 bound moved: case r.n > most && in[0] == 1: ==> case r.n > most && in[0] == 0:
13 constant flipped: return true ==> return false
15 plus for minus: r.n += 3 ==> r.n -= 3
15 bound moved: r.n += 3 ==> r.n += 4
15 bound moved: r.n += 3 ==> r.n += 2
16 and for or: return r.n != 0 || in[1]-in[0] >= 7 ==> return r.n != 0 && in[1]-in[0] >= 7
16 comparison flipped: return r.n != 0 || in[1]-in[0] >= 7 ==> return r.n == 0 || in[1]-in[0] >= 7
16 bound moved: return r.n != 0 || in[1]-in[0] >= 7 ==> return r.n != 1 || in[1]-in[0] >= 7
16 comparison flipped: return r.n != 0 || in[1]-in[0] >= 7 ==> return r.n != 0 || in[1]-in[0] < 7
16 bound moved: return r.n != 0 || in[1]-in[0] >= 7 ==> return r.n != 0 || in[1]-in[0] > 7
16 plus for minus: return r.n != 0 || in[1]-in[0] >= 7 ==> return r.n != 0 || in[1]+in[0] >= 7
16 bound moved: return r.n != 0 || in[1]-in[0] >= 7 ==> return r.n != 0 || in[2]-in[0] >= 7
16 bound moved: return r.n != 0 || in[1]-in[0] >= 7 ==> return r.n != 0 || in[0]-in[0] >= 7
16 bound moved: return r.n != 0 || in[1]-in[0] >= 7 ==> return r.n != 0 || in[1]-in[1] >= 7
16 bound moved: return r.n != 0 || in[1]-in[0] >= 7 ==> return r.n != 0 || in[1]-in[0] >= 8
16 bound moved: return r.n != 0 || in[1]-in[0] >= 7 ==> return r.n != 0 || in[1]-in[0] >= 6
21 bound moved: func other() int { return 1 } ==> func other() int { return 2 }
21 bound moved: func other() int { return 1 } ==> func other() int { return 0 }
`
	if got := listed(t, &stretch{}); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	// Of methods alone neither the constant nor the function is left.
	lines := strings.SplitAfter(want, "\n")
	only := strings.Join(lines[2:len(lines)-3], "")
	if got := listed(t, &stretch{receivers: []string{"reply"}}); got != only {
		t.Errorf("got\n%s\nwant\n%s", got, only)
	}
	if got := listed(t, &stretch{receivers: []string{"x"}, plain: []string{"other"}}); strings.Count(got, "\n") != 2 {
		t.Errorf("got\n%s", got)
	}
}

func listed(t *testing.T, s *stretch) string {
	t.Helper()
	all, err := placesOf("a.go", []byte(example), s)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, p := range all {
		fmt.Fprintf(&out, "%d %s: %s ==> %s\n", p.Line, p.Kind, p.Before, p.After)
	}
	return out.String()
}

// TestDraw wants the same order for the same seed, another for another, and
// the kinds in turn.
func TestDraw(t *testing.T) {
	all, err := placesOf("a.go", []byte(example), &stretch{})
	if err != nil {
		t.Fatal(err)
	}
	one, again, other := draw(all, 1), draw(all, 1), draw(all, 2)
	if len(one) != len(all) || !slices.Equal(one, again) || slices.Equal(one, other) {
		t.Errorf("%d of %d places; the same again %v; the same by another seed %v",
			len(one), len(all), slices.Equal(one, again), slices.Equal(one, other))
	}
	for i, k := range kinds() {
		if one[i].Kind != k {
			t.Errorf("place %d is %q, want %q", i, one[i].Kind, k)
		}
	}
}

// TestPath wants something of every stretch of our own path.
func TestPath(t *testing.T) {
	for _, only := range []string{"server/wire/", "server/answer/", "zones/", "server/listen/"} {
		if all, err := survey("../..", only); err != nil || len(all) < 40 {
			t.Errorf("%s: %d places, %v", only, len(all), err)
		}
	}
	if all, err := survey("../..", "server/answer/reply.go"); err != nil || !slices.ContainsFunc(all, func(p place) bool { return p.Func == "answer" }) {
		t.Errorf("nothing of answer: %v", err)
	}
	if all, err := survey("../..", "_test.go"); err != nil || len(all) != 0 {
		t.Errorf("%d places in tests, %v", len(all), err)
	}
}
