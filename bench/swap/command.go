package swap

import (
	"time"

	"github.com/spf13/cobra"
)

// word is the command's name, by which its processes start each other.
const word = "reload"

// NewCommand is `bench reload`, with its processes as hidden commands below.
func NewCommand() *cobra.Command {
	var o Options
	var asJSON, check, small bool
	cmd := &cobra.Command{
		Use: word, Short: "Measure what askers notice of reloads", Args: cobra.NoArgs,
		Long: `Measure what askers notice of reloads.

A real geosrv serves a zone in which every record says of which generation it is.
The zone is written anew and reloaded again and again under a steady load, first
not at all (at rest). Each reply is judged: lost, wrong (older than what was
acknowledged before the query was sent, or newer than what was begun), mixed (of
two generations). Beside it an echo gets the same queries. With --flips a monitor's
file says all the while otherwise who is up.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if small {
				o.small(cmd.Flags().Changed("lasts"))
			}
			r, err := Run(cmd.Context(), o)
			if err != nil {
				return err
			}
			if err := r.Print(cmd.OutOrStdout(), asJSON); err != nil || !check {
				return err
			}
			return r.Check()
		},
	}
	f := cmd.Flags()
	f.Float64Var(&o.Rate, "rate", 10, "reloads a second")
	f.IntVar(&o.Queries, "queries", 10_000, "queries a second")
	f.DurationVar(&o.Lasts, "lasts", time.Minute, "how long there are reloads")
	f.DurationVar(&o.Rest, "rest", 10*time.Second, "how long there are none, before")
	f.IntVar(&o.Records, "records", 10_000, "records of the zone")
	f.BoolVar(&o.Direct, "direct", false, "ask over the socket, without a process of geosrv reload each time")
	f.IntVar(&o.Flips, "flips", 0, "changes of verdicts a second that there must be beside it; the zone is small then")
	f.BoolVar(&small, "small", false, "100 reloads and 1,000 flips a second of 100 records at 20,000 queries a second, for 5 minutes")
	f.StringVar(&o.Geosrv, "geosrv", "", "the program to measure (default: build it)")
	f.Uint64Var(&o.Seed, "seed", 1, "what the questions are drawn from")
	f.BoolVar(&asJSON, "json", false, "write JSON")
	f.BoolVar(&check, "check", false, "exit with 1 if a bound does not hold")
	cmd.AddCommand(parts()...)
	return cmd
}

// parts are the processes of the command.
func parts() []*cobra.Command {
	return []*cobra.Command{
		{
			Use: "load", Hidden: true, Args: cobra.NoArgs, Short: "The load of reload",
			RunE: func(cmd *cobra.Command, _ []string) error {
				return orders(cmd.Context(), cmd.InOrStdin(), cmd.OutOrStdout())
			},
		},
		{
			Use: "watch", Hidden: true, Args: cobra.NoArgs, Short: "The sentries of reload",
			RunE: func(cmd *cobra.Command, _ []string) error { return watch(cmd.InOrStdin(), cmd.OutOrStdout()) },
		},
		{
			Use: "echo", Hidden: true, Args: cobra.NoArgs, Short: "The echo of reload",
			RunE: func(cmd *cobra.Command, _ []string) error { return echo(cmd.InOrStdin(), cmd.OutOrStdout()) },
		},
	}
}
