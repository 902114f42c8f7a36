package main

import "github.com/spf13/cobra"

// newThawCommand is `geosrv thaw`.
func newThawCommand() *cobra.Command {
	var o ordering
	cmd := &cobra.Command{
		Use:   "thaw",
		Short: "Take back freeze",
		Long: `Take back freeze.

Every verdict is what the probes say by now.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, words []string) error { return o.order(cmd, "thaw", words) },
	}
	o.orderFlags(cmd)
	return cmd
}
