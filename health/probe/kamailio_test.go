package probe_test

import (
	"bytes"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"geosrv/health"
	"geosrv/health/probe/edge"
)

// installed finds the program of a Debian package. Without it the test is
// skipped, unless GEOSRV_CI says that nothing may be.
func installed(t *testing.T, program, packages string) string {
	t.Helper()
	for _, at := range []string{program, "/usr/sbin/" + program} {
		if path, err := exec.LookPath(at); err == nil {
			return path
		}
	}
	if os.Getenv("GEOSRV_CI") != "" {
		t.Fatalf("%s is not installed (apt-get install %s)", program, packages)
	}
	t.Skipf("%s is not installed (apt-get install %s)", program, packages)
	return ""
}

// kamailio is a running server and its ports.
type kamailio struct {
	cmd   *exec.Cmd
	said  *bytes.Buffer
	plain netip.AddrPort            // UDP and TCP
	tls   map[string]netip.AddrPort // by what is special about them
	ended chan struct{}             // closed when its first process has ended
	gone  bool                      // and nobody of it is left
}

// listeners are the TLS ports: for whom the certificate is, until when, and
// what else their section of tls.cfg says.
func listeners() []struct {
	label, name string
	until       time.Duration
	more        string
} {
	return []struct {
		label, name string
		until       time.Duration
		more        string
	}{
		{"good", name, 4000 * time.Hour, ""},
		{"wrong name", "other.invalid", 4000 * time.Hour, ""},
		{"expired", name, -time.Hour, ""},
		{"ends soon", name, 48 * time.Hour, ""},
		{"mutual", name, 4000 * time.Hour, "verify_certificate = yes\nrequire_certificate = yes\nca_list = FOLDER/authority.pem\n"},
		{"old", name, 4000 * time.Hour, "method = TLSv1\ncipher_list = ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0\n"},
	}
}

// startKamailio starts a server of its own on ports that were free a moment
// ago; if somebody else was given one of them meanwhile it tries again.
func startKamailio(t *testing.T, farm *edge.Farm, args ...string) *kamailio {
	t.Helper()
	program := installed(t, "kamailio", "kamailio kamailio-tls-modules")
	said := ""
	for range 5 {
		folder := t.TempDir()
		k := &kamailio{tls: make(map[string]netip.AddrPort), said: new(bytes.Buffer), ended: make(chan struct{})}
		k.configure(t, farm, folder)
		k.cmd = exec.Command(program, append([]string{
			"-DD", "-E", "-m", "32", "-M", "4", "-f", folder + "/kamailio.cfg", "-w", folder, "-Y", folder,
		}, args...)...)
		k.cmd.Stderr = k.said
		// The death of the test must be that of all of its processes.
		k.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
		if err := k.cmd.Start(); err != nil {
			t.Fatal(err)
		}
		go func() {
			k.cmd.Wait() // how it ended is of no interest
			close(k.ended)
		}()
		t.Cleanup(func() { k.end(t, syscall.SIGKILL) })
		if k.ready(t) {
			return k
		}
		said = k.said.String()
	}
	t.Fatalf("kamailio did not start five times: %s", said)
	return nil
}

// configure writes its files.
func (k *kamailio) configure(t *testing.T, farm *edge.Farm, folder string) {
	t.Helper()
	write := func(file string, text []byte) {
		if err := os.WriteFile(filepath.Join(folder, file), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	authority, err := farm.Authority()
	if err != nil {
		t.Fatal(err)
	}
	write("authority.pem", authority)
	var listen, sections strings.Builder
	fmt.Fprintf(&sections, "[server:default]\ncertificate = FOLDER/0.pem\nprivate_key = FOLDER/0.pem\n")
	ports := freePorts(t, 1+len(listeners()))
	k.plain = ports[0]
	for i, l := range listeners() {
		pair, err := farm.Issue([]string{l.name}, time.Now().Add(l.until))
		if err != nil {
			t.Fatal(err)
		}
		chain, key, err := edge.PEM(pair)
		if err != nil {
			t.Fatal(err)
		}
		file := fmt.Sprintf("%d.pem", i)
		write(file, append(chain, key...))
		k.tls[l.label] = ports[i+1]
		fmt.Fprintf(&listen, "listen=tls:%s\n", ports[i+1])
		fmt.Fprintf(&sections, "[server:%s]\ncertificate = FOLDER/%s\nprivate_key = FOLDER/%s\n%s", ports[i+1], file, file, l.more)
	}
	text, err := os.ReadFile("testdata/kamailio.cfg")
	if err != nil {
		t.Fatal(err)
	}
	fill := strings.NewReplacer("FOLDER", folder, "PLAIN", fmt.Sprint(k.plain.Port()), "TLSLISTEN", listen.String())
	write("kamailio.cfg", []byte(fill.Replace(string(text))))
	write("tls.cfg", []byte(strings.ReplaceAll(sections.String(), "FOLDER", folder)))
}

// freePorts finds ports of loopback that are free for UDP and TCP.
func freePorts(t *testing.T, n int) (ports []netip.AddrPort) {
	t.Helper()
	for len(ports) < n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close() // held until all are found, so that none is found twice
		at := l.Addr().(*net.TCPAddr).AddrPort()
		u, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(at))
		if err != nil {
			continue
		}
		u.Close()
		ports = append(ports, at)
	}
	return ports
}

