package mutants

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// order is what the command line asks for.
type order struct {
	count, jobs int
	seed        uint64
	only        string
	least       float64
	asJSON      bool
	check       bool
}

// NewCommand is `bench mutants`.
func NewCommand() *cobra.Command {
	var o order
	cmd := &cobra.Command{
		Use: "mutants", Short: "Change the packet path in small ways, and see whether a test notices", Args: cobra.NoArgs,
		Long: `Change the packet path in small ways, and see whether a test notices.

The places are drawn by seed: guards that are deleted, comparisons that are
flipped, bounds that are moved by one, && for ||, true for false, + for -. Each
mutant is compiled by an overlay, so that the tree stays as it is, and is run
against the tests of its package (-short) and of those that use it, until one
fails. A hang is a failure. What does not compile is not counted.

Survivors are printed as blocks that bench/mutants/explained.txt takes, with a
line why no client can notice the change. Run it on a tree that nobody edits.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return o.run(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	flags := cmd.Flags()
	flags.IntVar(&o.count, "count", 200, "how many mutants")
	flags.Uint64Var(&o.seed, "seed", 1, "which of them")
	flags.IntVar(&o.jobs, "jobs", 2, "how many at a time")
	flags.StringVar(&o.only, "only", "", "only files with this in their name, such as server/wire")
	flags.Float64Var(&o.least, "least", 90, "percent that must be killed, with --check")
	flags.BoolVar(&o.asJSON, "json", false, "write JSON")
	flags.BoolVar(&o.check, "check", false, "exit with 1 if too few were killed or one is not explained")
	return cmd
}

func (o *order) run(ctx context.Context, out, said io.Writer) error {
	if o.count < 1 || o.jobs < 1 {
		return fmt.Errorf("%d mutants, %d at a time (1 or more)", o.count, o.jobs)
	}
	root, err := moduleRoot(ctx)
	if err != nil {
		return err
	}
	reasons, err := readExplained(explanations)
	if err != nil {
		return err
	}
	all, err := survey(root, o.only)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "geosrv-mutants-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	began := time.Now()
	h := &hunt{root: root, reasons: reasons, said: said, order: draw(all, o.seed), want: o.count}
	if err := h.calibrate(ctx, dir, all); err != nil {
		return err
	}
	if err := h.run(ctx, dir, o.jobs); err != nil {
		return err
	}
	r := newReport(o, len(all), h.fates, time.Since(began))
	if err := r.print(out, o.asJSON); err != nil || !o.check {
		return err
	}
	return r.check(o.count, o.least)
}

// moduleRoot is the folder of the go.mod file of the current folder.
func moduleRoot(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("no go command: %w", err)
	}
	file := strings.TrimSpace(string(out))
	if filepath.Base(file) != "go.mod" {
		return "", errors.New("not inside the module (run it from the source tree)")
	}
	return filepath.Dir(file), nil
}
