package main

import "github.com/spf13/cobra"

// newEnableCommand is `geosrv enable`.
func newEnableCommand() *cobra.Command {
	var o ordering
	cmd := &cobra.Command{
		Use:   "enable GROUP",
		Short: "Take back disable",
		Long: `Take back disable.

The group is answered again as its policy says.`,
		Args: wants(1, "the group"),
		RunE: func(cmd *cobra.Command, words []string) error { return o.order(cmd, "enable", words) },
	}
	o.orderFlags(cmd)
	return cmd
}
