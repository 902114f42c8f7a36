package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"strconv"

	"github.com/spf13/cobra"

	"geosrv/bench/talk"
)

// newAskCommand is the asker's process: a change a line comes in, and for each
// a line "true" goes out when it may be made, and one with what was shown.
func newAskCommand() *cobra.Command {
	return &cobra.Command{
		Use: "ask SERVER SETS", Hidden: true, Args: cobra.ExactArgs(2),
		Short: "The asking process of wire",
		RunE: func(cmd *cobra.Command, args []string) error {
			server, err := netip.ParseAddrPort(args[0])
			if err != nil {
				return err
			}
			n, err := strconv.Atoi(args[1])
			if err != nil {
				return err
			}
			return ask(cmd.InOrStdin(), cmd.OutOrStdout(), server, n)
		},
	}
}

func ask(in io.Reader, out io.Writer, server netip.AddrPort, n int) error {
	runtime.LockOSThread()
	all, err := queries(n, 1)
	if err != nil {
		return err
	}
	sock, err := newSocket(server)
	if err != nil {
		return err
	}
	defer sock.close()
	a, lines, words := newAsker(sock, all), bufio.NewScanner(in), json.NewEncoder(out)
	for lines.Scan() {
		var want change
		if err := json.Unmarshal(lines.Bytes(), &want); err != nil {
			return err
		}
		seen, err := a.watch(want, func() { words.Encode(true) })
		if err != nil {
			return err
		}
		if err := words.Encode(seen); err != nil {
			return err
		}
	}
	return lines.Err()
}

// remote is an asker in a process of its own. Make it with startAsker.
type remote struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *json.Decoder
}

// startAsker runs this program a second time.
func startAsker(server netip.AddrPort, n int) (*remote, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	r := &remote{cmd: exec.Command(self, "ask", server.String(), strconv.Itoa(n))}
	r.cmd.Stderr = os.Stderr
	if r.in, r.out, err = talk.Start(r.cmd, (*exec.Cmd).Start); err != nil {
		return nil, err
	}
	return r, nil
}

// watch is asker.watch over the pipes.
func (r *remote) watch(want change, ready func()) (seen shown, err error) {
	if err := json.NewEncoder(r.in).Encode(want); err != nil {
		return seen, err
	}
	may := false
	if err := r.out.Decode(&may); err != nil {
		return seen, fmt.Errorf("the asker ended: %w", err)
	}
	ready()
	if err := r.out.Decode(&seen); err != nil {
		return seen, fmt.Errorf("the asker ended: %w", err)
	}
	return seen, nil
}

func (r *remote) close() error {
	r.in.Close()
	return r.cmd.Wait()
}
