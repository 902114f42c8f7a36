package siege

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/spf13/cobra"
)

// namesOrder is what the command line asks for.
type namesOrder struct {
	useful, times int
	calm, lasts   time.Duration
	asJSON, check bool
}

func newNamesCommand() *cobra.Command {
	return &cobra.Command{
		Use: "names", Short: "Ask for random names, and see what honest askers notice",
		Long: `Ask for random names, and see what honest askers notice.

In a network namespace of its own, twenty networks ask a real server for what
there is: steered SRV sets and addresses, mostly with client subnets of both
families, and names that stand still. Every answer is judged by the oracle.
After a while alone they are joined by a flood, several times as much: random
names below those that there are, from all over a /10, each with another client
subnet. Once with the rate limit as it is by default, once without.

Good answers must stay 99.9 % of the questions, memory and what the plan holds
must stay what they were.`,
	}
}

func (o *namesOrder) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.IntVar(&o.useful, "useful", 10_000, "questions a second for what there is, of all networks together")
	flags.IntVar(&o.times, "flood", 3, "how many times that for random names")
	flags.DurationVar(&o.calm, "calm", 10*time.Second, "how long before the flood")
	flags.DurationVar(&o.lasts, "time", time.Minute, "how long the flood lasts")
	flags.BoolVar(&o.asJSON, "json", false, "write JSON")
	flags.BoolVar(&o.check, "check", false, "exit with 1 if a bound is exceeded")
}

// args implements order.
func (o *namesOrder) args() []string {
	return []string{
		"--useful", strconv.Itoa(o.useful), "--flood", strconv.Itoa(o.times), "--calm", o.calm.String(),
		"--time", o.lasts.String(), "--json=" + strconv.FormatBool(o.asJSON), "--check=" + strconv.FormatBool(o.check),
	}
}

func (o *namesOrder) run(ctx context.Context, out io.Writer) error {
	if o.useful < 1 || o.times < 1 || o.calm < 100*time.Millisecond || o.lasts < time.Second {
		return fmt.Errorf("%+v (rates of 1 or more, 100ms or more before the flood, 1s or more of it)", *o)
	}
	rows, err := o.measure(ctx)
	if err != nil {
		return err
	}
	if err := printNames(out, rows, o.asJSON); err != nil || !o.check {
		return err
	}
	return o.checkAll(rows)
}
