package probe_test

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"geosrv/health"
	"geosrv/health/probe"
	"geosrv/health/probe/edge"
)

// coturn is a TURN server that a test started.
type coturn struct {
	at     netip.AddrPort // UDP and TCP
	tls    netip.AddrPort
	cmd    *exec.Cmd
	log    string
	exited chan struct{} // closed when the process is gone
}

// startCoturn starts coturn on loopback with a configuration of its own and a
// certificate for a name that ends at a given time from now, and waits until
// it answers. The test ends here if it is not installed.
func startCoturn(t *testing.T, certified string, until time.Duration) *coturn {
	t.Helper()
	program := installed(t, "turnserver", "coturn")
	// Another process may take the port before coturn does.
	for range 3 {
		if c := tryCoturn(t, program, certified, until); c != nil {
			return c
		}
	}
	t.Fatal("coturn does not start")
	return nil
}

// tryCoturn starts coturn at a port that was free; nil if it does not answer.
func tryCoturn(t *testing.T, program, certified string, until time.Duration) *coturn {
	dir := t.TempDir()
	ports := freePorts(t, 2)
	c := &coturn{at: ports[0], tls: ports[1], log: filepath.Join(dir, "log"), exited: make(chan struct{})}
	certify(t, dir, certified, until)
	config := fmt.Sprintf(`listening-ip=127.0.0.1
listening-port=%d
tls-listening-port=%d
cert=%s/cert.pem
pkey=%s/key.pem
relay-ip=127.0.0.1
lt-cred-mech
user=guest:secret
realm=example.com
no-dtls
no-cli
log-file=%s
simple-log
pidfile=%s/pid
userdb=%s/db
`, c.at.Port(), c.tls.Port(), dir, dir, c.log, dir, dir)
	file := filepath.Join(dir, "turnserver.conf")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	c.cmd = exec.Command(program, "-c", file)
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // it must not outlive the test
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		c.cmd.Wait()
		close(c.exited)
	}()
	t.Cleanup(func() { c.end(syscall.SIGKILL) })
	for _, transport := range []string{"udp", "tcp"} {
		if !c.answers(t, transport) {
			c.end(syscall.SIGKILL)
			said, _ := os.ReadFile(c.log)
			t.Logf("coturn at %s does not answer over %s:\n%s", c.at, transport, said)
			return nil
		}
	}
	return c
}

// certify writes a certificate for a name, and its key, into a folder.
func certify(t *testing.T, dir, certified string, until time.Duration) {
	t.Helper()
	leaf, err := new(edge.Farm).Issue([]string{certified}, time.Now().Add(until))
	if err != nil {
		t.Fatal(err)
	}
	chain, key, err := edge.PEM(leaf)
	if err != nil {
		t.Fatal(err)
	}
	for file, text := range map[string][]byte{"cert.pem": chain, "key.pem": key} {
		if err := os.WriteFile(filepath.Join(dir, file), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// end sends a signal and waits until the process is gone.
func (c *coturn) end(s syscall.Signal) {
	c.cmd.Process.Signal(syscall.SIGCONT)
	c.cmd.Process.Signal(s)
	<-c.exited
}

// freeze stops the process as a debugger would, and waits until all of its
// threads stand still: a signal takes a moment.
func (c *coturn) freeze(t *testing.T) {
	t.Helper()
	c.cmd.Process.Signal(syscall.SIGSTOP)
	deadline := time.Now().Add(10 * time.Second)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		stats, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", c.cmd.Process.Pid))
		still := 0
		for _, stat := range stats {
			if text, _ := os.ReadFile(stat); strings.Contains(string(text), ") T ") {
				still++
			}
		}
		if len(stats) > 0 && still == len(stats) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("coturn does not freeze")
		}
		<-tick.C
	}
}

// endpoint is coturn as a check sees it.
func (c *coturn) endpoint(check, transport string) health.Endpoint {
	e := health.Endpoint{Check: check, Transport: transport, Addr: c.at}
	if transport == "tls" {
		e.Addr, e.Name = c.tls, name
	}
	return e
}

// answers asks until coturn answers, for some seconds.
func (c *coturn) answers(t *testing.T, transport string) bool {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for probes := probe.New(probe.Options{}); ; {
		once, done := context.WithTimeout(ctx, time.Second)
		o := probes(once, c.endpoint("stun", transport))
		done()
		if o.Outcome == health.Answered {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-c.exited:
			return false
		case <-tick.C:
		}
	}
}

// TestCoturn probes a real TURN server through its life: up, frozen, up again,
// stopped, and killed.
func TestCoturn(t *testing.T) {
	see := func(t *testing.T, c *coturn, when, check, transport, want string) {
		t.Helper()
		timeout := 5 * time.Second
		if strings.HasSuffix(want, "timeout") {
			timeout = 700 * time.Millisecond
		}
		if o := ask(t, c.endpoint(check, transport), timeout); word(o) != want {
			t.Errorf("%s, %s/%s: %s (%s), want %s", when, check, transport, word(o), o.Detail, want)
		}
	}
	for _, end := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL} {
		t.Run(end.String(), func(t *testing.T) {
			t.Parallel()
			c := startCoturn(t, name, 4000*time.Hour)
			see(t, c, "up", "stun", "udp", "answered ok")
			see(t, c, "up", "stun", "tcp", "answered ok")
			see(t, c, "up", "stun", "tls", "answered ok")
			see(t, c, "up", "tcp", "tcp", "answered ok")
			// It speaks TURN as the RFCs have it, and ignores Microsoft's.
			see(t, c, "up", "ms-turn", "udp", "failed timeout")
			if o := ask(t, c.endpoint("ms-turn", "tcp"), 700*time.Millisecond); o.Outcome != health.Failed {
				t.Errorf("ms-turn by TCP: %s (%s), want a failure", word(o), o.Detail)
			}
			if end == syscall.SIGTERM {
				c.freeze(t)
				see(t, c, "frozen", "stun", "udp", "failed timeout")
				see(t, c, "frozen", "stun", "tcp", "failed timeout")
				// The kernel goes on accepting: this is what tcp cannot see.
				see(t, c, "frozen", "tcp", "tcp", "answered ok")
				c.cmd.Process.Signal(syscall.SIGCONT)
				see(t, c, "going on", "stun", "udp", "answered ok")
				see(t, c, "going on", "stun", "tcp", "answered ok")
			}
			c.end(end)
			see(t, c, end.String(), "stun", "udp", "failed refused")
			see(t, c, end.String(), "stun", "tcp", "failed refused")
		})
	}
}

// TestCoturnCertificates probes a real TURN server over TLS that shows what it
// should not.
func TestCoturnCertificates(t *testing.T) {
	for _, c := range []struct {
		certified string
		until     time.Duration
		want      string
	}{
		{"other.invalid", 4000 * time.Hour, "failed tls-name"},
		{name, -time.Hour, "failed tls-expired"},
	} {
		t.Run(c.want, func(t *testing.T) {
			t.Parallel()
			server := startCoturn(t, c.certified, c.until)
			if o := ask(t, server.endpoint("stun", "tls"), 5*time.Second); word(o) != c.want {
				t.Errorf("%s (%s), want %s", word(o), o.Detail, c.want)
			}
		})
	}
}
