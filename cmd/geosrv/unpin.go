package main

import "github.com/spf13/cobra"

// newUnpinCommand is `geosrv unpin`.
func newUnpinCommand() *cobra.Command {
	var o ordering
	cmd := &cobra.Command{
		Use:   "unpin GROUP",
		Short: "Take back pin",
		Long: `Take back pin.

The group goes where its policy leads it.`,
		Args: wants(1, "the group"),
		RunE: func(cmd *cobra.Command, words []string) error { return o.order(cmd, "unpin", words) },
	}
	o.orderFlags(cmd)
	return cmd
}
