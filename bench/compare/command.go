package compare

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"geosrv/bench/namespace"
)

// word is the command's name, by which its processes start each other.
const word = "compare"

// NewCommand is `bench compare`, with its processes as hidden commands below.
func NewCommand() *cobra.Command {
	var o Options
	var asJSON bool
	var chart string
	cmd := &cobra.Command{
		Use: word, Short: "Compare what a query costs geosrv, NSD, Knot DNS, gdnsd and PowerDNS",
		Long: `Compare what a query costs geosrv and every peer that is installed: NSD, Knot DNS,
gdnsd and PowerDNS. Each server runs on one core and the load on another, in
turns. Samples of geosrv's replies are judged by the oracle. Ratios are to the
first server of each workload.

Workloads:
` + describe(),
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.Progress = func(text string) { fmt.Fprintln(cmd.ErrOrStderr(), text) }
			if !o.Inside {
				args := append([]string{word, "--inside"}, os.Args[2:]...)
				err := namespace.Run(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr(), args...)
				if !errors.Is(err, namespace.ErrNone) {
					return err
				}
				o.Progress(err.Error() + ": the workload limit is left out")
			}
			report, err := Run(cmd.Context(), o)
			if report == nil {
				return err
			}
			if chart != "" {
				err = errors.Join(err, os.WriteFile(chart, []byte(report.chart()), 0o644))
			}
			return errors.Join(err, report.Print(cmd.OutOrStdout(), asJSON))
		},
	}
	o.flags(cmd)
	f := cmd.Flags()
	f.BoolVar(&asJSON, "json", false, "write JSON")
	f.StringVar(&chart, "chart", "", "write a chart to this file (SVG)")
	cmd.AddCommand(loadCommand(), serveCommand())
	return cmd
}

// flags are those of the options.
func (o *Options) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringSliceVar(&o.Workloads, "workloads", nil, "which workloads (default: all)")
	f.StringSliceVar(&o.Peers, "peers", peerOrder(), "which peers, if they are installed")
	f.IntVar(&o.Rounds, "rounds", 5, "how often each server has its turn")
	f.DurationVar(&o.Lasts, "lasts", 2*time.Second, "how long a turn is")
	f.IntVar(&o.Window, "window", 192, "queries outstanding")
	f.StringVar(&o.Instructions, "instructions", "auto", "who counts instructions: perf, callgrind, off, or auto: the first that can")
	f.IntVar(&o.Replies, "replies", 20_000, "how many replies callgrind counts over")
	f.StringVar(&o.Geosrv, "geosrv", "", "the program to run as geosrv (default: the same code in this one)")
	f.Uint64Var(&o.Seed, "seed", 1, "what the questions are drawn from")
	f.BoolVar(&o.Small, "small", false, "a hundredth of the data and made up networks: to try it")
	f.BoolVar(&o.Inside, "inside", false, "this is the namespace")
	_ = f.MarkHidden("inside") // it fails only for a flag that there is not
}

// describe lists the workloads.
func describe() string {
	var b strings.Builder
	for _, w := range workloads() {
		fmt.Fprintf(&b, "  %-10s %s\n", w.name, w.about)
	}
	return b.String()
}

// loadCommand is the load's process.
func loadCommand() *cobra.Command {
	return &cobra.Command{
		Use: "load", Hidden: true, Args: cobra.NoArgs, Short: "The load of compare",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return replayOrders(cmd.Context(), cmd.InOrStdin(), cmd.OutOrStdout())
		},
	}
}

// serveCommand is geosrv's process.
func serveCommand() *cobra.Command {
	return &cobra.Command{
		Use: "serve CONFIG", Hidden: true, Args: cobra.ExactArgs(1), Short: "The server of compare",
		RunE: func(cmd *cobra.Command, args []string) error { return serve(cmd.Context(), args[0]) },
	}
}

// choose checks options and finds the workloads. Peers that are not installed
// are left out.
func choose(o *Options) (chosen []workload, err error) {
	if runtime.GOOS != "linux" {
		return nil, fmt.Errorf("%s: it runs on Linux only", word)
	}
	if o.Rounds < 1 || o.Lasts <= 0 || o.Window < sockets || o.Window > 1<<14 || o.Replies < 1 {
		return nil, fmt.Errorf("%d rounds of %v, %d outstanding, %d replies (at least one round, and %d to 16384 outstanding)",
			o.Rounds, o.Lasts, o.Window, o.Replies, sockets)
	}
	for _, peer := range o.Peers {
		if peers()[peer] == "" {
			return nil, fmt.Errorf("nobody is called %s (%s)", peer, strings.Join(peerOrder(), ", "))
		}
	}
	o.Peers = slices.DeleteFunc(slices.Clone(o.Peers), func(peer string) bool { return program(peers()[peer]) == "" })
	if !slices.Contains([]string{"auto", "perf", "callgrind", "off"}, o.Instructions) {
		return nil, fmt.Errorf("%s counts no instructions (auto, perf, callgrind, off)", o.Instructions)
	}
	for _, w := range workloads() {
		if w.name == "limit" && !o.Inside {
			continue // its load is from networks that only the namespace has
		}
		if len(o.Workloads) == 0 || slices.Contains(o.Workloads, w.name) {
			chosen = append(chosen, w)
		}
	}
	for _, name := range o.Workloads {
		if !slices.ContainsFunc(chosen, func(w workload) bool { return w.name == name }) {
			return nil, fmt.Errorf("no workload can be called %s here (see --help)", name)
		}
	}
	return chosen, nil
}
