package siege

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/netip"
	"os"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/miekg/dns"
	"github.com/spf13/cobra"

	"geosrv/bench/batter"
)

// mostTCP is how long one new query by TCP, and one by UDP, may take in 99 of
// 100 cases, whatever the siege.
const mostTCP = 20 * time.Millisecond

// tcpOrder is what the command line asks for.
type tcpOrder struct {
	crowd         crowd
	queries       int
	every, settle time.Duration
	rate          int
	asJSON, check bool
}

// tcpRow is what witnesses saw.
type tcpRow struct {
	Name    string  `json:"name"`
	TCP     spread  `json:"tcp"`
	UDP     spread  `json:"udp"`
	Noise   noise   `json:"noise"`
	Evicted int     `json:"evicted"` // connections, in this row
	Cores   float64 `json:"cores"`   // that the server kept busy
	Memory  int     `json:"memory"`  // of the server, in octets, at the end of the row
	Why     string  `json:"why"`     // the first question by TCP that was not answered
}

func newTCPCommand() *cobra.Command {
	var o tcpOrder
	cmd := &cobra.Command{
		Use: "tcp", Short: "Hold connections, and ask over new ones", Args: cobra.NoArgs,
		Long: `Hold connections, and ask over new ones.

A crowd holds connections to a real server: idle ones, ones that send an octet
a second, ones that ask without end and never read. Who is thrown out comes back
a second later. Meanwhile one witness asks over a new connection each time, and
another by UDP at a steady rate. Three rows: without the crowd, with each of it
in a /24 of its own, and with all of it at 127.0.0.1, where the witnesses are
too then.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context(), cmd.OutOrStdout()) },
	}
	flags := cmd.Flags()
	flags.IntVar(&o.crowd.Idle, "idle", 2000, "how many idle connections")
	flags.IntVar(&o.crowd.Slow, "slow", 500, "how many that send one octet a second")
	flags.IntVar(&o.crowd.Deaf, "deaf", 100, "how many that never read")
	flags.IntVar(&o.queries, "queries", 1000, "how many new connections, one question each")
	flags.DurationVar(&o.every, "every", 10*time.Millisecond, "the time between them")
	flags.DurationVar(&o.settle, "settle", 3*time.Second, "how long the crowd is there before the first question")
	flags.IntVar(&o.rate, "rate", 1000, "questions by UDP per second")
	flags.BoolVar(&o.asJSON, "json", false, "write JSON")
	flags.BoolVar(&o.check, "check", false, "exit with 1 if a bound is exceeded")
	return cmd
}

func (o *tcpOrder) run(ctx context.Context, out io.Writer) error {
	dir, err := os.MkdirTemp("", "geosrv-siege-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	config, err := writeEstate(dir, "", 100)
	if err != nil {
		return err
	}
	child, err := batter.Start(ctx, config, netip.MustParseAddrPort("127.0.0.1:0"))
	if err != nil {
		return err
	}
	rows, err := o.rows(ctx, child)
	if err := errors.Join(err, child.Stop()); err != nil {
		return fmt.Errorf("%w\n%s", err, child.Log())
	}
	if err := printTCP(out, rows, o.asJSON); err != nil || !o.check {
		return err
	}
	var errs []error
	for _, r := range rows {
		errs = append(errs, r.TCP.check(r.Name+": TCP", mostTCP), r.UDP.check(r.Name+": UDP", mostTCP))
	}
	return errors.Join(errs...)
}

// rows measures without a crowd, with one from everywhere, and with one from
// our own address.
func (o *tcpOrder) rows(ctx context.Context, child *batter.Child) (rows []tcpRow, err error) {
	for _, r := range [...]struct {
		name         string
		crowd, apart bool
	}{{"no siege", false, true}, {"from a /24 each", true, true}, {"from one address", true, false}} {
		var b *besiegers
		if r.crowd {
			if b, err = startBesiegers(ctx, child.Addr, r.apart, o.crowd); err != nil {
				return nil, err
			}
			rest(ctx, o.settle)
		}
		row, err := o.witness(ctx, child, b, r.apart)
		if b != nil {
			err = errors.Join(err, b.stop())
		}
		if err != nil {
			return nil, err
		}
		row.Name = r.name
		rows = append(rows, row)
	}
	return rows, nil
}

// witness asks by both transports at once.
func (o *tcpOrder) witness(ctx context.Context, child *batter.Child, b *besiegers, apart bool) (r tcpRow, err error) {
	before, err := child.Tally()
	if err != nil {
		return r, err
	}
	began := time.Now()
	worked, err := child.CPU()
	if err != nil {
		return r, err
	}
	query := question("www.siege.example.", dns.TypeA)
	udp, err := newSteady(netip.AddrFrom4([4]byte{127, 0, 0, 1}), child.Addr, [][]byte{query})
	if err != nil {
		return r, err
	}
	var wait sync.WaitGroup
	steadily, enough := context.WithCancel(ctx)
	wait.Go(func() { r.UDP = udp.run(steadily, o.rate, time.Hour) })
	r.TCP, r.Why = o.askAll(ctx, child.Addr, query, apart)
	enough()
	wait.Wait()
	after, err := child.Tally()
	if err != nil {
		return r, err
	}
	total, err := child.CPU()
	if err != nil {
		return r, err
	}
	r.Cores = (total - worked).Seconds() / time.Since(began).Seconds()
	r.Evicted = int(after.Counters.Evicted - before.Counters.Evicted)
	if b != nil {
		if r.Noise, err = b.noise(); err != nil {
			return r, err
		}
	}
	r.Memory, err = child.Resident()
	return r, err
}

// askAll asks over new connections, one after the other, from addresses of its
// own if apart.
func (o *tcpOrder) askAll(ctx context.Context, to netip.AddrPort, query []byte, apart bool) (s spread, why string) {
	random := rand.New(rand.NewPCG(1, 2))
	var took []time.Duration
	lost := 0
	for range o.queries {
		rest(ctx, o.every)
		from := netip.AddrFrom4([4]byte{127, 0, 0, 1})
		if apart {
			from = netip.AddrFrom4([4]byte{127, 200, byte(random.IntN(250)), byte(1 + random.IntN(250))})
		}
		d, err := askTCP(from, to, query)
		if err != nil {
			lost++
			if why == "" {
				why = err.Error()
			}
			continue
		}
		took = append(took, d)
	}
	return spreadOf(took, lost), why
}

func printTCP(out io.Writer, rows []tcpRow, asJSON bool) error {
	if asJSON {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(rows)
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "siege\tTCP answered\tp50 ms\tp99 ms\tmax ms\tUDP answered\tp50 ms\tp99 ms\tmax ms\theld\topened\tevicted\tserver cores\tMiB")
	for _, r := range rows {
		fmt.Fprintf(t, "%s\t%d of %d\t%.2f\t%.2f\t%.2f\t%d of %d\t%.2f\t%.2f\t%.2f\t%d\t%d\t%d\t%.2f\t%d\n", r.Name,
			r.TCP.N, r.TCP.N+r.TCP.Lost, r.TCP.P50, r.TCP.P99, r.TCP.Max,
			r.UDP.N, r.UDP.N+r.UDP.Lost, r.UDP.P50, r.UDP.P99, r.UDP.Max,
			r.Noise.Held, r.Noise.Opened, r.Evicted, r.Cores, r.Memory>>20)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, r := range rows {
		if r.Why != "" {
			fmt.Fprintf(out, "%s: %s\n", r.Name, r.Why)
		}
	}
	return nil
}
