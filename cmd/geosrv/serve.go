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
	"time"

	"github.com/spf13/cobra"

	"geosrv/server"
	"geosrv/server/handover"
	"geosrv/server/listen"
	"geosrv/server/systemd"
)

// newServeCommand is `geosrv serve`: the server, until it is told to end.
func newServeCommand() *cobra.Command {
	var c confinement
	var l logging
	var force bool
	cmd := &cobra.Command{
		Use:   "serve CONFIG...",
		Short: "Serve the zones of a configuration",
		Long: `Serve the zones of a configuration until SIGINT or SIGTERM.

All files are watched: a change is taken within two seconds, and a file with an
error changes nothing. SIGHUP reads everything again at once, and so does geosrv
reload, which says what came of it. At the start every error is written, as
file:line:col: problem (hint), and the exit code is 1; but a file that was served
before is replaced by its copy in the state folder, and the log says so. So is one
that reads well and looks like a mistake (geosrv reload --help has the list): it
waits for geosrv reload --force, or, where there is no control socket, for a start
with --force. That is for one start: take it out again. A process that takes over
in geosrv replace does without it.

Once it serves, the process can reach no files but those of its configuration
(--sandbox). It talks with systemd and takes the sockets that systemd holds: geosrv
help install. geosrv replace has a new process take over without a query lost; for
that a second process waits beside a server in its sandbox, and does nothing else.

The log goes to the standard error, and nobody waits for who reads it: lines that
nobody takes are dropped and counted. Where systemd takes it, its priorities are the
journal's and its times are left out. No query is logged.`,
		Args: wants(1, "the configuration file"),
		RunE: func(cmd *cobra.Command, files []string) error {
			if err := errors.Join(c.valid(), l.valid()); err != nil {
				return err
			}
			return serve(cmd.Context(), cmd.ErrOrStderr(), files, force, &c, &l)
		},
	}
	c.flags(cmd)
	l.flags(cmd)
	cmd.Flags().BoolVar(&force, "force", false, "take what looks like a mistake too, at this start")
	return cmd
}

// serve serves until ctx is done, or another process has taken over.
func serve(ctx context.Context, errs io.Writer, files []string, force bool, c *confinement, l *logging) (err error) {
	log, end := l.open(errs)
	defer end()
	bound(log)
	before, err := handover.Predecessor()
	if err != nil {
		return err
	}
	defer func() { refuse(before, err) }()
	manager := systemd.New(log)
	held, err := listen.Sort(manager.Files())
	if err != nil {
		return err
	}
	// Before the start: a hang-up that comes early must not end us.
	hangUps := make(chan os.Signal, 1)
	signal.Notify(hangUps, syscall.SIGHUP)
	defer signal.Stop(hangUps)
	next, err := newSuccessors(manager, c)
	if err != nil {
		log.Warn("this process cannot be replaced", "problem", err)
	}
	defer next.close()
	reading := logWaiting(log, "still reading the files", "config", strings.Join(files, ", "))
	s, err := server.Start(ctx, server.Options{
		Files: files, Log: log, Workers: processors(), Held: held, Control: true, Remember: true, Version: version(),
		Succeed: next.start, Predecessor: before, Force: force,
	})
	reading.end()
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		log.Info("told to end before anything was served")
		return nil
	}
	if err != nil {
		return nearby(err)
	}
	defer s.Close()
	if err := next.open(); err != nil {
		log.Warn("this process cannot be replaced", "problem", err)
	}
	if err := c.close(s, log); err != nil {
		return err
	}
	if err := s.TakeOver(ctx); err != nil {
		return err
	}
	stand(ctx, s, manager, hangUps)
	return nil
}

// stand tells the service manager how the server stands, and reloads at hang-ups,
// until ctx is done or another process has taken over.
func stand(ctx context.Context, s *server.Server, manager *systemd.Manager, hangUps <-chan os.Signal) {
	ctx, end := context.WithCancel(ctx)
	defer end()
	manager.Ready(listening(s))
	go manager.Watch(ctx, s.Alive)
	go func() {
		defer end()
		select {
		case <-ctx.Done():
			manager.Stopping()
		case <-s.Replaced():
		}
	}()
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
}

// refuse tells the process before why this one does not take over.
func refuse(before *handover.Conn, err error) {
	if before == nil || err == nil {
		return
	}
	ctx, end := context.WithTimeout(context.Background(), time.Second)
	defer end()
	_ = before.Send(ctx, handover.Refusing(err)) // it may be gone
	before.Close()
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
