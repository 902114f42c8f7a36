package siege

import (
	"context"
	"io"

	"geosrv/bench/namespace"

	"github.com/spf13/cobra"
)

// word is the command's name, by which its processes start each other.
const word = "siege"

// NewCommand is `bench siege`, with a command below it for each siege.
func NewCommand() *cobra.Command {
	cmd := &cobra.Command{Use: word, Short: "Besiege the server, and measure what honest clients notice"}
	cmd.AddCommand(newTCPCommand(), newBesiegeCommand())
	cmd.AddCommand(inNamespace(newFloodCommand(), "inside", new(floodOrder))...)
	cmd.AddCommand(inNamespace(newNamesCommand(), "names-inside", new(namesOrder))...)
	return cmd
}

// order is what the command line asks for. The command and the one inside the
// namespace have the same flags.
type order interface {
	flags(cmd *cobra.Command)
	args() []string // the flags as they were given
	run(ctx context.Context, out io.Writer) error
}

// inNamespace lets a command start its process in a network namespace of its
// own, by another command, which is hidden. It returns both.
func inNamespace(cmd *cobra.Command, inside string, o order) []*cobra.Command {
	cmd.Args = cobra.NoArgs
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return namespace.Run(cmd.Context(), cmd.OutOrStdout(), nil, append([]string{word, inside}, o.args()...)...)
	}
	within := &cobra.Command{
		Use: inside, Hidden: true, Args: cobra.NoArgs, Short: "The process of " + cmd.Name() + " in its namespace",
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context(), cmd.OutOrStdout()) },
	}
	o.flags(cmd)
	o.flags(within)
	return []*cobra.Command{cmd, within}
}
