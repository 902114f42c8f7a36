package compare

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/miekg/dns"

	"geosrv/bench/port"
)

// Start is what a contestant's start took. Figures are medians of the rounds.
type Start struct {
	Workload   string  `json:"workload"`
	Contestant string  `json:"contestant"`
	Seconds    float64 `json:"seconds"`  // from exec to the first right answer
	CPU        float64 `json:"cpu"`      // seconds, until the memory was looked at
	Resident   float64 `json:"resident"` // octets, of all its processes, some seconds after the answer
	Peak       float64 `json:"peak"`     // octets, until then, of the process that had most
	Rounds     int     `json:"rounds"`
	Ratio      float64 `json:"ratio"` // of its seconds to those of the workload's first
}

const (
	// mostStarts is how many rounds there are at most: a start is long, and
	// varies little.
	mostStarts = 3
	// calmed is how long after its first answer a server's memory is looked at.
	calmed = 5 * time.Second
	// pollEvery is how often a server that starts is asked.
	pollEvery = 2 * time.Millisecond
	// mostStart is how long a start may take.
	mostStart = 2 * time.Minute
)

// starts lets one after the other start alone, in rounds, with all cores: what
// counts is how soon it serves.
func (r *run) starts(ctx context.Context, name, dir string, all []*contestant) error {
	rounds := min(r.o.Rounds, mostStarts)
	figures := make([][]started, len(all))
	for round := range rounds {
		for i, c := range all {
			own := filepath.Join(dir, fmt.Sprintf("server%d.%d", i, round))
			if err := os.MkdirAll(own, 0o755); err != nil {
				return err
			}
			f, err := r.startOf(ctx, c, own)
			if err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			figures[i] = append(figures[i], f)
			r.say("  %s: %.2f s, %.2f s of CPU, %.0f MiB, %.0f at most", c.name, f.took.Seconds(), f.cpu.Seconds(), f.resident/(1<<20), f.peak/(1<<20))
			if err := os.RemoveAll(own); err != nil {
				return err
			}
		}
	}
	for i, c := range all {
		of := func(figure func(started) float64) float64 { return median(figuresOf(figures[i], figure)) }
		s := Start{
			Workload: name, Contestant: c.name, Rounds: rounds,
			Seconds:  of(func(f started) float64 { return f.took.Seconds() }),
			CPU:      of(func(f started) float64 { return f.cpu.Seconds() }),
			Resident: of(func(f started) float64 { return f.resident }),
			Peak:     of(func(f started) float64 { return f.peak }),
			Ratio:    1,
		}
		if i > 0 {
			s.Ratio = s.Seconds / r.report.Starts[len(r.report.Starts)-i].Seconds
		}
		r.report.Starts = append(r.report.Starts, s)
	}
	return nil
}

// started is one start.
type started struct {
	took, cpu      time.Duration
	resident, peak float64 // octets
}

// figuresOf reads one from each start.
func figuresOf(all []started, of func(started) float64) (out []float64) {
	for _, s := range all {
		out = append(out, of(s))
	}
	return out
}

// startOf starts a contestant, and ends it when it was looked at.
func (r *run) startOf(ctx context.Context, c *contestant, dir string) (s started, err error) {
	at, err := port.Free("127.0.0.1")
	if err != nil {
		return s, err
	}
	args, err := c.prepare(dir, at)
	if err != nil {
		return s, err
	}
	p := newProcess(c.name, dir, args, os.Environ(), at)
	began := time.Now()
	if err := p.start((*exec.Cmd).Start); err != nil {
		return s, err
	}
	defer p.stop()
	if err = p.answers(ctx, c); err != nil {
		return s, fmt.Errorf("%w\n%s", err, p.said)
	}
	s.took = time.Since(began)
	after := calmed
	if r.o.Small {
		after = pollEvery
	}
	select {
	case <-p.ended:
		return s, fmt.Errorf("ended after its first answer\n%s", p.said)
	case <-ctx.Done():
		return s, ctx.Err()
	case <-time.After(after):
	}
	used, err := usageOf(p.cmd.Process.Pid)
	if err != nil {
		return s, err
	}
	s.cpu = used.CPU
	s.resident, s.peak, err = memoryOf(p.cmd.Process.Pid)
	return s, err
}

// answers returns when the server has answered the contestant's first question
// with the right address. It is asked again and again; what comes before, failures
// or nothing, does not count.
func (p *process) answers(ctx context.Context, c *contestant) error {
	packet, err := c.first.pack()
	if err != nil {
		return err
	}
	conn, err := net.DialUDP("udp4", nil, net.UDPAddrFromAddrPort(p.addr))
	if err != nil {
		return err
	}
	defer conn.Close()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	late := time.After(mostStart)
	for {
		_, _ = conn.Write(packet) // nobody may listen yet
		if err := conn.SetReadDeadline(time.Now().Add(pollEvery)); err != nil {
			return err
		}
		if rightAmong(conn, c) {
			return nil
		}
		select {
		case <-p.ended:
			return fmt.Errorf("ended before it answered")
		case <-ctx.Done():
			return ctx.Err()
		case <-late:
			return fmt.Errorf("no right answer in %v", mostStart)
		case <-tick.C:
		}
	}
}

// rightAmong reads until a right answer comes, or nothing more.
func rightAmong(conn io.Reader, c *contestant) bool {
	var reply [4096]byte
	for {
		n, err := conn.Read(reply[:])
		if err != nil {
			return false
		}
		m := new(dns.Msg)
		if m.Unpack(reply[:n]) != nil || m.Rcode != dns.RcodeSuccess || len(m.Answer) != 1 {
			continue
		}
		if a, ok := m.Answer[0].(*dns.A); ok && a.A.String() == c.right.String() {
			return true
		}
	}
}

// printStarts writes the table of the starts.
func (r *Report) printStarts(out io.Writer) error {
	t := newTable(out, "workload", "server", "first answer s", "ratio", "CPU s", "MiB", "peak MiB")
	for _, s := range r.Starts {
		t.cells(s.Workload, s.Contestant, fmt.Sprintf("%.2f", s.Seconds), ratio(s.Ratio), fmt.Sprintf("%.2f", s.CPU),
			plain(s.Resident/(1<<20)), plain(s.Peak/(1<<20)))
	}
	return t.Flush()
}
