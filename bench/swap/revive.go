package swap

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"
)

// ReviveCommand is `bench revive`.
func ReviveCommand() *cobra.Command {
	o := succession{Succeeds: Succeeds{Name: "killed"}}
	var asJSON, check bool
	cmd := &cobra.Command{
		Use: "revive", Short: "Measure what askers notice when geosrv is killed and its sockets are held", Args: cobra.NoArgs,
		Long: `Measure what askers notice when geosrv is killed and its sockets are held.

This process holds the sockets, as systemd does, kills the geosrv that answers on
them as kill -9 does, and starts it anew, again and again under a steady load. A gap
is the time from the kill to the next reply to be held.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.mostLost, o.mostGap = 0.001, 150
			if err := o.revives(cmd.Context()); err != nil {
				return err
			}
			return o.report(cmd, asJSON, check)
		},
	}
	f := cmd.Flags()
	f.IntVar(&o.Times, "times", 10, "how often it is killed")
	f.DurationVar(&o.Every, "every", 6*time.Second, "how long lies between two")
	f.DurationVar(&o.afterKill, "after", 0, "how long after its end it is started anew (RestartSec of systemd)")
	o.flags(cmd, &asJSON, &check)
	return cmd
}

// revives kills a server under load, and starts it anew.
func (o *succession) revives(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "revive")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	program, config, err := o.prepare(ctx, dir)
	if err != nil {
		return err
	}
	files, at, err := hold()
	if err != nil {
		return err
	}
	defer closeFiles(files)
	s, err := serveOn(program, config, files)
	if err != nil {
		return err
	}
	var kills []int64
	err = o.under(ctx, at, dir, time.Duration(o.Times+1)*o.Every, func(ctx context.Context) error {
		every := time.NewTicker(o.Every)
		defer every.Stop()
		for range o.Times {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-every.C:
			}
			kills = append(kills, monotonic())
			s.kill()
			<-time.After(o.afterKill)
			if s, err = serveOn(program, config, files); err != nil {
				return err
			}
		}
		return nil
	})
	s.kill()
	for _, k := range kills {
		o.took(o.silence(k))
	}
	return err
}

// silence is how long after a kill the next reply was held. A reply that was on its
// way is none: its query has to be sent behind the kill.
func (o *succession) silence(kill int64) int64 {
	first := int64(0)
	from, _ := slices.BinarySearchFunc(o.samples, kill, func(s sample, at int64) int { return int(min(max(s.Sent-at, -1), 1)) })
	for _, s := range o.samples[from:] {
		if s.What != lost && (first == 0 || s.Held < first) {
			first = s.Held
		}
	}
	return first - kill
}

// hold opens the sockets of a free port.
func hold() (files []*os.File, at netip.AddrPort, err error) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, at, err
	}
	defer l.Close()
	at = l.Addr().(*net.TCPAddr).AddrPort()
	u, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(at))
	if err != nil {
		return nil, at, err
	}
	defer u.Close()
	uf, err1 := u.File()
	lf, err2 := l.(*net.TCPListener).File()
	if err := errors.Join(err1, err2); err != nil {
		return nil, at, err
	}
	const room = 8 << 20 // ReceiveBuffer of geosrv.socket
	if unix.SetsockoptInt(int(uf.Fd()), unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, room) != nil {
		_ = unix.SetsockoptInt(int(uf.Fd()), unix.SOL_SOCKET, unix.SO_RCVBUF, room) // the kernel's bound holds
	}
	return []*os.File{uf, lf}, at, nil
}

func closeFiles(files []*os.File) {
	for _, f := range files {
		f.Close()
	}
}

// serveOn starts the server on held sockets, and does not wait for it.
func serveOn(program, config string, files []*os.File) (*reviving, error) {
	// The variable names the process, whose number is known to itself only.
	c := exec.Command("/bin/sh", "-c", `LISTEN_PID=$$ LISTEN_FDS=2 exec "$0" serve "$1"`, program, config)
	c.ExtraFiles = files
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return &reviving{c}, c.Start()
}

// reviving is a server that is going to be killed.
type reviving struct{ cmd *exec.Cmd }

// kill kills it as kill -9 does, and returns when it is gone.
func (r *reviving) kill() {
	_ = r.cmd.Process.Kill()
	_ = r.cmd.Wait() // it was killed
}
