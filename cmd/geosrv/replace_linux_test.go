package main

import (
	"encoding/json"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"geosrv/server/control"
)

// replaced has a server replaced, and ends the new process with the test.
func (p *process) replaced() control.Replaced {
	p.t.Helper()
	said, err := p.verb("replace", "--json")
	var r struct{ Result control.Replaced }
	if err != nil || json.Unmarshal([]byte(said), &r) != nil || r.Result.Now.PID == 0 {
		p.t.Fatalf("replace says %q, %v", said, err)
	}
	p.t.Cleanup(func() { _ = syscall.Kill(r.Result.Now.PID, syscall.SIGKILL) }) // it may have been replaced
	return r.Result
}

// TestReplacedProcess replaces a server in its sandbox, and the one behind it: the
// address stays, a broken configuration is said and changes nothing, and a folder
// that the sandbox of the first did not reach is reached by the next.
func TestReplacedProcess(t *testing.T) {
	for _, sandbox := range []string{"auto", "off"} {
		dir, outside := site(t, "listen: [\"127.0.0.1:0\"]\n"), t.TempDir()
		p := launch(t, dir, geosrv(t), "serve", "--sandbox="+sandbox, "geosrv.yaml")
		at := netip.MustParseAddrPort(p.wait(`listening.*addresses="?\[(127\.0\.0\.1:\d+)`))
		answers(t, at, "www.example.com A", "192.0.2.80")
		first := p.replaced()
		answers(t, at, "www.example.com A", "192.0.2.80")

		config := filepath.Join(dir, "geosrv.yaml")
		good, err := os.ReadFile(config)
		if err != nil {
			t.Fatal(err)
		}
		write(t, config, "colour: red\n")
		said, err := p.verb("replace")
		if err == nil || !strings.HasPrefix(said, `geosrv.yaml:1:1: unknown key "colour"`) {
			t.Errorf("replace says %q, %v", said, err)
		}
		answers(t, at, "www.example.com A", "192.0.2.80")

		write(t, filepath.Join(outside, "example.net.zone"), strings.ReplaceAll(exampleZone, "example.com", "example.net"))
		write(t, config, strings.Replace(string(good), "]", ", "+outside+"]", 1))
		second := p.replaced()
		if second.Before.PID != first.Now.PID || second.Before.Version != first.Now.Version {
			t.Errorf("%+v follows on %+v", second, first)
		}
		answers(t, at, "www.example.net A", "192.0.2.80")
		answers(t, at, "www.example.com A", "192.0.2.80")
	}
}

// TestReplacedIsTold plays a service manager: it hears of the new process from the
// old one, and then that it is ready, and nothing of an end.
func TestReplacedIsTold(t *testing.T) {
	dir := site(t, "listen: [\"127.0.0.1:0\"]\n")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: filepath.Join(dir, "notify"), Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	p := prepare(t, dir, geosrv(t), "serve", "geosrv.yaml")
	p.run.Env = append(os.Environ(), "NOTIFY_SOCKET="+filepath.Join(dir, "notify"))
	p.start()
	p.wait(`msg=(listening)`)
	r := p.replaced()
	if err := conn.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	const end = "STOPPING=1"
	for _, want := range []string{"READY=1\nSTATUS=answering at ", "MAINPID=" + strconv.Itoa(r.Now.PID), "READY=1\nSTATUS=answering at ", end} {
		if want == end { // before it is the server it would end without a word
			if err := syscall.Kill(r.Now.PID, syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
		}
		buf := make([]byte, 4096)
		n, err := conn.Read(buf)
		if err != nil {
			t.Fatal(err)
		}
		if said := string(buf[:n]); !strings.HasPrefix(said, want) {
			t.Errorf("%q, want %q", said, want)
		}
	}
}
