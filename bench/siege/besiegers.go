package siege

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"strconv"

	"geosrv/bench/talk"
)

// besiegers are a crowd in a process of its own, so that they do not share a
// scheduler with the witnesses. Make it with startBesiegers.
type besiegers struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *json.Decoder
}

// startBesiegers runs this program again, and returns when every besieger has
// connected once.
func startBesiegers(ctx context.Context, to netip.AddrPort, apart bool, c crowd) (*besiegers, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	// They stand for other machines: the witnesses must not wait for a core
	// because of them. setpriority(2) would only do for one of our threads.
	b := &besiegers{cmd: exec.CommandContext(ctx, "nice", "-n", "10", self, word, "besiege", to.String(),
		strconv.FormatBool(apart), strconv.Itoa(c.Idle), strconv.Itoa(c.Slow), strconv.Itoa(c.Deaf))}
	b.cmd.Stderr = os.Stderr
	if b.in, b.out, err = talk.Start(b.cmd, (*exec.Cmd).Start); err != nil {
		return nil, err
	}
	ready := false
	if err := b.out.Decode(&ready); err != nil {
		return nil, fmt.Errorf("the besiegers ended: %w", err)
	}
	return b, nil
}

// noise asks what they did.
func (b *besiegers) noise() (n noise, err error) {
	if _, err := io.WriteString(b.in, "noise\n"); err != nil {
		return n, err
	}
	return n, b.out.Decode(&n)
}

// stop ends them.
func (b *besiegers) stop() error {
	b.in.Close()
	return b.cmd.Wait()
}
