package siege

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/spf13/cobra"
)

// floodOrder is what the command line asks for.
type floodOrder struct {
	flood, neighbours, each, resolver int
	answers, slip                     int
	lasts                             time.Duration
	asJSON, check                     bool
}

func newFloodCommand() *cobra.Command {
	return &cobra.Command{
		Use: "flood", Short: "Ask from a forged network, and see who is limited",
		Long: `Ask from a forged network, and see who is limited.

In a network namespace of its own, a real server is asked for one name from
random addresses of one /24, faster than it may answer that network. Beside it
twenty other networks ask for the same name at a modest rate, and one resolver
asks for thousands of distinct names a second. The flooded network gets no more
answers than the configured rate; all others get all of theirs.`,
	}
}

func (o *floodOrder) flags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.IntVar(&o.flood, "rate", 20_000, "questions a second of the flood")
	flags.IntVar(&o.neighbours, "neighbours", 20, "how many other networks")
	flags.IntVar(&o.each, "each", 50, "questions a second of each of them")
	flags.IntVar(&o.resolver, "resolver", 5000, "questions a second of the resolver")
	flags.IntVar(&o.answers, "answers", 200, "rate_limit.answers of the server")
	flags.IntVar(&o.slip, "slip", 2, "rate_limit.slip of the server")
	flags.DurationVar(&o.lasts, "time", 15*time.Second, "how long")
	flags.BoolVar(&o.asJSON, "json", false, "write JSON")
	flags.BoolVar(&o.check, "check", false, "exit with 1 if a bound is exceeded")
}

// args implements order.
func (o *floodOrder) args() []string {
	return []string{
		"--rate", strconv.Itoa(o.flood), "--neighbours", strconv.Itoa(o.neighbours), "--each", strconv.Itoa(o.each),
		"--resolver", strconv.Itoa(o.resolver), "--answers", strconv.Itoa(o.answers), "--slip", strconv.Itoa(o.slip),
		"--time", o.lasts.String(), "--json=" + strconv.FormatBool(o.asJSON), "--check=" + strconv.FormatBool(o.check),
	}
}

func (o *floodOrder) run(ctx context.Context, out io.Writer) error {
	if o.flood < 1 || o.neighbours < 1 || o.neighbours > 200 || o.each < 1 || o.resolver < 1 || o.lasts < 2*time.Second {
		return fmt.Errorf("%+v (rates of 1 or more, 1 to 200 neighbours, 2s or more)", *o)
	}
	r, err := o.measure(ctx)
	if err != nil {
		return err
	}
	if err := r.print(out, o.asJSON); err != nil || !o.check {
		return err
	}
	return r.checkAll(o)
}
