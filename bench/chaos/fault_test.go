package chaos

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// drawn is the schedule of a seed, in a world of which nothing runs.
func drawn(seed uint64, lasts time.Duration) []fault {
	w := &world{truth: newTruth(time.Now()), places: make([]byte, 100)}
	for k := range w.servers {
		w.servers[k] = &server{k: k, truth: w.truth}
	}
	return schedule(w, kinds(), rand.New(rand.NewPCG(seed, 1)), lasts)
}

// TestSchedule: a seed draws its faults, nobody breaks what is broken, and the
// calm is calm.
func TestSchedule(t *testing.T) {
	const lasts = 90 * time.Second
	total := 0
	for seed := range uint64(200) {
		faults := drawn(seed, lasts)
		total += len(faults)
		again := drawn(seed, lasts)
		for i, f := range faults {
			if f.String() != again[i].String() || f.at != again[i].at {
				t.Fatalf("seed %d: %s at %v, and the same seed: %s at %v", seed, f, f.at, again[i], again[i].at)
			}
			if f.at < 4*time.Second || f.at+f.lasts > lasts-15*time.Second {
				t.Errorf("seed %d: %s at %v", seed, f, f.at)
			}
			for _, g := range faults[:i] {
				both := slices.ContainsFunc(f.subjects, func(s string) bool { return slices.Contains(g.subjects, s) })
				if both && f.at < g.at+g.lasts {
					t.Errorf("seed %d: %s at %v, while %s", seed, f, f.at, g)
				}
			}
		}
	}
	if total < 200*30 {
		t.Errorf("%d faults in 200 runs", total)
	}
}

// TestEveryKindIsDrawn: none has fallen out of the table.
func TestEveryKindIsDrawn(t *testing.T) {
	const kindsToday = 26
	if n := len(kinds()); n != kindsToday {
		t.Fatalf("%d kinds, want %d", n, kindsToday)
	}
	w := &world{truth: newTruth(time.Now()), places: make([]byte, 100)}
	for k := range w.servers {
		w.servers[k] = &server{k: k, truth: w.truth}
	}
	for i, k := range kinds() {
		f := k.draw(w, rand.New(rand.NewPCG(1, uint64(i))))
		if f.what == "" || len(f.subjects) == 0 || f.begin == nil || k.weight < 1 {
			t.Errorf("kind %d: %q about %q", i, f.what, f.subjects)
		}
	}
}

// TestOnly: kinds are found by their names, and a name that is none is said.
func TestOnly(t *testing.T) {
	some, err := kindsOf([]string{"clock", "replace"})
	if err != nil || len(some) != 2 || some[0].name != "replace" || some[1].name != "clock" {
		t.Errorf("%v, %v", some, err)
	}
	if all, err := kindsOf(nil); err != nil || len(all) != len(kinds()) {
		t.Errorf("%d of all, %v", len(all), err)
	}
	if _, err := kindsOf([]string{"clock", "weather"}); err == nil || !strings.Contains(err.Error(), `no faults are called "weather" (there are edge, site,`) {
		t.Errorf("%v", err)
	}
	names := kindNames()
	for i, name := range names {
		if name == "" || slices.Contains(names[:i], name) {
			t.Errorf("%q is no name of its own", name)
		}
	}
}
