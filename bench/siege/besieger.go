package siege

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/netip"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/miekg/dns"
	"github.com/spf13/cobra"
)

// again is how long a besieger that was thrown out waits before it comes back,
// on average: half of it to one and a half, so that the crowd does not march in
// step.
const again = time.Second

// crowd is how many besiegers of each kind there are.
type crowd struct {
	Idle int `json:"idle"` // open a connection and say nothing
	Slow int `json:"slow"` // send one octet a second
	Deaf int `json:"deaf"` // ask and ask, and never read
}

func (c crowd) all() int { return c.Idle + c.Slow + c.Deaf }

// noise is what besiegers did. A value.
type noise struct {
	Held   int `json:"held"`   // connections open now
	Opened int `json:"opened"` // since the start
	Failed int `json:"failed"` // attempts that failed
}

// besiege keeps the connections of a crowd open, and opens them again when
// they are closed. Safe for concurrent use.
type besiege struct {
	to    netip.AddrPort
	apart bool // each from a /24 of its own
	asks  []byte

	held, opened, failed atomic.Int64
}

// newBesiegeCommand is the besiegers' process: it writes a line when all of
// them have connected once, then what they did for each line that it reads, and
// ends with its input.
func newBesiegeCommand() *cobra.Command {
	return &cobra.Command{
		Use: "besiege SERVER APART IDLE SLOW DEAF", Hidden: true, Args: cobra.ExactArgs(5), Short: "The besiegers of tcp",
		RunE: func(cmd *cobra.Command, args []string) error {
			to, err := netip.ParseAddrPort(args[0])
			if err != nil {
				return err
			}
			var c crowd
			for i, n := range []*int{&c.Idle, &c.Slow, &c.Deaf} {
				if *n, err = strconv.Atoi(args[2+i]); err != nil {
					return err
				}
			}
			b := &besiege{to: to, apart: args[1] == "true", asks: framed(question("big.siege.example.", dns.TypeTXT))}
			return b.run(cmd.Context(), cmd.InOrStdin(), cmd.OutOrStdout(), c)
		},
	}
}

func (b *besiege) run(ctx context.Context, in io.Reader, out io.Writer, c crowd) error {
	ctx, stop := context.WithCancel(ctx)
	var wait sync.WaitGroup
	defer wait.Wait()
	defer stop()
	for i := range c.all() {
		hold := b.idle
		switch {
		case i >= c.Idle+c.Slow:
			hold = b.deaf
		case i >= c.Idle:
			hold = b.slow
		}
		wait.Go(func() { b.one(ctx, i, hold) })
	}
	for int(b.opened.Load()+b.failed.Load()) < c.all() && ctx.Err() == nil {
		time.Sleep(tick)
	}
	words := json.NewEncoder(out)
	if err := words.Encode(true); err != nil {
		return err
	}
	for lines := bufio.NewScanner(in); lines.Scan(); {
		n := noise{Held: int(b.held.Load()), Opened: int(b.opened.Load()), Failed: int(b.failed.Load())}
		if err := words.Encode(n); err != nil {
			return err
		}
	}
	return nil
}

// one is one besieger.
func (b *besiege) one(ctx context.Context, number int, hold func(context.Context, net.Conn)) {
	from := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	if b.apart {
		from = netip.AddrFrom4([4]byte{127, byte(1 + number/250), byte(number % 250), 9})
	}
	random := rand.New(rand.NewPCG(uint64(number), 0))
	rest(ctx, time.Duration(random.Int64N(int64(again)))) // nor come all at once
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: from.AsSlice()}, Control: smallBuffers}
	for ctx.Err() == nil {
		conn, err := d.DialContext(ctx, "tcp", b.to.String())
		if err != nil {
			b.failed.Add(1)
		} else {
			b.opened.Add(1)
			b.held.Add(1)
			stop := context.AfterFunc(ctx, func() { conn.Close() })
			hold(ctx, conn)
			stop()
			conn.Close()
			b.held.Add(-1)
		}
		rest(ctx, again/2+time.Duration(random.Int64N(int64(again))))
	}
}

// smallBuffers makes what is never read fill up soon.
func smallBuffers(_, _ string, raw syscall.RawConn) error {
	var err error
	control := raw.Control(func(fd uintptr) {
		err = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVBUF, 4096)
	})
	if control != nil {
		return fmt.Errorf("socket buffer: %w", control)
	}
	return err
}

// idle says nothing until it is thrown out.
func (b *besiege) idle(_ context.Context, conn net.Conn) {
	var octet [1]byte
	conn.Read(octet[:])
}

// slow sends an octet a second of a message that it never completes.
func (b *besiege) slow(ctx context.Context, conn net.Conn) {
	gone, end := context.WithCancel(ctx)
	go func() { b.idle(gone, conn); end() }()
	for i := 0; gone.Err() == nil; i++ {
		octet := byte(0)
		if i < len(b.asks) {
			octet = b.asks[i]
		}
		if _, err := conn.Write([]byte{octet}); err != nil {
			return
		}
		rest(gone, time.Second)
	}
}

// deaf asks without end, many questions at a time, and reads nothing.
func (b *besiege) deaf(ctx context.Context, conn net.Conn) {
	many := bytes.Repeat(b.asks, 64)
	for ctx.Err() == nil {
		if _, err := conn.Write(many); err != nil {
			return
		}
	}
}

// rest waits for a time, or until ctx is done.
func rest(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
