package chaos

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"geosrv/bench/namespace"
	"geosrv/bench/shipped"
)

// Options are what the command line asks for. A value.
type Options struct {
	Seed   uint64        // of the first run
	Seeds  int           // how many runs, each with the next seed
	For    time.Duration // each, with the calm
	Only   []string      // the kinds of faults; none: all
	Geosrv string        // the program; "" to build it
	Keep   string        // a folder for files and logs; "" to throw them away
	Check  bool          // an error if a promise was not kept
}

// inside is the hidden command that runs in a namespace.
const inside = "inside"

// NewCommand is `bench chaos`.
func NewCommand() *cobra.Command {
	var o Options
	cmd := &cobra.Command{
		Use: "chaos", Short: "Break a small world at random, and check every answer", Args: cobra.NoArgs,
		Long: `Break a small world at random, and check every answer.

Three nameservers, four sites with two edges each, a caching resolver (unbound, if
it is installed) and an attacker live in network namespaces that a router in this
program joins. Faults are drawn from the seed and printed as they come; the last 15
seconds are calm; --only draws some kinds alone. All nameservers are asked all the while, and each answer is held
against what was really true. It needs root, ip (iproute2) and /dev/net/tun.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.outside(cmd) },
	}
	f := cmd.PersistentFlags()
	f.Uint64Var(&o.Seed, "seed", 1, "what the faults are drawn from")
	f.IntVar(&o.Seeds, "seeds", 1, "how many runs, each with the next seed")
	f.DurationVar(&o.For, "for", 90*time.Second, "how long a run lasts, the calm included")
	f.StringSliceVar(&o.Only, "only", nil, "draw these faults alone: "+strings.Join(kindNames(), ", "))
	f.StringVar(&o.Geosrv, "geosrv", "", "the program to break (default: build it)")
	f.StringVar(&o.Keep, "keep", "", "a folder that gets the files and logs of all runs")
	f.BoolVar(&o.Check, "check", false, "exit with 1 if an answer was wrong, empty, mixed, or unsteady")
	cmd.AddCommand(&cobra.Command{
		Use: inside, Hidden: true, Args: cobra.NoArgs, Short: "The runs of chaos, in a namespace",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return Run(cmd.Context(), o, cmd.OutOrStdout())
		},
	})
	return cmd
}

// outside builds geosrv and runs this program again where it may make networks.
func (o Options) outside(cmd *cobra.Command) error {
	if o.For < warm+calm+time.Second || o.Seeds < 1 {
		return fmt.Errorf("%d runs of %v (at least one, and at least %v)", o.Seeds, o.For, warm+calm+time.Second)
	}
	if _, err := kindsOf(o.Only); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "chaos")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if o.Geosrv, err = shipped.Build(cmd.Context(), dir, o.Geosrv); err != nil {
		return err
	}
	return namespace.Run(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr(), "chaos", inside,
		fmt.Sprint("--seed=", o.Seed), fmt.Sprint("--seeds=", o.Seeds), fmt.Sprint("--for=", o.For), "--only="+strings.Join(o.Only, ","),
		"--geosrv="+o.Geosrv, "--keep="+o.Keep, fmt.Sprint("--check=", o.Check))
}

// Run makes the runs, in this network namespace, and prints what they came to. The
// error says what could not be run and, with o.Check, each promise that was not
// kept.
func Run(ctx context.Context, o Options, out io.Writer) error {
	program, err := filepath.Abs(o.Geosrv)
	if err != nil {
		return err
	}
	all, err := kindsOf(o.Only)
	if err != nil {
		return err
	}
	var errs []error
	for seed := o.Seed; seed < o.Seed+uint64(o.Seeds) && ctx.Err() == nil; seed++ {
		r, err := o.one(ctx, program, all, seed, out)
		if err != nil {
			return err
		}
		if err := r.print(out); err != nil {
			return err
		}
		err = r.check()
		if o.Check {
			errs = append(errs, err)
		} else if err != nil {
			fmt.Fprintln(out, err)
		}
	}
	return errors.Join(append(errs, ctx.Err())...)
}

// one makes the run of a seed.
func (o Options) one(ctx context.Context, program string, all []kind, seed uint64, out io.Writer) (*report, error) {
	dir, err := os.MkdirTemp(o.Keep, fmt.Sprintf("seed%d-", seed))
	if err != nil {
		return nil, err
	}
	if o.Keep == "" {
		defer os.RemoveAll(dir)
	}
	fmt.Fprintf(out, "seed %d, for %v\n", seed, o.For)
	w, err := newWorld(dir, program, seed, out)
	if err != nil {
		return nil, err
	}
	defer w.close()
	return w.report, w.run(ctx, all, seed, o.For)
}