// ready waits until it answers by each of its ways; false if it ended.
func (k *kamailio) ready(t *testing.T) bool {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(20 * time.Second)
	for _, e := range []health.Endpoint{endpointOf("sip/udp", k.plain), endpointOf("sip/tcp", k.plain), endpointOf("sip/tls", k.tls["good"])} {
		for ask(t, e, time.Second).Outcome == health.Failed {
			select {
			case <-k.ended:
				return false
			case <-deadline:
				t.Fatalf("kamailio does not answer by %s: %s", e.Transport, k.said)
			case <-tick.C:
			}
		}
	}
	return true
}

// signal tells all of its processes.
func (k *kamailio) signal(s syscall.Signal) { syscall.Kill(-k.cmd.Process.Pid, s) }

// end tells it, and waits until all of its processes have ended.
func (k *kamailio) end(t *testing.T, s syscall.Signal) {
	t.Helper()
	if k.gone {
		return // its number may be somebody else's by now
	}
	k.gone = true
	k.signal(s)
	select {
	case <-k.ended:
	case <-time.After(20 * time.Second):
		t.Errorf("kamailio does not end by %s", s)
		k.signal(syscall.SIGKILL)
	}
	for { // what it forked is ours since it died: see adopt
		if _, err := syscall.Wait4(-k.cmd.Process.Pid, nil, 0, nil); err != nil && err != syscall.EINTR {
			return
		}
	}
}

// adopt makes this process the parent of whom its children leave behind, so
// that a killed server leaves nobody.
func adopt(t *testing.T) {
	t.Helper()
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		t.Fatal(err)
	}
}

// says probes it by each of its ways.
func (k *kamailio) says(t *testing.T, want string) {
	t.Helper()
	timeout := 8 * time.Second
	if strings.HasSuffix(want, "timeout") {
		timeout = 700 * time.Millisecond
	}
	var wait sync.WaitGroup
	for _, kind := range []string{"sip/udp", "sip/tcp", "sip/tls"} {
		at := k.plain
		if kind == "sip/tls" {
			at = k.tls["good"]
		}
		e := endpointOf(kind, at)
		e.Register = true
		wait.Go(func() {
			if o := ask(t, e, timeout); told(o) != want {
				t.Errorf("%s: %s (%s), want %s", kind, told(o), o.Detail, want)
			}
		})
	}
	wait.Wait()
}

// TestKamailio probes a real server through its life: up, paused, up, stopped,
// draining, killed.
func TestKamailio(t *testing.T) {
	t.Parallel()
	adopt(t)
	farm := new(edge.Farm)
	k := startKamailio(t, farm)
	k.says(t, "answered ok")
	t.Run("certificates", func(t *testing.T) { k.certificates(t, farm) })
	k.signal(syscall.SIGSTOP)
	k.says(t, "failed timeout")
	k.signal(syscall.SIGCONT)
	k.says(t, "answered ok")
	k.end(t, syscall.SIGTERM)
	k.says(t, "failed refused")

	k = startKamailio(t, farm, "-A", "DRAIN")
	k.says(t, "draining sip-503")
	k.end(t, syscall.SIGKILL)
	k.says(t, "failed refused")
}

// certificates probes the TLS ports of a server that is up.
func (k *kamailio) certificates(t *testing.T, farm *edge.Farm) {
	pair, err := farm.Issue([]string{"probe.example.net"}, time.Now().Add(4000*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	legacy := func(e *health.Endpoint) { e.LegacyTLS = true }
	for _, c := range []struct {
		at     string
		change func(*health.Endpoint)
		want   string
		says   string
	}{
		{"good", nil, "answered ok", "200 Alive"},
		{"good", legacy, "answered ok", "200 Alive"},
		{"wrong name", nil, "failed tls-name", "other.invalid"},
		{"expired", nil, "failed tls-expired", "valid from"},
		{"ends soon", nil, "answered ok", "/ certificate for sip.example.com ends 2"},
		{"mutual", nil, "answered ok", "asks for a client certificate"},
		{"mutual", func(e *health.Endpoint) { e.Identity = health.NewIdentity(pair) }, "answered ok", "200 Alive"},
		{"old", nil, "failed tls-params", "legacy_tls"},
		{"old", legacy, "answered ok", "200 Alive"},
	} {
		e := endpointOf("sip/tls", k.tls[c.at])
		if c.change != nil {
			c.change(&e)
		}
		if o := ask(t, e, 8*time.Second); told(o) != c.want || !strings.Contains(o.Detail+" / "+o.Warn, c.says) {
			t.Errorf("%s: %s (%s / %s), want %s (%s)", c.at, told(o), o.Detail, o.Warn, c.want, c.says)
		}
	}
}
