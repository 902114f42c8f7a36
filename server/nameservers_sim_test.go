package server

import (
	"context"
	"io"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"geosrv/health"
	"geosrv/server/peers"
	"geosrv/server/roster"
)

// mirror is a nameserver of a story that compares itself with another.
type mirror struct {
	*stage
	addr   netip.Addr
	circle *peers.Circle
	other  *mirror
}

// mirrors are two nameservers of the same files, in a bubble: each sees the world
// by its own edges, and the other one too.
func mirrors(t *testing.T, files map[string]string, addrs ...string) (ns1, ns2 *mirror) {
	t.Helper()
	var out [2]*mirror
	for i := range out {
		n := &mirror{addr: netip.MustParseAddr(addrs[i])}
		n.stage = &stage{t: t, file: "nameservers", dir: t.TempDir(), start: time.Now(), edges: &edges{}}
		for name, text := range files {
			if name == "geosrv.yaml" {
				text += "nameservers: [" + strings.Join(addrs, ", ") + "]\n"
			}
			if err := os.WriteFile(filepath.Join(n.dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		ctx, stop := context.WithCancel(context.Background())
		n.pub = NewPublisher(slog.New(slog.NewTextHandler(io.Discard, nil)))
		n.circle = peers.New(peers.Options{Own: n.pub.own, Tell: n.pub.compared, Exchange: n.exchange})
		n.run = health.NewRunner(n.circle.Probe(n.edges.probe), n.pub.Report)
		n.pub.Ask(n.run)
		go n.pub.Run(ctx)
		t.Cleanup(func() {
			n.run.Close()
			n.circle.Close()
			stop()
		})
		n.town = newTown(n.stage, "")
		n.reload()
		<-n.pub.Ready()
		out[i] = n
	}
	for i, n := range out {
		n.other, n.ns2 = out[1-i], out[1].stage
		n.circle.Set(n.world.Roster, func(o roster.Nameserver) bool { return o.Endpoint.Addr.Addr() == n.addr })
	}
	out[1].ns2 = nil
	return out[0], out[1]
}

// exchange asks the other one, if there is a way to it and back.
func (n *mirror) exchange(ctx context.Context, to health.Endpoint, _ bool, query []byte, accept func([]byte) bool) (netip.Addr, error) {
	there := netip.AddrPortFrom(n.addr, 53)
	if n.other == nil || to.Addr.Addr() != n.other.addr || n.edges.mode(to.Addr) != "revive" || n.other.edges.mode(there) != "revive" {
		<-ctx.Done()
		return n.addr, ctx.Err()
	}
	accept(n.other.pub.own(n.addr, query))
	return n.addr, nil
}

// differs are the groups on which the other one disagrees.
func (n *mirror) differs() (out []string) {
	for _, d := range n.circle.Standings()[0].Disagrees {
		out = append(out, d.Group+": "+d.Here+" | "+d.There)
	}
	return out
}

func (n *mirror) heard() bool { return n.circle.Standings()[0].Heard }

// alarms are the events about the other one.
func (n *mirror) alarms() []string { return comparisons(&Server{publisher: n.pub}) }

func timeline4(t *testing.T) map[string]string {
	t.Helper()
	a, err := txtar.ParseFile("testdata/scenario/timeline-4.txtar")
	if err != nil {
		t.Fatal(err)
	}
	return variants(a)[0].files
}

// Timeline 4: nyc cannot reach ams for two minutes, and the nameservers still
// reach each other. The disagreement is shown, is an alarm for those that stay
// away for more than two minutes, and at 900 there is none.
func TestTimeline4Compared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ns1, ns2 := mirrors(t, timeline4(t), "233.252.0.53", "198.51.100.53")
		ns1.script("at 30s")
		if !ns1.heard() || !ns2.heard() || len(ns1.differs())+len(ns2.differs()) > 0 {
			t.Errorf("before: %q, %q", ns1.differs(), ns2.differs())
		}
		ns1.script("ns2 blackhole 192.0.2.0/24\nat +40s")
		if got, want := ns1.differs(), []string{
			"_sip._tls.contoso.com: ams, nyc, sin | nyc, sin, ams", "federation: ams | nyc", "lyncdiscover.contoso.com: ams | nyc",
		}; !slices.Equal(got, want) {
			t.Errorf("cut: %q, want %q", got, want)
		}
		if got := ns2.differs(); !slices.Contains(got, "federation: nyc | ams") {
			t.Errorf("cut, at ns2: %q", got)
		}
		ns1.script("at 150s\nns2 revive 192.0.2.0/24\nat 930s")
		if len(ns1.differs())+len(ns2.differs()) > 0 {
			t.Errorf("at 900: %q, %q", ns1.differs(), ns2.differs())
		}
		// The ladder is home after two minutes and some seconds: its alarm hangs
		// on the phases of the probes.
		alarmed := map[string]int{}
		for _, e := range ns1.alarms() {
			words := strings.Fields(strings.NewReplacer("agrees -> disagrees", "1", "disagrees -> agrees", "-1").Replace(e))
			for _, g := range words[1:] {
				if alarmed[g+" "+words[0]]++; alarmed[g+" "+words[0]] > 1 {
					t.Errorf("%s: twice", g)
				}
			}
		}
		for _, g := range []string{"federation", "lyncdiscover.contoso.com", "_sip._tls.contoso.com"} {
			if must := !strings.HasPrefix(g, "_"); alarmed[g+" 1"] != alarmed[g+" -1"] || must && alarmed[g+" 1"] != 1 {
				t.Errorf("%s: %q", g, ns1.alarms())
			}
		}
	})
}

