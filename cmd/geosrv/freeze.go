package main

import "github.com/spf13/cobra"

// newFreezeCommand is `geosrv freeze`.
func newFreezeCommand() *cobra.Command {
	var o ordering
	cmd := &cobra.Command{
		Use:   "freeze",
		Short: "Hold all verdicts as they are",
		Long: `Hold all verdicts as they are.

Probes go on and are shown, but nothing follows from them, and nothing returns by
itself. What operators say still holds.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, words []string) error { return o.order(cmd, "freeze", words) },
	}
	o.orderFlags(cmd)
	o.endFlags(cmd)
	return cmd
}
