package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"geosrv/server/logs"
)

// logging is how the log is written. The zero value is not valid: flags sets what
// is usual.
type logging struct{ format string }

func (l *logging) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&l.format, "log-format", string(logs.Text), "how lines of the log are written: text or json")
}

func (l *logging) valid() error {
	switch logs.Format(l.format) {
	case logs.Text, logs.JSON:
		return nil
	}
	return fmt.Errorf("--log-format=%s is none of text, json", l.format)
}

// open opens the log; end writes what waits. A reader that went away must not end
// the server, as a broken pipe would (os/signal).
func (l *logging) open(errs io.Writer) (log *slog.Logger, end func()) {
	signal.Ignore(syscall.SIGPIPE)
	out := logs.Open(errs, logs.Options{
		Format: logs.Format(l.format), Journal: logs.IsJournal(errs, os.Getenv(logs.JournalStream)),
	})
	return out.Logger(), out.Close
}
