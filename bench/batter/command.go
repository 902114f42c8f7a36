package batter

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
)

// order is what the command line asks for.
type order struct {
	packets, wire int
	seed          uint64
	asJSON        bool
}

// NewCommand is `bench batter`.
func NewCommand() *cobra.Command {
	var o order
	cmd := &cobra.Command{
		Use: "batter", Short: "Throw mutated packets at the server, and judge every reply", Args: cobra.NoArgs,
		Long: `Throw mutated packets at the server, and judge every reply.

Seeds are queries of all kinds, with options of all kinds, and replies, over a
small world with something of everything. They are changed at random, by seed,
and given to the answerer in this process, and by UDP and TCP to a server in a
process of its own. Every word of flags is tried too, as a question and as a
reply.

No panic; no reply to replies and to less than a header; each reply parses with
another library, brings back id, flags and question, stays within the size that
the asker takes, and is no longer than the request if it is an error; resident
memory is back within 16 MiB. The exit code is 1 if anything of it is not so.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context(), cmd.OutOrStdout()) },
	}
	flags := cmd.Flags()
	flags.IntVar(&o.packets, "packets", 10_000_000, "how many packets in process, besides the words of flags")
	flags.IntVar(&o.wire, "wire", 100_000, "how many messages on the wire")
	flags.Uint64Var(&o.seed, "seed", 1, "which of them")
	flags.BoolVar(&o.asJSON, "json", false, "write JSON")
	return cmd
}

func (o *order) run(ctx context.Context, out io.Writer) error {
	if o.packets < 0 || o.wire < 0 {
		return fmt.Errorf("%d packets, %d on the wire (0 or more)", o.packets, o.wire)
	}
	dir, err := os.MkdirTemp("", "geosrv-batter-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	r := report{Seed: o.seed}
	if r.Process, err = process(ctx, dir, o.seed, o.packets); err != nil {
		return err
	}
	if err := r.onWire(ctx, dir, o.wire); err != nil {
		return err
	}
	return errors.Join(r.print(out, o.asJSON), r.Process.check("in process"), r.Wire.check("on the wire"), r.sound(), ctx.Err())
}
