package main

import (
	"io"
	"log/slog"

	"github.com/spf13/cobra"

	"geosrv/server/load"
)

// newCheckCommand is `geosrv check`: everything that serve would load, loaded
// the same way, without a socket and, unless it is told to, without a probe.
func newCheckCommand() *cobra.Command {
	var show, probing, delegation, asJSON bool
	cmd := &cobra.Command{
		Use:   "check CONFIG...",
		Short: "Verify configuration, zones and places, and say what they come to",
		Long: `Verify configuration, zones and places as serve would load them, and say what
they come to: zones, pools, what is steered how, what is probed how often, and
how finely places are told apart. Warnings stand last, each with a code that
geosrv help lint explains.

It ends with 0 if serve would start, else with 1 and every error on a line of
its own, as file:line:col: problem (hint).

With --probe it prints instead what one probe of each endpoint saw, as a reason
code and the peer's own words: name and end of its certificate, for example. A
dead endpoint is no error: serve would start.

With --delegation it prints instead the NS records and glue that the zone above
each of the zones must hold.`,
		Args: wants(1, "the configuration file"),
		RunE: func(cmd *cobra.Command, files []string) error {
			out := cmd.OutOrStdout()
			loaded, err := patiently(cmd.ErrOrStderr(), files)
			switch {
			case asJSON:
				return warningsAsJSON(out, loaded, err)
			case err != nil:
				return err
			case show:
				return showAll(out, loaded)
			case probing:
				return probeAll(cmd.Context(), out, cmd.ErrOrStderr(), loaded)
			case delegation:
				return printDelegation(out, loaded)
			}
			return report(out, loaded)
		},
	}
	cmd.Flags().BoolVar(&show, "show", false, "print the configuration and every steered set with all defaults written out")
	cmd.Flags().BoolVar(&probing, "probe", false, "probe every endpoint once, and print what it says")
	cmd.Flags().BoolVar(&delegation, "delegation", false, "print NS records and glue for the zones above")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print errors and warnings as JSON")
	cmd.MarkFlagsMutuallyExclusive("show", "probe", "delegation", "json")
	return cmd
}

// loadFiles reads everything that serve would read. Its error is for people: one
// problem a line, files named from where they are.
func loadFiles(files []string) (*load.Loaded, error) {
	loaded, err := load.New(slog.New(slog.DiscardHandler), files...).Load()
	if err != nil {
		return nil, nearby(err)
	}
	return loaded, nil
}

// report is the summary of `geosrv check`.
func report(w io.Writer, loaded *load.Loaded) error {
	r := &reporter{out: w, world: loaded.World, Roster: loaded.World.Roster}
	for _, section := range []func(){r.zones, r.pools, r.steered, r.probes, r.places} {
		section()
	}
	r.overrides(loaded)
	r.warnings(r.warned(loaded))
	r.total()
	return r.err
}