// With a cut of 20 minutes, of the way between the nameservers too, nobody
// hears of it; when it has healed federation stays where ns2 moved it, the alarm
// says so, and it ends by the operator's word.
func TestTimeline4Forgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ns1, ns2 := mirrors(t, timeline4(t), "192.0.2.53", "198.51.100.53")
		ns1.script("at 30s\nns2 blackhole 192.0.2.0/24\nat +20m")
		if ns1.heard() || ns2.heard() || len(ns1.differs()) > 0 || len(ns1.alarms()) > 0 {
			t.Errorf("cut: %q, %q", ns1.differs(), ns1.alarms())
		}
		ns1.script("ns2 revive 192.0.2.0/24\nat +5m")
		if got := ns1.differs(); !ns1.heard() || !slices.Equal(got, []string{"federation: ams | nyc"}) {
			t.Errorf("healed: %q", got)
		}
		want := []string{"agrees -> disagrees federation"}
		if got := ns1.alarms(); !slices.Equal(got, want) {
			t.Errorf("events: %q, want %q", got, want)
		}
		ns1.script("ns2 order return federation\nat +1m")
		if got := ns1.alarms(); !slices.Equal(got, append(want, "disagrees -> agrees federation")) || len(ns1.differs()) > 0 {
			t.Errorf("returned: %q, %q", ns1.differs(), got)
		}
	})
}

// A nameserver that is compared with is a reference: with two sites its answers
// prove that the one that fell silent is dead; without them nothing is proved.
func TestNameserverIsReference(t *testing.T) {
	for _, c := range []struct {
		cut   string
		blind bool
	}{{"192.0.2.0/24", false}, {"192.0.2.0/24 233.252.0.53", true}} {
		synctest.Test(t, func(t *testing.T) {
			files := timeline4(t)
			yaml := files["geosrv.yaml"]
			for _, line := range []string{", 10.3.0.0/16: sin", "  sin: {at: [1.35, 103.82]}\n"} {
				yaml = strings.ReplaceAll(yaml, line, "")
			}
			yaml = strings.ReplaceAll(yaml, "ams, nyc, sin", "ams, nyc")
			from, to := strings.Index(yaml, "  sin:\n"), strings.Index(yaml, "groups:")
			files["geosrv.yaml"] = yaml[:from] + yaml[to:]
			zone := strings.ReplaceAll(files["contoso.com.zone"], "           60 SRV 30 10 443 access-sin\n", "")
			files["contoso.com.zone"] = zone
			_, ns2 := mirrors(t, files, "233.252.0.53", "198.51.100.53")
			ns2.script("at 30s\nblackhole " + c.cut + "\nat +20s")
			got := dig(t, ns2.pub.Plan(), []string{"sip.contoso.com", "A", "short"})
			want := []string{"198.51.100.11", "198.51.100.21"}
			if c.blind {
				want = []string{"192.0.2.11", "192.0.2.21"}
			}
			if !slices.Equal(got, want) {
				t.Errorf("cut off from %s: %q, want %q", c.cut, got, want)
			}
		})
	}
}
