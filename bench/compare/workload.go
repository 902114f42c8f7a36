package compare

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"

	"github.com/miekg/dns"
)

// workload is zones and questions with a name, and what is done with them.
type workload struct {
	name, about string
	build       func(*builder) ([]*contestant, error)
	measure     measure
}

// measure is what a workload does with those who take part. dir is its folder.
type measure func(r *run, ctx context.Context, name, dir string, all []*contestant) error

// workloads are all that are known, in the order of the report.
func workloads() []workload {
	return []workload{
		{"static", "SRV and A, half and half, of 1,000 customers", (*builder).static, (*run).race},
		{"names", "A of 100,000 names", (*builder).names, (*run).race},
		{"nxdomain", "names that do not exist", (*builder).nxdomain, (*run).race},
		{"geo", "SRV by place and health, random client subnets of real networks (gdnsd: A)", (*builder).geographic, (*run).race},
		{"tcp", "the same questions as static, by TCP", (*builder).tcp, (*run).race},
		{"edns-none", "static without EDNS", edns(0), (*run).race},
		{"edns-512", "static with EDNS of 512 octets", edns(512), (*run).race},
		{"edns-4096", "static with EDNS of 4096 octets", edns(4096), (*run).race},
		{"limit", "geosrv alone, from 65,536 networks: rate limit off against on", (*builder).limit, (*run).race},
		{"steered", "geosrv alone: steered SRV against the same as written", (*builder).steered, (*run).race},
		{"zones", "geosrv alone: 1 zone against 10,000", (*builder).zones, (*run).race},
		{"sites", "geosrv alone: addresses by place of 3 sites against 30", (*builder).sites, (*run).race},
		{"sets", "geosrv alone: 1 steered set against 1,000", (*builder).sets, (*run).race},
		{"million", "start and memory with 1,000,000 records of 250,000 names", (*builder).million, (*run).starts},
	}
}

// builder makes the data of a workload in a folder of its own. Used by one
// goroutine.
type builder struct {
	dir    string
	peers  []string // who takes part, beside geosrv
	n      int      // packets of a file
	geosrv string   // a program to run; "": this one
	edges  *edges
	places func() (*places, error)
	random *rand.Rand
	whole  bool // all of the data; else so little that a test is quick
}

// some is a number, or a hundredth of it in tests.
func (b *builder) some(n int) int {
	if b.whole {
		return n
	}
	return max(1, n/100)
}

// packets writes a file of questions that draw makes, one after the other.
func (b *builder) packets(name string, draw func() question) (file string, first question, err error) {
	questions := make([]question, b.n)
	for i := range questions {
		questions[i] = draw()
	}
	file = filepath.Join(b.dir, name+".packets")
	return file, questions[0], writePackets(file, questions)
}

// customers is how many of them the static zone has.
const customers = 1000

// customer is the name of one of them.
func customer(i int) string { return fmt.Sprintf("c%d.%s", i, apex) }

// staticZone has SRV with three targets and an address for each customer.
func (b *builder) staticZone() (zone, error) {
	text := head(apex)
	for i := range 3 {
		text += fmt.Sprintf("%s A %s\n", hostName(i), edgeAddr(i))
	}
	for i := range b.some(customers) {
		text += fmt.Sprintf("%s A 192.0.2.%d\n", customer(i), i%256)
		for j := range 3 {
			text += fmt.Sprintf("_sip._tls.%s SRV %d 10 443 %s\n", customer(i), 10*(j+1), hostName(j))
		}
	}
	return writeZone(b.dir, apex, text)
}

// mixed asks the static zone for SRV and A.
func (b *builder) mixed(size uint16) func() question {
	return func() question {
		q := question{name: customer(b.random.IntN(b.some(customers))), qtype: dns.TypeA, size: size}
		if b.random.IntN(2) == 0 {
			q.name, q.qtype = "_sip._tls."+q.name, dns.TypeSRV
		}
		return q
	}
}

// usual is the EDNS size of a workload that says none (DNS flag day 2020).
const usual = 1232

// everybody makes geosrv and the peers serve the same zones.
func (b *builder) everybody(zones []zone, draw func() question, w want) ([]*contestant, error) {
	judge, err := judgeStatic(zones)
	if err != nil {
		return nil, err
	}
	return b.serving(zones, draw, w, judge)
}

// serving is everybody with a judge that is known, or nil.
func (b *builder) serving(zones []zone, draw func() question, w want, judge judge) ([]*contestant, error) {
	file, first, err := b.packets("questions", draw)
	if err != nil {
		return nil, err
	}
	out := []*contestant{{name: ours, judge: judge, prepare: b.prepareOurs(zones, "off", "")}}
	for _, peer := range []struct {
		name    string
		prepare prepare
	}{{nsd, prepareNSD(zones)}, {knot, prepareKnot(zones)}, {gdnsd, prepareGdnsd(zones)}, {powerdns, preparePowerDNS(zones)}} {
		if slices.Contains(b.peers, peer.name) {
			out = append(out, &contestant{name: peer.name, prepare: peer.prepare})
		}
	}
	for _, c := range out {
		c.queries, c.first, c.want = file, first, w
	}
	return out, nil
}

func (b *builder) static() ([]*contestant, error) { return edns(usual)(b) }

// edns is the static workload with one size of EDNS; 0 for none.
func edns(size uint16) func(*builder) ([]*contestant, error) {
	return func(b *builder) ([]*contestant, error) {
		z, err := b.staticZone()
		if err != nil {
			return nil, err
		}
		return b.everybody([]zone{z}, b.mixed(size), wantAnswer)
	}
}

func (b *builder) tcp() ([]*contestant, error) {
	all, err := b.static()
	for _, c := range all {
		c.tcp = true
	}
	return all, err
}

func (b *builder) names() ([]*contestant, error) {
	const most = 100_000
	text := []byte(head(apex))
	for i := range b.some(most) {
		text = fmt.Appendf(text, "h%d A 192.0.2.%d\n", i, i%256)
	}
	z := zone{apex, filepath.Join(b.dir, "names.zone")}
	if err := os.WriteFile(z.file, text, 0o644); err != nil {
		return nil, err
	}
	return b.everybody([]zone{z}, func() question {
		return question{name: fmt.Sprintf("h%d.%s", b.random.IntN(b.some(most)), apex), qtype: dns.TypeA, size: usual}
	}, wantAnswer)
}

func (b *builder) nxdomain() ([]*contestant, error) {
	z, err := b.staticZone()
	if err != nil {
		return nil, err
	}
	return b.everybody([]zone{z}, func() question {
		return question{name: fmt.Sprintf("x%016x.%s", b.random.Uint64(), apex), qtype: dns.TypeA, size: usual}
	}, wantNone)
}
