package main

import "github.com/spf13/cobra"

// newDisableCommand is `geosrv disable`.
func newDisableCommand() *cobra.Command {
	var o ordering
	cmd := &cobra.Command{
		Use:   "disable GROUP",
		Short: "Say that there is no such service",
		Long: `Say that there is no such service.

The SRV sets of the group answer one record whose target is "." (RFC 2782), so that
others do not try their luck at the domain's own address.`,
		Args: wants(1, "the group"),
		RunE: func(cmd *cobra.Command, words []string) error { return o.order(cmd, "disable", words) },
	}
	o.orderFlags(cmd)
	o.endFlags(cmd)
	return cmd
}
