package mutants

import (
	"errors"

	"github.com/spf13/cobra"
)

// NewCommand is `bench mutants`.
func NewCommand() *cobra.Command {
	return &cobra.Command{
		Use: "mutants", Short: "Change the packet path in small ways, and see whether a test notices", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return errors.New("not yet") },
	}
}
