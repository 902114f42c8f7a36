package differ

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/miekg/dns"

	"geosrv/server/oracle/random"
)

// Options say what to compare.
type Options struct {
	Zones   int    // how many random zones all servers load
	Queries int    // how many questions about each zone
	Seed    uint64 // of zones and questions
	Only    int    // ask about this zone alone; below 0: about all
	Peers   []peer // those to compare with; each must be there

	Progress func(string) // is told how far the run is; nil: nobody
}

// Run lets all servers load the zones, asks them, compares, and returns what
// came of it. The error is that of a server that doesn't start or can't be
// asked; differences are no error. It returns when all servers have ended.
func Run(ctx context.Context, o Options) (*Report, error) {
	began := time.Now()
	dir, err := os.MkdirTemp("", "differ")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	r := &run{o: o, world: newWorld(draw(o)), report: newReport(o)}
	defer r.close()
	if err := r.start(ctx, dir); err != nil {
		return nil, err
	}
	const together = 50 // zones that are asked about before their replies are compared
	for first := 0; first < o.Zones; first += together {
		if err := r.batch(ctx, first, min(first+together, o.Zones)); err != nil {
			return nil, err
		}
		r.say("%d of %d zones, %d unexplained, %v", min(first+together, o.Zones), o.Zones, r.report.Unexplained, time.Since(began).Round(time.Second))
	}
	r.report.Took = time.Since(began).Round(time.Millisecond)
	return r.report, nil
}

// draw makes the zones of a seed.
func draw(o Options) []random.Zone {
	return random.NewZones(rand.New(rand.NewPCG(o.Seed, 0)), "example.", o.Zones, random.Options{Occluded: true, Big: true})
}

// run is one run. Used by one goroutine.
type run struct {
	o       Options
	world   *world
	servers []*server // ours, then the peers
	report  *Report
}

func (r *run) say(format string, args ...any) {
	if r.o.Progress != nil {
		r.o.Progress(fmt.Sprintf(format, args...))
	}
}

func (r *run) close() {
	for _, s := range r.servers {
		s.close()
	}
}

// start starts all servers at once. A folder for each keeps them apart.
func (r *run) start(ctx context.Context, dir string) error {
	files, err := write(filepath.Join(dir, "zones"), r.world.zones)
	if err != nil {
		return err
	}
	started, errs := make([]*server, 1+len(r.o.Peers)), make([]error, 1+len(r.o.Peers))
	var wait sync.WaitGroup
	wait.Go(func() { started[0], errs[0] = startOurs(ctx, dir, files) })
	for i, p := range r.o.Peers {
		wait.Go(func() {
			own := filepath.Join(dir, p.name)
			if errs[i+1] = os.MkdirAll(filepath.Join(own, "db"), 0o755); errs[i+1] == nil {
				started[i+1], errs[i+1] = p.start(ctx, own, files)
			}
		})
	}
	wait.Wait()
	for i, s := range started {
		if s != nil {
			r.servers = append(r.servers, s)
		}
		if errs[i] != nil {
			err = errs[i]
		}
	}
	return err
}

// asked is a question with its place.
type asked struct {
	zone, number int
	tcp          bool
	msg          *dns.Msg
	wire         []byte
}

// batch asks about some zones and judges the replies.
func (r *run) batch(ctx context.Context, first, end int) error {
	var udp, tcp []asked
	for zone := first; zone < end; zone++ {
		if r.o.Only >= 0 && zone != r.o.Only {
			continue
		}
		source := rand.New(rand.NewPCG(r.o.Seed, uint64(zone)+1))
		for number := range r.o.Queries {
			m := random.Question(source, r.world.zones[zone:zone+1])
			wire, err := m.Pack()
			if err != nil {
				return fmt.Errorf("question %d of zone %d: %w", number, zone, err)
			}
			q := asked{zone: zone, number: number, tcp: source.IntN(25) == 0, msg: m, wire: wire}
			if q.tcp {
				tcp = append(tcp, q)
			} else {
				udp = append(udp, q)
			}
		}
	}
	exchanges, err := r.ask(ctx, udp)
	if err != nil {
		return err
	}
	for i, x := range exchanges {
		r.report.judge(x)
		if x.truncated() {
			again := udp[i]
			again.tcp = true
			tcp = append(tcp, again)
			r.report.Again++
		}
	}
	if exchanges, err = r.ask(ctx, tcp); err != nil {
		return err
	}
	for _, x := range exchanges {
		r.report.judge(x)
	}
	return nil
}

// ask puts questions, all by UDP or all by TCP, to all servers at once.
func (r *run) ask(ctx context.Context, questions []asked) ([]*exchange, error) {
	if len(questions) == 0 {
		return nil, nil
	}
	octets := make([][]byte, len(questions))
	for i, q := range questions {
		octets[i] = q.wire
	}
	sheets, errs := make([]*sheet, len(r.servers)), make([]error, len(r.servers))
	var wait sync.WaitGroup
	for i, s := range r.servers {
		sheets[i] = newSheet(octets)
		wait.Go(func() {
			if questions[0].tcp {
				errs[i] = sheets[i].askTCP(ctx, s.addr)
			} else {
				errs[i] = s.answer(ctx, sheets[i])
			}
		})
	}
	wait.Wait()
	for i, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("asking %s: %w", r.servers[i].name, err)
		}
	}
	exchanges := make([]*exchange, len(questions))
	for i, q := range questions {
		x := &exchange{zone: q.zone, number: q.number, tcp: q.tcp, question: q.msg, ours: read(sheets[0].replies[i]), world: r.world}
		for _, sheet := range sheets[1:] {
			their := read(sheet.replies[i])
			their.stuck = sheet.stuck[i]
			x.theirs = append(x.theirs, their)
		}
		exchanges[i] = x
	}
	return exchanges, nil
}
