package differ

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/spf13/cobra"
)

// NewCommand is `bench differ`. It ends with an error if a difference is not
// explained.
func NewCommand() *cobra.Command {
	var o Options
	var names []string
	var asJSON bool
	cmd := &cobra.Command{
		Use: "differ", Short: "Compare replies with those of NSD, Knot DNS and BIND over random zones",
		Long: `Starts geosrv and the peers on loopback with the same random zones, asks all of them
the same random questions and compares the replies. Each difference is explained by a
kind of bench/differ/explained.go, or makes the command fail.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !cmd.Flags().Changed("seed") {
				o.Seed = uint64(time.Now().UnixNano()) & 0xffffff
			}
			o.Progress = func(text string) { fmt.Fprintln(cmd.ErrOrStderr(), text) }
			var err error
			if o.Peers, err = choose(names); err != nil {
				return err
			}
			report, err := Run(cmd.Context(), o)
			if err != nil {
				return err
			}
			if asJSON {
				err = json.NewEncoder(cmd.OutOrStdout()).Encode(report)
			} else {
				report.print(cmd.OutOrStdout())
			}
			if err == nil && report.Unexplained > 0 {
				err = fmt.Errorf("%d differences are not explained", report.Unexplained)
			}
			return err
		},
	}
	f := cmd.Flags()
	f.IntVar(&o.Zones, "zones", 500, "how many random zones")
	f.IntVar(&o.Queries, "queries", 400, "how many questions about each zone")
	f.Uint64Var(&o.Seed, "seed", 0, "what the zones and questions are drawn from (default: the clock)")
	f.IntVar(&o.Only, "only", -1, "ask about this zone alone, by its number")
	f.StringSliceVar(&names, "peers", []string{"nsd", "knot", "bind9"}, "whom to compare with")
	f.BoolVar(&asJSON, "json", false, "write JSON")
	return cmd
}

// choose finds peers by name. Each must be installed.
func choose(names []string) (chosen []peer, err error) {
	for _, name := range names {
		found := false
		for _, p := range peers() {
			if p.name != name {
				continue
			}
			found = true
			if p.find() == "" {
				return nil, fmt.Errorf("%s is not installed: no program %s (apt-get install %s)", name, p.program, name)
			}
			chosen = append(chosen, p)
		}
		if !found {
			return nil, fmt.Errorf("nobody is called %s (nsd, knot, bind9)", name)
		}
	}
	if len(chosen) == 0 {
		return nil, fmt.Errorf("nobody to compare with (nsd, knot, bind9)")
	}
	return chosen, nil
}
