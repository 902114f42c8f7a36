package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"geosrv/server"
	"geosrv/server/listen"
	"geosrv/server/systemd"
)

// newServeCommand is `geosrv serve`: the server, until it is told to end.
func newServeCommand() *cobra.Command {
	var c confinement
	var l logging
	cmd := &cobra.Command{
		Use:   "serve CONFIG...",
		Short: "Serve the zones of a configuration",
		Long: `Serve the zones of a configuration until SIGINT or SIGTERM.

All files are watched: a change is taken within two seconds, and a file with an
error changes nothing. SIGHUP reads everything again at once, and so does geosrv
reload, which says what came of it. At the start every error is written, as
file:line:col: problem (hint), and the exit code is 1; but a file that was served
before is replaced by its copy in the state folder, and the log says so.

Once it serves, the process can reach no files but those of its configuration
(--sandbox). It talks with systemd and takes the sockets that systemd holds: geosrv
help install.

The log goes to the standard error, and nobody waits for who reads it: lines that
nobody takes are dropped and counted. Where systemd takes it, its priorities are the
journal's and its times are left out. No query is logged.`,
		Args: wants(1, "the configuration file"),
		RunE: func(cmd *cobra.Command, files []string) error {
			if err := errors.Join(c.valid(), l.valid()); err != nil {
				return err
			}
			return serve(cmd.Context(), cmd.ErrOrStderr(), files, &c, &l)
		},
	}
	c.flags(cmd)
	l.flags(cmd)
	return cmd
}

// serve serves until ctx is done.
func serve(ctx context.Context, errs io.Writer, files []string, c *confinement, l *logging) error {
	log, end := l.open(errs)
	defer end()
	manager := systemd.New(log)
	held, err := listen.Sort(manager.Files())
	if err != nil {
		return err
	}
	// Before the start: a hang-up that comes early must not end us.
	hangUps := make(chan os.Signal, 1)
	signal.Notify(hangUps, syscall.SIGHUP)
	defer signal.Stop(hangUps)
	reading := logWaiting(log, "still reading the files", "config", strings.Join(files, ", "))
	s, err := server.Start(ctx, server.Options{
		Files: files, Log: log, Workers: processors(), Held: held, Control: true, Remember: true, Version: version(),
	})
	reading.end()
	if err != nil {
		return nearby(err)
	}
	defer s.Close()
	if err := c.close(s, log); err != nil {
		return err
	}
	manager.Ready(listening(s))
	defer manager.Stopping()
	watching, unwatch := context.WithCancel(ctx)
	defer unwatch()
	go manager.Watch(watching, s.Alive)
	reloads(ctx, hangUps, func() error {
		manager.Reloading()
		err := s.Reload()
		status := listening(s)
		if err != nil {
			status = "the last reload refused something (see the log); " + status
		}
		manager.Ready(status) // also behind a reload that failed: it is over
		return err
	})
	return nil
}

// listening is the line that `systemctl status` shows.
func listening(s *server.Server) string {
	var at []string
	for _, a := range s.Addrs() {
		at = append(at, a.String())
	}
	return fmt.Sprintf("answering at %s", some(at))
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
