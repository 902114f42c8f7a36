package answer

import (
	"strings"
	"testing"

	"geosrv/server/config"
	"geosrv/server/roster"
	"geosrv/zones"
)

const testedConfig = `zones: []
sites: {ams: {at: [52, 5]}, nyc: {at: [41, -74]}, sin: {at: [1, 104]}}
geo: {networks: {10.0.0.0/24: ams, 10.0.1.0/24: nyc, 10.0.2.0/24: sin}}
pools:
  ams: {site: ams, names: [h0.x.example]}
  nyc: {site: nyc, names: [h1.x.example]}
  sin: {site: sin, names: [h2.x.example]}
services: {t: {check: tcp, port: 443}}
groups:
  clients: {policy: ladder, service: t, sets: [_l._tcp.x.example]}
  partners: {policy: nearest, service: t, pools: [ams, nyc, sin], sets: [fed.x.example]}
  gateway: {policy: single, service: t, pools: [sin, ams, nyc], sets: [_g._tcp.x.example]}
`

const testedZone = `$ORIGIN x.example.
$TTL 60
@ SOA ns h 1 7200 900 1209600 60
@ NS ns
ns A 192.0.2.53
h0 A 192.0.2.1
h1 A 192.0.2.2
h2 A 192.0.2.3
fed A 192.0.2.1
_f._tcp SRV 0 0 443 fed
_l._tcp SRV 10 0 443 h0
_l._tcp SRV 10 0 443 h1
_l._tcp SRV 10 0 443 h2
_g._tcp SRV 10 0 443 h0
_g._tcp SRV 10 0 443 h1
_g._tcp SRV 10 0 443 h2
`

func testedWorld(t *testing.T) *World {
	t.Helper()
	c, err := config.Parse("geosrv.yaml", []byte(testedConfig))
	if err != nil {
		t.Fatal(err)
	}
	z, err := zones.Read("x.zone", strings.NewReader(testedZone), "")
	if err != nil {
		t.Fatal(err)
	}
	r, err := roster.Build(c, []roster.Source{{Zone: z, Profile: c.Profile}})
	if err != nil {
		t.Fatal(err)
	}
	w, err := NewWorld(r, nil, nil, 1)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestSelfTest(t *testing.T) {
	w := testedWorld(t)
	if n, err := w.SelfTest(1); err != nil || n != len(w.Roster.Sets) || n != 6 {
		t.Errorf("%d sets of %d, %v", n, len(w.Roster.Sets), err)
	}
}

// What must not be published is found, with its set and state.
func TestSelfTestFinds(t *testing.T) {
	set := func(w *World, owner string) *roster.Set {
		for i := range w.Roster.Sets {
			if w.Roster.Sets[i].Owner.Text() == owner {
				return &w.Roster.Sets[i]
			}
		}
		t.Fatal(owner)
		return nil
	}
	for _, c := range []struct {
		name, want string
		spoil      func(w *World)
	}{
		{
			"a target without addresses", "self-test: _l._tcp.x.example SRV, with everything up: the target h1.x.example has no addresses",
			func(w *World) {
				r := &set(w, "_l._tcp.x.example").Records[1]
				r.Target.Addr = [3]roster.Ref{roster.None, roster.None, roster.None}
			},
		},
		{
			"nothing where a site is down", "self-test: fed.x.example A, with everything up: nothing is answered",
			func(w *World) { set(w, "fed.x.example").Addresses[0] = nil },
		},
		{
			"a ladder without rungs", "self-test: _g._tcp.x.example SRV, with everything up: nothing is answered",
			func(w *World) {
				s := set(w, "_g._tcp.x.example")
				for i := range s.By {
					s.By[i] = nil
				}
			},
		},
		{
			"only when the first is down", "self-test: _g._tcp.x.example SRV, with site sin down: nothing is answered",
			func(w *World) { set(w, "_g._tcp.x.example").By[1] = nil },
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := testedWorld(t)
			c.spoil(w)
			if _, err := w.SelfTest(0); err == nil || err.Error() != c.want {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
}

// A part of a large world is tested, another one each time, and all of it in time.
func TestSelfTestSamples(t *testing.T) {
	w := testedWorld(t)
	for range 100_000 {
		w.Roster.Groups = append(w.Roster.Groups, roster.Group{Sets: make([]int32, 4), List: -1})
	}
	w.shape = append(w.shape, make([]int32, 100_000)...)
	s := &selfTest{w: w}
	seen := map[int32]bool{}
	turns := uint64(0)
	for ; len(seen) < len(w.Roster.Groups) && turns < 100; turns++ {
		for _, g := range s.sample(turns) {
			seen[g] = true
		}
	}
	if turns < 2 || len(seen) != len(w.Roster.Groups) {
		t.Errorf("%d of %d groups in %d turns", len(seen), len(w.Roster.Groups), turns)
	}
}
