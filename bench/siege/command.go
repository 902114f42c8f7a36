package siege

import (
	"errors"

	"github.com/spf13/cobra"
)

// NewCommand is `bench siege`.
func NewCommand() *cobra.Command {
	return &cobra.Command{
		Use: "siege", Short: "Besiege the server, and measure what honest clients notice", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return errors.New("not yet") },
	}
}
