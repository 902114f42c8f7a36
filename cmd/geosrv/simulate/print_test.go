package simulate

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestPercents: what is printed adds up to what it should.
func TestPercents(t *testing.T) {
	t.Parallel()
	third := 1.0 / 3
	if got := strings.Join(percents([]float64{third, third, third}), ", "); got != "33.4 %, 33.3 %, 33.3 %" {
		t.Error(got)
	}
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 12).Draw(t, "shares")
		sum := 0.0
		for _, x := range xs {
			sum += x
		}
		if sum < 1e-6 {
			t.Skip("nothing to divide")
		}
		tenths := 0
		for i := range xs {
			xs[i] /= sum
		}
		for i, word := range percents(xs) {
			n := 0
			for _, c := range strings.TrimSuffix(word, " %") {
				if c != '.' {
					n = 10*n + int(c-'0')
				}
			}
			if tenths += n; math.Abs(float64(n)-1000*xs[i]) > 1 {
				t.Fatalf("%v is printed as %s", xs[i], word)
			}
		}
		if tenths != 1000 {
			t.Fatalf("%v add up to %d tenths of a percent", xs, tenths)
		}
	})
}

// TestCurve: the share of clients that come to a live pool, worked out by hand.
func TestCurve(t *testing.T) {
	t.Parallel()
	c := Curve{memory: 60e9, led: 1}
	for _, w := range []struct{ t, live float64 }{{9, 0}, {11.5, 2.5 * 2.5 / 2 / 5 / 60}, {14, 2.5 / 60}, {44, 32.5 / 60}, {74, 1}, {600, 1}} {
		if got := c.at(w.t, [2]float64{9, 14}); math.Abs(got-w.live) > 1e-4 {
			t.Errorf("after %v s: %v, want %v", w.t, got, w.live)
		}
	}
	if got := c.at(600, [2]float64{}); got != 0 {
		t.Errorf("what nobody probes is seen: %v", got)
	}
}

func TestWeights(t *testing.T) {
	t.Parallel()
	_, err := ReadWeights("w.txt", "NL 5 # people\nnl 2\nUS\nXYZ 3\n192.0.2.0/24 -1\n")
	const want = `w.txt:2: NL stands there twice
w.txt:3: want a country or network, and a number (such as NL 1200)
w.txt:4: "XYZ" is neither country nor network (such as NL or 192.0.2.0/24)
w.txt:5: "-1" is no weight (a number from 0)`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}
