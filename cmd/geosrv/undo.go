package main

import "github.com/spf13/cobra"

// newUndoCommand is `geosrv undo`.
func newUndoCommand() *cobra.Command {
	var o ordering
	cmd := &cobra.Command{
		Use:   "undo [ID]",
		Short: "Take back what an operator said",
		Long: `Take back what an operator said.

What it replaced holds again, if it has not ended. Without an ID it is the latest
that was not taken back; geosrv overrides lists them.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, words []string) error { return o.order(cmd, "undo", words) },
	}
	o.orderFlags(cmd)
	return cmd
}
