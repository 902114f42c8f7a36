package batter

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/netip"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"geosrv/health"
	"geosrv/server"
)

// childWord is the command that makes a process a child.
const childWord = "served"

// ServeCommand is the hidden command that children run: the server as `geosrv
// serve` has it, at one address, with probes that always succeed. It writes
// where it listens, then a tally for each line that it reads, and ends with its
// input.
func ServeCommand() *cobra.Command {
	return &cobra.Command{
		Use: childWord + " CONFIG ADDRESS", Hidden: true, Args: cobra.ExactArgs(2), Short: "The server of batter and siege",
		RunE: func(cmd *cobra.Command, args []string) error {
			at, err := netip.ParseAddrPort(args[1])
			if err != nil {
				return err
			}
			return serve(cmd.Context(), cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr(), args[0], at)
		},
	}
}

func serve(ctx context.Context, in io.Reader, out, said io.Writer, config string, at netip.AddrPort) error {
	s, err := server.Start(ctx, server.Options{
		Files: []string{config}, Log: slog.New(slog.NewTextHandler(said, nil)), Probe: succeed, Listen: []netip.AddrPort{at},
	})
	if err != nil {
		return err
	}
	defer s.Close()
	words := json.NewEncoder(out)
	if err := words.Encode(s.Addrs()[0]); err != nil {
		return err
	}
	for lines := bufio.NewScanner(in); lines.Scan(); {
		if err := words.Encode(tallyOf(s)); err != nil {
			return err
		}
	}
	return nil
}

// tallyOf counts what a server did and has.
func tallyOf(s *server.Server) Tally {
	t := Tally{Counters: s.Counters(), Rulings: s.Rulings(), Goroutines: runtime.NumGoroutine()}
	for _, state := range s.States() {
		if state.Phase == health.PhaseUp {
			t.Up++
		}
	}
	w := s.Plan().World()
	for i := range w.Roster.Lists {
		t.Plan.Orders += len(w.Geo.Orders(i))
	}
	t.Plan.Classes, t.Plan.Variants = w.Geo.Classes(), w.Variants()
	t.Plan.Ladders, _, _ = w.Finishable()
	return t
}

// succeed is a probe of an edge that is always there.
func succeed(context.Context, health.Endpoint) health.Observation {
	return health.Observation{Outcome: health.Answered, Reason: health.ReasonOK, Began: time.Now()}
}
