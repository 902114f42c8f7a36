package probes

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"os"
	"os/exec"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"

	"geosrv/bench/talk"
)

// townWord is the command that makes a process a town.
const townWord = "probed"

// ports are where a town's endpoints are, at any address of loopback.
type ports struct{ Living, BlackHole uint16 }

// startTown runs this program a second time, as a town. It ends when the
// returned function is called.
func startTown(ctx context.Context) (p ports, end func(), err error) {
	self, err := os.Executable()
	if err != nil {
		return p, nil, err
	}
	cmd := exec.CommandContext(ctx, self, townWord)
	cmd.Stderr = os.Stderr
	in, out, err := talk.Start(cmd, (*exec.Cmd).Start)
	if err != nil {
		return p, nil, err
	}
	end = func() {
		in.Close()
		cmd.Wait()
	}
	if err := out.Decode(&p); err != nil {
		end()
		return p, nil, err
	}
	return p, end, nil
}

// TownCommand is the hidden command that a town runs: it says its ports and
// ends with its input.
func TownCommand() *cobra.Command {
	return &cobra.Command{
		Use: townWord, Hidden: true, Args: cobra.NoArgs, Short: "The endpoints of probes",
		RunE: func(cmd *cobra.Command, _ []string) error { return town(cmd.InOrStdin(), cmd.OutOrStdout()) },
	}
}

func town(in io.Reader, out io.Writer) error {
	living, err := net.Listen("tcp4", "0.0.0.0:0")
	if err != nil {
		return err
	}
	defer living.Close()
	go func() {
		for {
			c, err := living.Accept()
			if err != nil {
				return
			}
			c.Close()
		}
	}()
	hole, err := dig()
	if err != nil {
		return err
	}
	p := ports{uint16(living.Addr().(*net.TCPAddr).Port), hole}
	if err := json.NewEncoder(out).Encode(p); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, in)
	return err
}

// dig makes a black hole: a listener that takes one connection into its queue,
// which is there already, and is never asked for it. It lasts as long as the
// process.
func dig() (port uint16, err error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return 0, err
	}
	if err := unix.Bind(fd, &unix.SockaddrInet4{}); err != nil {
		return 0, err
	}
	if err := unix.Listen(fd, 0); err != nil {
		return 0, err
	}
	at, err := unix.Getsockname(fd)
	if err != nil {
		return 0, err
	}
	port = uint16(at.(*unix.SockaddrInet4).Port)
	for range 4 { // one fills the queue, the others see that it is full
		c, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
		if err != nil {
			return 0, err
		}
		err = unix.Connect(c, &unix.SockaddrInet4{Port: int(port), Addr: [4]byte{127, 0, 0, 1}})
		if err != nil && err != unix.EINPROGRESS {
			return 0, err
		}
	}
	return port, nil
}
