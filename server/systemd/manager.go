package systemd

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strings"
	"time"

	"github.com/coreos/go-systemd/v22/activation"
	"github.com/coreos/go-systemd/v22/daemon"
	"golang.org/x/sys/unix"
)

// notifySocket is the variable that says where the manager listens.
const notifySocket = "NOTIFY_SOCKET"

// sendTime bounds how long telling the manager may take.
const sendTime = time.Second

// Manager is who started us. Make it with New; it must not be copied.
type Manager struct {
	log    *slog.Logger
	to     *net.UnixConn // nil: nobody listens
	period time.Duration // of the watchdog; 0: none
	files  []*os.File
}

// New reads what the environment says of a manager, and takes it out of there.
func New(log *slog.Logger) *Manager {
	m := &Manager{log: log, files: activation.Files(true)}
	m.period, _ = daemon.SdWatchdogEnabled(true) // 0 if it cannot be read, as if it were not there
	at := os.Getenv(notifySocket)
	_ = os.Unsetenv(notifySocket)
	if at == "" {
		return m
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: at, Net: "unixgram"})
	if err != nil {
		log.Warn("the service manager cannot be told anything", "problem", err)
		return m
	}
	m.to = conn
	return m
}

// Files are the open sockets that the manager handed over, in its order. They
// belong to the caller.
func (m *Manager) Files() []*os.File { return m.files }

// Ready says that queries are answered, or that a reload is over, however it
// ended; status is a line for people.
func (m *Manager) Ready(status string) { m.send(daemon.SdNotifyReady, "STATUS="+oneLine(status)) }

// Environ are the variables by which a process that takes over from this one finds the
// manager.
func (m *Manager) Environ() (out []string) {
	if m.to == nil {
		return nil
	}
	out = append(out, notifySocket+"="+m.to.RemoteAddr().String())
	if m.period > 0 {
		out = append(out, fmt.Sprintf("WATCHDOG_USEC=%d", m.period.Microseconds()))
	}
	return out
}

// Replaced says that another process is the server from now on: what this one says
// is not heard any more.
func (m *Manager) Replaced(by int) { m.send(fmt.Sprintf("MAINPID=%d", by)) }

// Reloading says that a reload has begun. The manager waits for Ready. It wants
// the time of the monotonic clock in the same datagram, to know which reload is
// meant.
func (m *Manager) Reloading() {
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &now); err != nil {
		m.log.Warn("the service manager is not told of a reload", "problem", err)
		return
	}
	m.send(daemon.SdNotifyReloading, fmt.Sprintf("MONOTONIC_USEC=%d", now.Nano()/1000))
}

// Stopping says that the end has begun.
func (m *Manager) Stopping() { m.send(daemon.SdNotifyStopping) }

// Watch tells the manager that all is well, twice in the time after which it
// would restart us, until ctx is done. While alive fails it tells nothing but
// the log. It returns at once if no manager watches.
func (m *Manager) Watch(ctx context.Context, alive func(context.Context) error) {
	if m.period <= 0 || m.to == nil {
		return
	}
	every := time.NewTicker(m.period / 2)
	defer every.Stop()
	for {
		within, end := context.WithTimeout(ctx, m.period/2)
		err := alive(within)
		end()
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			m.log.Error("not well: the service manager is not told otherwise, and will restart this process", "problem", err)
		default:
			m.send(daemon.SdNotifyWatchdog)
		}
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}

// send sends assignments in one datagram.
func (m *Manager) send(lines ...string) {
	if m.to == nil {
		return
	}
	err := m.to.SetWriteDeadline(time.Now().Add(sendTime))
	if err == nil {
		_, err = m.to.Write([]byte(strings.Join(lines, "\n")))
	}
	if err != nil {
		m.log.Warn("the service manager could not be told", "what", lines[0], "problem", err)
	}
}

// oneLine makes a line of a text that may have several.
func oneLine(text string) string {
	first, _, _ := strings.Cut(text, "\n")
	return first
}
