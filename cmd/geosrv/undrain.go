package main

import "github.com/spf13/cobra"

// newUndrainCommand is `geosrv undrain`.
func newUndrainCommand() *cobra.Command {
	var o ordering
	cmd := &cobra.Command{
		Use:   "undrain SELECTOR",
		Short: "Take back drain or maintenance",
		Long: `Take back drain or maintenance.

With --wait it returns when everything that it names is up: make its exit code the
tempo of a rolling reboot. It says which groups stay away until geosrv return.`,
		Args: wants(1, "what to undrain"),
		RunE: func(cmd *cobra.Command, words []string) error { return o.order(cmd, "undrain", words) },
	}
	o.orderFlags(cmd)
	cmd.Flags().BoolVar(&o.wait, "wait", false, "return when everything it names is up")
	return cmd
}
