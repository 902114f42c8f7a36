package faults

import (
	"fmt"

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
