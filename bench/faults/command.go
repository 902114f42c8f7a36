package faults

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"
)

// NewCommand is `bench faults`.
func NewCommand() *cobra.Command {
	var o Options
	var check bool
	cmd := &cobra.Command{
		Use: "faults", Short: "Spoil the files of servers, and look what they answer", Args: cobra.NoArgs,
		Long: `Spoil the files of servers, and look what they answer.

geosrv and every peer that is installed (nsd, knot, gdnsd) serve a zone of 10,000
hosts, and those that read geo databases one. A file is spoilt, the server is told to
reload or is started again, and asked for the time of a breath.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			t, err := Run(cmd.Context(), o)
			if err != nil {
				return err
			}
			fmt.Fprint(cmd.OutOrStdout(), t.Text())
			if check {
				return t.Check()
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringSliceVar(&o.Only, "only", nil, "contestants (default: all that are installed)")
	f.StringVar(&o.Geosrv, "geosrv", "", "the program to measure (default: build it)")
	f.BoolVar(&check, "check", false, "exit with 1 if geosrv keeps not everything")
	return cmd
}

// KillsCommand is `bench kills`.
func KillsCommand() *cobra.Command {
	k := Kills{}
	var check bool
	cmd := &cobra.Command{
		Use: "kills", Short: "Kill geosrv while it reloads and writes, and see it start", Args: cobra.NoArgs,
		Long: `Kill geosrv by SIGKILL while it reloads and writes its state, and see it start.

Its zone is written anew, reloaded, and a pool drained and undrained, as fast as that
goes. It is killed at a random moment within a quarter of a second and started again,
every fifth time over a zone file that is cut in half.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			err := k.Run(cmd.Context())
			fmt.Fprint(cmd.OutOrStdout(), k.Text())
			if err == nil && check {
				err = k.Check()
			}
			return err
		},
	}
	f := cmd.Flags()
	f.IntVar(&k.Count, "count", 500, "kills")
	f.Uint64Var(&k.Seed, "seed", 1, "what their moments are drawn from")
	f.StringVar(&k.Geosrv, "geosrv", "", "the program to kill (default: build it)")
	f.BoolVar(&check, "check", false, "exit with 1 if it does not start, or serves anything wrong")
	return cmd
}

// PoisonCommand is `bench poison`.
func PoisonCommand() *cobra.Command {
	var p Poison
	var check bool
	cmd := &cobra.Command{
		Use: "poison", Short: "Spoil the geo database under load", Args: cobra.NoArgs,
		Long: `Spoil the geo database under load.

It is truncated, cut in half, unlinked, swapped for a text, overwritten with 100,000
random octets, and replaced by one that is well formed and puts everybody elsewhere;
each time geosrv is told to reload. Every reply is judged: the answer of the last good
database, or wrong.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			err := p.Run(cmd.Context())
			fmt.Fprint(cmd.OutOrStdout(), p.Text())
			if err == nil && check {
				err = p.Check()
			}
			return err
		},
	}
	f := cmd.Flags()
	f.IntVar(&p.Rate, "queries", 10_000, "queries a second")
	f.DurationVar(&p.Lasts, "lasts", time.Minute, "how long")
	f.DurationVar(&p.Every, "every", 300*time.Millisecond, "one treatment after another")
	f.Uint64Var(&p.Seed, "seed", 1, "what the octets are drawn from")
	f.StringVar(&p.Geosrv, "geosrv", "", "the program to measure (default: build it)")
	f.BoolVar(&check, "check", false, "exit with 1 if it ends, or answers anything else")
	return cmd
}
