package main

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/miekg/dns"
	"golang.org/x/sys/unix"
)

// hardship is a server on sockets that the test holds, which is going to lack
// something. All that is asked by UDP meanwhile must be answered.
type hardship struct {
	*process
	dir   string
	at    netip.AddrPort
	files []*os.File
	tries int // to have it ended
}

// endure starts a server behind a line of shell.
func endure(t *testing.T, more, shell string) *hardship {
	t.Helper()
	h := &hardship{dir: site(t, "rate_limit: off\n"+more)}
	h.at, h.files = openSockets(t)
	h.process = h.again(t, shell)
	h.asks(t, 1)
	return h
}

// again starts the server once more, on the same sockets.
func (h *hardship) again(t *testing.T, shell string) *process {
	t.Helper()
	p := prepare(t, h.dir, "/bin/sh", "-c", shell+"\n"+`LISTEN_PID=$$ LISTEN_FDS=2 exec "$0" serve geosrv.yaml`, geosrv(t))
	p.run.ExtraFiles = h.files
	return p.start()
}

// asks asks so many times by UDP; each must be answered.
func (h *hardship) asks(t *testing.T, times int) {
	t.Helper()
	c, err := dns.DialTimeout("udp4", h.at.String(), patience)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for i := range times {
		if err := c.SetDeadline(time.Now().Add(patience)); err != nil {
			t.Fatal(err)
		}
		if err := c.WriteMsg(new(dns.Msg).SetQuestion("www.example.com.", dns.TypeA)); err != nil {
			t.Fatalf("question %d: %v", i+1, err)
		}
		if m, err := c.ReadMsg(); err != nil || len(m.Answer) != 1 {
			t.Fatalf("question %d of %d: %v, %v", i+1, times, m, err)
		}
	}
}

// TestFewDescriptors gives the server 128 of them, and takes more connections than
// that: UDP does not notice, and a connection that asks is answered.
func TestFewDescriptors(t *testing.T) {
	h := endure(t, "", "ulimit -n 128")
	for range 300 {
		c, err := net.Dial("tcp4", h.at.String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		h.asks(t, 10)
	}
	if said, err := h.verb("reload"); err != nil {
		t.Errorf("reload says %q, %v", said, err)
	}
	c, err := dns.DialTimeout("tcp4", h.at.String(), patience)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.WriteMsg(new(dns.Msg).SetQuestion("www.example.com.", dns.TypeA)); err != nil {
		t.Fatal(err)
	}
	if m, err := c.ReadMsg(); err != nil || len(m.Answer) != 1 {
		t.Errorf("by TCP: %v, %v", m, err)
	}
}

// TestNoRoomForState fills the disk under the state folder, and then lets nobody write
// to it: a verb says so, and all is answered; so it is by a server that starts then.
func TestNoRoomForState(t *testing.T) {
	dir := t.TempDir()
	if err := unix.Mount("none", dir, "tmpfs", 0, "size=64k"); err != nil {
		t.Skip("a small file system cannot be mounted here: ", err)
	}
	t.Cleanup(func() { _ = unix.Unmount(dir, unix.MNT_DETACH) })
	h := endure(t, "", "sed -i s,^state:.*,state:\\ "+dir+"/state, geosrv.yaml")
	_ = os.WriteFile(filepath.Join(dir, "fill"), make([]byte, 1<<20), 0o600) // as much as there is room for
	said, err := h.verb("freeze", "-y")
	if err == nil || !strings.Contains(said, "done, but a restart would forget it: ") || !strings.Contains(said, "no space left on device") {
		t.Errorf("freeze says %q, %v", said, err)
	}
	h.asks(t, 500)
	h.kill()
	h.process = h.again(t, "") // with a disk that is full
	h.asks(t, 500)
	h.kill()
	if err := unix.Mount("none", dir, "tmpfs", unix.MS_REMOUNT|unix.MS_RDONLY, "size=64k"); err != nil {
		t.Fatal(err)
	}
	h.process = h.again(t, "")
	h.asks(t, 500)
	said, err = h.verb("freeze", "-y")
	if err == nil || !strings.Contains(said, "done, but a restart would forget it: ") || !strings.Contains(said, "read-only file system") {
		t.Errorf("freeze says %q, %v", said, err)
	}
	h.asks(t, 500)
}

// TestNobodyReadsTheLog has much said to a pipe that is full.
func TestNobodyReadsTheLog(t *testing.T) {
	h := endure(t, "", `mkfifo log; exec 2<>log`) // which it has open for reading too
	config := filepath.Join(h.dir, "geosrv.yaml")
	good, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	write(t, config, strings.Repeat("colour: red\n", 1000))
	for range 5 { // a line of the log for each error: more than the pipe takes
		if said, err := h.verb("reload"); err == nil {
			t.Errorf("reload says %q", said)
		}
		h.asks(t, 200)
	}
	write(t, config, string(good))
	if said, err := h.verb("reload"); err != nil {
		t.Errorf("reload says %q, %v", said, err)
	}
	if size := piped(t, filepath.Join(h.dir, "log")); size < 60_000 {
		t.Errorf("there are %d octets in the pipe, which is not full", size)
	}
}

// piped is how many octets wait in a pipe.
func piped(t *testing.T, path string) int {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n, err := unix.IoctlGetInt(int(f.Fd()), unix.TIOCINQ)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestMemoryRunsOut has the kernel end the server for want of memory, as it does with
// the largest of a control group, and starts it again at once, as a service manager
// does: what was asked meanwhile is answered.
func TestMemoryRunsOut(t *testing.T) {
	group := memoryGroup(t, 64<<20)
	shell := "echo $$ > " + group + "/cgroup.procs; echo 1000 > /proc/self/oom_score_adj"
	h := endure(t, "", shell)
	h.wait(`(memory is limited)" octets=67108864 of_go=57042480`)
	// The other one of the group wants more than there is, until the kernel takes it
	// from the server and not from that one.
	for dead := false; !dead; {
		hog := exec.Command("/bin/sh", "-c", "echo $$ > "+group+"/cgroup.procs; echo 0 > /proc/self/oom_score_adj; head -c 300000000 /dev/zero | tail")
		hog.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
		_ = hog.Run() // it may be the one that is ended
		select {
		case <-h.gone:
			dead = true
		case <-time.After(100 * time.Millisecond):
			if h.tries++; h.tries > 50 {
				t.Skip("the kernel does not end the server")
			}
		}
	}
	began := time.Now()
	if err := h.run.Wait(); err == nil || h.run.ProcessState.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
		t.Errorf("it ends by %v", err)
	}
	h.process = h.again(t, shell)
	h.asks(t, 1)
	t.Logf("it answers %s after its end", time.Since(began).Round(time.Millisecond))
	h.asks(t, 500)
}

// memoryGroup makes a control group with a limit of memory, in octets.
func memoryGroup(t *testing.T, limit int) string {
	t.Helper()
	for top, file := range map[string]string{"/sys/fs/cgroup": "memory.max", "/sys/fs/cgroup/memory": "memory.limit_in_bytes"} {
		dir := filepath.Join(top, fmt.Sprintf("geosrv-test-%d", os.Getpid()))
		if _, err := os.Stat(filepath.Join(top, "cgroup.procs")); err != nil || os.Mkdir(dir, 0o755) != nil {
			continue
		}
		t.Cleanup(func() { _ = os.Remove(dir) })
		if os.WriteFile(filepath.Join(dir, file), []byte(strconv.Itoa(limit)), 0) == nil {
			return dir
		}
		_ = os.Remove(dir)
	}
	t.Skip("no control group with a limit of memory can be made here")
	return ""
}
