package batter

import (
	"errors"

	"github.com/spf13/cobra"
)

// NewCommand is `bench batter`.
func NewCommand() *cobra.Command {
	return &cobra.Command{
		Use: "batter", Short: "Throw mutated packets at the server", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return errors.New("not yet") },
	}
}
