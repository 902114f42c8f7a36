package main

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"github.com/spf13/cobra"

	"geosrv/server"
	"geosrv/server/listen"
)

// newServeCommand is `geosrv serve`: the server, until it is told to end.
func newServeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "serve CONFIG...",
		Short: "Serve the zones of a configuration",
		Long: `Serve the zones of a configuration until SIGINT or SIGTERM.

All files are watched: a change is taken within two seconds, and a file with an
error changes nothing. SIGHUP reads everything again at once, and so does geosrv
reload, which says what came of it. At the start every error is written, as
file:line:col: problem (hint), and the exit code is 1.

The log goes to the standard error. No query is logged.`,
		Args: wants(1, "the configuration file"),
		RunE: func(cmd *cobra.Command, files []string) error {
			log := slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), nil))
			// Before the start: a hang-up that comes early must not end us.
			hangUps := make(chan os.Signal, 1)
			signal.Notify(hangUps, syscall.SIGHUP)
			defer signal.Stop(hangUps)
			s, err := server.Start(cmd.Context(), server.Options{
				Files: files, Log: log, Workers: processors(), Control: true, Remember: true,
			})
			if err != nil {
				return nearby(err)
			}
			defer s.Close()
			reloads(cmd.Context(), hangUps, s.Reload)
			return nil
		},
	}
}

// processors says how many workers there are to be, and gives Go as many
// processors and some to spare (see listen.Spare), so that a flood of packets
// delays neither a verdict nor a client by TCP.
func processors() (workers int) {
	workers = runtime.GOMAXPROCS(0)
	runtime.GOMAXPROCS(workers + listen.Spare)
	return workers
}

// reloads calls reload for each signal until ctx is done. What a reload refuses
// the server has logged, line by line, and the old data stays.
func reloads(ctx context.Context, signals <-chan os.Signal, reload func() error) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-signals:
			_ = reload()
		}
	}
}
