package main

import "github.com/spf13/cobra"

// newGeoCommand joins the verbs about databases of places.
func newGeoCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "geo",
		Short: "Make a database of places, and look addresses up",
		// With a body of its own it refuses words that are no verb.
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newGeoBuildCommand(), newGeoLookupCommand())
	return cmd
}
