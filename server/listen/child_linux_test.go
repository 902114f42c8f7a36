package listen

import (
	"bufio"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// child runs one test of this binary as a server, in a process of its own, with
// a variable of the environment set. It says where it listens and which process
// it is. It ends with this test.
func child(t *testing.T, test, variable, value string) (at netip.AddrPort, process int) {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^"+test+"$", "-test.timeout=5m")
	c.Env = append(os.Environ(), variable+"="+value)
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // whatever becomes of us
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	r := bufio.NewReader(out)
	t.Cleanup(func() {
		in.Close()
		rest, _ := io.ReadAll(r)
		if err := c.Wait(); err != nil {
			t.Errorf("the server: %v\n%s", err, rest)
		}
	})
	line, err := r.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return netip.MustParseAddrPort(strings.TrimSpace(strings.TrimPrefix(line, "at "))), c.Process.Pid
}

// untilOrphaned is what a child does: it tells where it listens, and waits for
// its end.
func untilOrphaned(s *Server) {
	fmt.Println("at", s.Addrs()[0])
	io.Copy(io.Discard, os.Stdin)
}
