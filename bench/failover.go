package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/netip"
	"os"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"geosrv/server"
)

// failoverRow is what one profile measured.
type failoverRow struct {
	Profile string `json:"profile"`
	Edges   int    `json:"edges"`
	Rounds  int    `json:"rounds"`
	Bounds  string `json:"bounds"`
	Spread  spread `json:"kill_to_answer"`
	samples []time.Duration
}

// failoverOrder is what the command line asks for.
type failoverOrder struct {
	edges, rounds int
	seed          uint64
	only          []string
	chart         string
	asJSON, check bool
}

// newFailoverCommand is `bench failover`.
func newFailoverCommand() *cobra.Command {
	var o failoverOrder
	cmd := &cobra.Command{
		Use: "failover", Short: "Measure from the death of an edge to the first right answer", Args: cobra.NoArgs,
		Long: `Measure from the death of an edge to the first right answer.

A server, a client and simulated edges run in this process and meet on loopback
only: real probes over TLS, real queries by UDP. Each edge dies at a random
moment of the probe interval. The client asks every 10 ms.

In the bench configuration rise is 1, hold_down and quarantine 1s: that is for
the way back between two rounds and has no part in what is measured.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context(), cmd.OutOrStdout()) },
	}
	flags := cmd.Flags()
	flags.IntVar(&o.edges, "edges", 100, "how many edges die in a round")
	flags.IntVar(&o.rounds, "rounds", 5, "how many rounds")
	flags.Uint64Var(&o.seed, "seed", 1, "of the moments of death")
	flags.StringSliceVar(&o.only, "profile", nil, "only these: fast-refused, fast-black-hole, defaults-refused, defaults-black-hole")
	flags.StringVar(&o.chart, "chart", "", "draw the distributions into this SVG file")
	flags.BoolVar(&o.asJSON, "json", false, "write JSON")
	flags.BoolVar(&o.check, "check", false, "exit with 1 if a bound is exceeded")
	return cmd
}

func (o *failoverOrder) run(ctx context.Context, out io.Writer) error {
	if o.edges < 1 || o.edges > 1<<16 || o.rounds < 1 {
		return fmt.Errorf("%d edges, %d rounds (1 to 65536 edges, 1 round or more)", o.edges, o.rounds)
	}
	on, known := thisMachine(), profiles()
	for _, name := range o.only {
		if !slices.ContainsFunc(known, func(p profile) bool { return p.name == name }) {
			return fmt.Errorf("no profile %q", name)
		}
	}
	var rows []failoverRow
	var exceeded []error
	for _, p := range known {
		if len(o.only) > 0 && !slices.Contains(o.only, p.name) {
			continue
		}
		samples, err := failover(ctx, p, o.edges, o.rounds, o.seed)
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		s := spreadOf(samples)
		rows = append(rows, failoverRow{p.name, o.edges, o.rounds, p.bounds.String(), s, samples})
		exceeded = append(exceeded, p.bounds.check(p.name, s))
	}
	if o.chart != "" {
		if err := os.WriteFile(o.chart, []byte(deaths(rows)), 0o644); err != nil {
			return err
		}
	}
	if err := printFailover(out, o.asJSON, on, rows); err != nil || !o.check {
		return err
	}
	return errors.Join(exceeded...)
}

// failover measures one profile: from each death to the first right answer.
// Edges and rounds are one or more.
func failover(ctx context.Context, p profile, edges, rounds int, seed uint64) (all []time.Duration, err error) {
	dir, err := os.MkdirTemp("", "geosrv-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	fleet, err := newFleet(edges)
	if err != nil {
		return nil, err
	}
	defer fleet.close()
	file, err := fleet.write(dir, p.timing)
	if err != nil {
		return nil, err
	}
	listen := []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:0")}
	srv, err := server.Start(ctx, server.Options{Files: []string{file}, Listen: listen, Workers: processors()})
	if err != nil {
		return nil, err
	}
	defer srv.Close()
	client, err := newClient(srv.Addrs()[0], edges)
	if err != nil {
		return nil, err
	}
	defer client.close()
	f := &field{profile: p, fleet: fleet, server: srv, client: client, rand: rand.New(rand.NewPCG(seed, 0))}
	for range rounds {
		took, err := f.round(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, took...)
	}
	return all, nil
}

func printFailover(out io.Writer, asJSON bool, on machine, rows []failoverRow) error {
	if asJSON {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(struct {
			Machine machine       `json:"machine"`
			Rows    []failoverRow `json:"failover"`
		}{on, rows})
	}
	fmt.Fprintf(out, "%s, %d cores, %s, Linux %s, load %s\n\n", on.CPU, on.Cores, on.Go, on.Kernel, on.Load)
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "profile\tdeaths\tp50 s\tp90 s\tp99 s\tmax s\tbounds")
	for _, r := range rows {
		s := r.Spread
		fmt.Fprintf(t, "%s\t%d\t%.2f\t%.2f\t%.2f\t%.2f\t%s\n", r.Profile, s.N,
			s.P50.Seconds(), s.P90.Seconds(), s.P99.Seconds(), s.Max.Seconds(), r.Bounds)
	}
	return t.Flush()
}
