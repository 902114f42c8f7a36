package probes

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"
)

// NewCommand is `bench probes`.
func NewCommand() *cobra.Command {
	var o order
	cmd := &cobra.Command{
		Use: "probes", Short: "Probe thousands of endpoints, half of them black holes", Args: cobra.NoArgs,
		Long: `Probe thousands of endpoints, half of them black holes, and measure how much
later than planned probes begin, and what they cost. The endpoints are in a
process of their own. It takes three minutes: most figures are those of the time
when every black hole has been down for long.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.endpoints < 2 || o.endpoints > 1<<16 || o.interval <= 0 || o.timeout <= 0 || o.span <= 0 {
				return fmt.Errorf("%d endpoints every %s (2 to 65536, and times above zero)", o.endpoints, o.interval)
			}
			r, err := o.run(cmd.Context())
			if err != nil {
				return err
			}
			if err := o.print(cmd, r); err != nil || !o.check {
				return err
			}
			return r.exceeded()
		},
	}
	flags := cmd.Flags()
	flags.IntVar(&o.endpoints, "endpoints", 5000, "how many; every second one is a black hole")
	flags.IntVar(&o.inFlight, "in-flight", 512, "how many attempts may be under way at once")
	flags.DurationVar(&o.interval, "interval", 10*time.Second, "between probes of an endpoint")
	flags.DurationVar(&o.timeout, "timeout", time.Second, "of a probe")
	flags.DurationVar(&o.span, "for", time.Minute, "how long to measure")
	flags.BoolVar(&o.asJSON, "json", false, "write JSON")
	flags.BoolVar(&o.check, "check", false, "exit with 1 if a bound is exceeded")
	return cmd
}

func (o order) print(cmd *cobra.Command, r result) error {
	out := cmd.OutOrStdout()
	if o.asJSON {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(r)
	}
	_, err := fmt.Fprintf(out, `%d endpoints answer, %d are black holes; settled after %.0f s (%.1f %% of probes within %s until then)
%.0f probes and %.0f attempts a second, at most %d attempts at once
lag: p50 %s, p99 %s; %.3f %% within %s
%.2f of a core
`, r.Living, r.BlackHoles, r.Settled, 100*r.StartWithin, lagBound, r.Probes, r.Attempts, r.Most, r.P50, r.P99, 100*r.Within, lagBound, r.Cores)
	return err
}
