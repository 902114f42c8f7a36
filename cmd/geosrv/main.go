package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// run is the whole command line: the arguments without the program's name in,
// the exit code out. An interrupt or SIGTERM ends the context that the verbs
// are given. Errors are written as they are, one line each, because most of
// them begin with the place in a file.
func run(args []string, in io.Reader, out, errs io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := newRootCommand()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errs)
	if err := root.ExecuteContext(ctx); err != nil {
		fmt.Fprintln(errs, forPeople(ctx, err))
		return 1
	}
	return 0
}

// forPeople is an error as people read it: what ended because its context did was interrupted.
func forPeople(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return errors.New("interrupted")
	}
	return err
}

// newRootCommand joins the verbs, one file each.
func newRootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "geosrv",
		Short:         "An authoritative DNS server that leads people to the nearest live edge pool",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.AddCommand(newDemoCommand(), newInitCommand(), newServeCommand(), newReloadCommand(), newReplaceCommand(), newStarterCommand(), newCheckCommand(), newSimulateCommand(), newGeoCommand(), newVersionCommand())
	root.AddCommand(newExplainCommand(), newStatusCommand(), newHistoryCommand(), newOverridesCommand(), newDrainCommand(), newUndrainCommand(), newMaintenanceCommand(), newForceCommand(),
		newMoveCommand(), newReturnCommand(), newPinCommand(), newUnpinCommand(), newDisableCommand(), newEnableCommand(),
		newFreezeCommand(), newThawCommand(), newDrillCommand(), newUndoCommand())
	root.AddCommand(newHelpTopics()...)
	root.AddCommand(newLintTopic(), newManCommand())
	refuseUnknownCodes(root)
	complete(root)
	root.SetUsageFunc(showUsage)
	return root
}
