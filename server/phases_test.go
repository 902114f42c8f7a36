package server

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
)

// phases plays a story so often, each time from another moment of the probes'
// rounds: an event of which it matters how it meets them. edit is what is
// changed in the configuration, old and new.
func phases(t *testing.T, file string, n int, story func(s *stage), edit ...string) {
	t.Helper()
	a, err := txtar.ParseFile("testdata/scenario/" + file + ".txtar")
	if err != nil {
		t.Fatal(err)
	}
	v := variants(a)[0]
	v.files["script"] = ""
	v.files["geosrv.yaml"] = strings.NewReplacer(edit...).Replace(v.files["geosrv.yaml"])
	for i := range n {
		synctest.Test(t, func(t *testing.T) {
			s := raise(t, file, v)
			rng := rand.New(rand.NewPCG(uint64(i), 0))
			time.Sleep(30*time.Second + time.Duration(rng.Int64N(int64(5*time.Second))))
			story(s)
		})
	}
}

// times is how often a story is played: enough to see it break, or as often as
// the documents say where all is tested.
func times(few, many int) int {
	if os.Getenv("GEOSRV_CI") == "" || underRace {
		return few
	}
	return many
}

// Places of the timelines.
const (
	fromEU = "10.1.0.1"
	fromUS = "10.2.0.1"
)

// ladder is where the first rung leads those at a place, such as "ams".
func (s *stage) ladder(from string) string {
	first := dig(s.t, s.pub.Plan(), []string{"_sip._tls.contoso.com", "SRV", "from", from, "short"})[0]
	_, target, _ := strings.Cut(first, "access-")
	return target[:3]
}

// leads is where a name leads those at a place.
func (s *stage) leads(name, from string) string {
	first := dig(s.t, s.pub.Plan(), []string{name, "A", "from", from, "short"})[0]
	for network, site := range map[string]string{"192.0.2.": "ams", "198.51.100.": "nyc", "203.0.113.": "sin"} {
		if strings.HasPrefix(first, network) {
			return site
		}
	}
	return first
}

func (s *stage) federation(from string) string { return s.leads("sip.contoso.com", from) }
func (s *stage) web(from string) string        { return s.leads("lyncdiscover.contoso.com", from) }

// all is what everybody gets.
func (s *stage) all() string {
	return fmt.Sprint("ladder ", s.ladder(fromEU), " ", s.ladder(fromUS), ", federation ", s.federation(fromEU), " ", s.federation(fromUS),
		", web ", s.web(fromEU), " ", s.web(fromUS))
}

// until is how long it takes until something is so, looked at in steps; limit or
// more if it is not by then.
func until(step, limit time.Duration, so func() bool) time.Duration {
	began := time.Now()
	for time.Since(began) < limit && !so() {
		time.Sleep(step)
		synctest.Wait()
	}
	return time.Since(began)
}

// pass lets time pass.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// quantiles are p50 and p99 of some times.
func quantiles(all []time.Duration) (p50, p99 time.Duration) {
	slices.Sort(all)
	return all[len(all)/2], all[len(all)*99/100]
}

// bound fails if times are longer than the bounds.
func bound(t *testing.T, what string, all []time.Duration, p50, p99 time.Duration) {
	t.Helper()
	a, b := quantiles(all)
	t.Logf("%s, %d times: p50 %v, p99 %v, most %v", what, len(all), a, b, all[len(all)-1])
	if a > p50 || b > p99 {
		t.Errorf("%s: p50 %v, p99 %v, want at most %v and %v", what, a, b, p50, p99)
	}
}
