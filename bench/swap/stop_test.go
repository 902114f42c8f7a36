package swap

import (
	"slices"
	"testing"
	"time"
)

// TestTogether: only while no core runs anybody has everybody to wait.
func TestTogether(t *testing.T) {
	cases := []struct {
		name  string
		stops []stop
		cores int
		want  []stop
	}{
		{"none", nil, 2, nil},
		{"one of one", []stop{{10, 30}}, 1, []stop{{10, 30}}},
		{"one of two", []stop{{10, 30}}, 2, nil},
		{"both", []stop{{10, 30}, {20, 40}}, 2, []stop{{20, 30}}},
		{"one within the other", []stop{{10, 40}, {20, 30}}, 2, []stop{{20, 30}}},
		{"one behind the other", []stop{{10, 20}, {20, 30}}, 2, nil},
		{"twice", []stop{{10, 20}, {22, 40}, {10, 40}}, 2, []stop{{10, 20}, {22, 40}}},
		{"two of three", []stop{{10, 30}, {20, 40}}, 3, nil},
		{"over both ends", []stop{{-5, 5}, {90, 110}}, 1, []stop{{0, 5}, {90, 100}}},
		{"outside", []stop{{-5, 0}, {-9, -7}, {100, 110}}, 1, nil},
	}
	for _, c := range cases {
		if got := together(c.stops, c.cores, 0, 100); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// TestWaits reckons by hand: of a stop of 20 ms in 10 s those who come in its
// first 10 ms, one in a thousand, wait longer than 10 ms.
func TestWaits(t *testing.T) {
	ms := func(all ...int64) (stops []stop) {
		for i, n := range all {
			stops = append(stops, stop{int64(i) * int64(time.Second), int64(i)*int64(time.Second) + n*int64(time.Millisecond)})
		}
		return stops
	}
	cases := []struct {
		name  string
		stops []stop
		want  spread
	}{
		{"none", nil, spread{}},
		{"one", ms(20), spread{P999: 10, P9999: 19, Max: 20}},
		{"two", ms(20, 15), spread{P999: 12.5, P9999: 19, Max: 20}},
		{"the longest last", ms(1, 2, 20), spread{P999: 10, P9999: 19, Max: 20}},
		{"half of all time", ms(5000, 400), spread{P50: 200, P99: 4900, P999: 4990, P9999: 4999, Max: 5000}},
	}
	for _, c := range cases {
		got := waits(c.stops, int64(10*time.Second))
		for _, pair := range [][2]float64{{got.P50, c.want.P50}, {got.P99, c.want.P99}, {got.P999, c.want.P999}, {got.P9999, c.want.P9999}, {got.Max, c.want.Max}} {
			if d := pair[0] - pair[1]; d > .001 || d < -.001 {
				t.Errorf("%s: %+v\nwant %+v", c.name, got, c.want)
				break
			}
		}
	}
}
