package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// wants refuses a command line with fewer than n words; what names the one
// that is missing.
func wants(n int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < n {
			return fmt.Errorf("%s: %s is missing (%s)", cmd.Name(), what, strings.TrimSuffix(cmd.UseLine(), " [flags]"))
		}
		return nil
	}
}
