package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"geosrv/bench/batter"
	"geosrv/bench/chaos"
	"geosrv/bench/compare"
	"geosrv/bench/differ"
	"geosrv/bench/faults"
	"geosrv/bench/mutants"
	"geosrv/bench/outlines"
	"geosrv/bench/probes"
	"geosrv/bench/siege"
	"geosrv/bench/soak"
	"geosrv/bench/swap"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := &cobra.Command{
		Use: "bench", Short: "Measure what geosrv promises about time",
		SilenceUsage: true, SilenceErrors: true,
	}
	root.AddCommand(newFailoverCommand(), newWireCommand(), newAskCommand())
	root.AddCommand(batter.NewCommand(), batter.ServeCommand(), siege.NewCommand(), probes.NewCommand(), probes.TownCommand(), mutants.NewCommand(), differ.NewCommand(), compare.NewCommand(), swap.NewCommand(), swap.ReplaceCommand(), swap.ReviveCommand(), faults.NewCommand(), faults.KillsCommand(), faults.PoisonCommand(), outlines.NewCommand())
	root.AddCommand(chaos.NewCommand(), soak.NewCommand())
	if err := root.ExecuteContext(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1)
	}
}
