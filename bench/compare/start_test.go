package compare

import (
	"bytes"
	"context"
	"encoding/binary"
	"net"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/miekg/dns"
)

// checkStarts wants the start of geosrv, and what it took.
func checkStarts(t *testing.T, r *Report) {
	t.Helper()
	if len(r.Starts) != 1 {
		t.Fatalf("%d starts, want 1", len(r.Starts))
	}
	s := r.Starts[0]
	if s.Workload != "million" || s.Contestant != ours || s.Seconds <= 0 || s.CPU <= 0 || s.Ratio != 1 || s.Rounds != 1 ||
		s.Resident < 1<<20 || s.Peak < s.Resident {
		t.Errorf("%+v", s)
	}
}

// TestMillion: four records a name, and the name that is asked for has the
// address that counts as right.
func TestMillion(t *testing.T) {
	p := dns.NewZoneParser(bytes.NewReader(millionText(70_000)), apex, "")
	kinds := map[uint16]int{}
	for rr, ok := p.Next(); ok; rr, ok = p.Next() {
		kinds[rr.Header().Rrtype]++
		if a, ok := rr.(*dns.A); ok && a.Hdr.Name == "h65537."+apex && a.A.String() != millionAddr(65_537).String() {
			t.Errorf("%v, want %v", a, millionAddr(65_537))
		}
	}
	if err := p.Err(); err != nil {
		t.Fatal(err)
	}
	if kinds[dns.TypeA] != 70_001 || kinds[dns.TypeAAAA] != 70_000 || kinds[dns.TypeSRV] != 140_000 {
		t.Errorf("%v", kinds)
	}
	if got := millionAddr(65_537).String(); got != "10.1.0.1" {
		t.Errorf("the address is %s", got)
	}
}

// TestRightAnswer: failures, other addresses and octets that are no message do
// not count as the first answer.
func TestRightAnswer(t *testing.T) {
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	c := &contestant{first: question{name: "h5." + apex, qtype: dns.TypeA}, right: millionAddr(5)}
	asked := make(chan int, 1)
	go func() {
		packet := make([]byte, 512)
		for n := 0; ; n++ {
			size, from, err := conn.ReadFrom(packet)
			if err != nil {
				asked <- n
				return
			}
			_, _ = conn.WriteTo(replyNumber(n, packet[:size]), from) // the asker may be gone
		}
	}()
	p := &process{addr: conn.LocalAddr().(*net.UDPAddr).AddrPort(), ended: make(chan struct{})}
	if err := p.answers(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	conn.Close()
	if n := <-asked; n < 5 {
		t.Errorf("it was content with reply %d, want 5 or later", n)
	}
	close(p.ended)
	if err := p.answers(t.Context(), c); err == nil || err.Error() != "ended before it answered" {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p.ended = nil
	if err := p.answers(ctx, c); err != context.Canceled {
		t.Errorf("%v", err)
	}
}

// replyNumber is what a server that is slow to start may say: nothing that is a
// message, a failure, an answer without an address, another address, and at last
// the right one.
func replyNumber(n int, packet []byte) []byte {
	m := new(dns.Msg)
	if n == 0 || m.Unpack(packet) != nil {
		return []byte("no")
	}
	r := new(dns.Msg).SetReply(m)
	a := dns.A{Hdr: dns.RR_Header{Name: m.Question[0].Name, Rrtype: dns.TypeA, Class: dns.ClassINET}, A: millionAddr(n).AsSlice()}
	if n >= 4 {
		a.A = millionAddr(5).AsSlice()
	}
	switch n {
	case 1:
		r.Rcode = dns.RcodeServerFailure
		r.Answer = []dns.RR{&dns.A{Hdr: a.Hdr, A: millionAddr(5).AsSlice()}}
	case 2:
	default:
		r.Answer = []dns.RR{&a}
	}
	out, err := r.Pack()
	if err != nil {
		return nil
	}
	return out
}

// TestMemory: a process that sleeps holds little, this one what it wrote, and
// one that ended nothing.
func TestMemory(t *testing.T) {
	held := make([]byte, 64<<20)
	for i := 0; i < len(held); i += 4096 {
		binary.NativeEndian.PutUint32(held[i:], uint32(i))
	}
	cmd := exec.Command("sleep", "60")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Skip("no process to look at: ", err)
	}
	resident, peak, err := memoryOf(cmd.Process.Pid)
	cmd.Process.Kill()
	cmd.Wait()
	if err != nil {
		t.Skip("the kernel does not tell: ", err)
	}
	if resident < 1<<18 || resident > 32<<20 || peak < resident {
		t.Errorf("%g octets, %g at most", resident, peak)
	}
	if _, _, err := memoryOf(cmd.Process.Pid); err == nil {
		t.Error("the memory of nobody is known")
	}
	maps, err := kilobytes("/proc/self/smaps_rollup")
	if err != nil || maps["Rss"] < 64<<10 {
		t.Errorf("%v kB of this process, %v", maps["Rss"], err)
	}
	runtime.KeepAlive(held)
}

// TestStartsTable is a table of its own, below the rows or alone.
func TestStartsTable(t *testing.T) {
	r := &Report{Starts: []Start{{Workload: "million", Contestant: nsd, Seconds: 2.204, Ratio: 3.9, CPU: 2.5, Resident: 311 << 20, Peak: 312 << 20}}}
	for _, rows := range [][]Row{nil, {{Workload: "static", Contestant: ours}}} {
		r.Rows = rows
		var out bytes.Buffer
		if err := r.Print(&out, false); err != nil {
			t.Fatal(err)
		}
		text := strings.Join(strings.Fields(out.String()), " ")
		if !strings.Contains(text, "| million | nsd | 2.20 | 3.90 | 2.50 | 311 | 312 |") || strings.Contains(text, "| static |") != (rows != nil) {
			t.Errorf("%s", out.String())
		}
	}
	if calmed < time.Second {
		t.Errorf("memory is looked at after %v", calmed)
	}
}
