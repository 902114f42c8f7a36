package main

import "github.com/spf13/cobra"

// newMaintenanceCommand is `geosrv maintenance`.
func newMaintenanceCommand() *cobra.Command {
	var o ordering
	cmd := &cobra.Command{
		Use:   "maintenance SELECTOR",
		Short: "Take a site, pool, role, server or address out",
		Long: `Take a site, pool, role, server or address out.

As drain, but it is not even answered where all else is silent. Take it back by
geosrv undrain.`,
		Args: wants(1, "what to take out"),
		RunE: func(cmd *cobra.Command, words []string) error { return o.order(cmd, "maintenance", words) },
	}
	o.orderFlags(cmd)
	o.endFlags(cmd)
	cmd.Flags().BoolVar(&o.wait, "wait", false, "return when it is safe to stop")
	return cmd
}
