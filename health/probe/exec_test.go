package probe_test

import (
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"geosrv/health"
)

// command is an endpoint whose check is a shell's one line: the shell is ours,
// the check starts none.
func command(line string) health.Endpoint {
	return health.Endpoint{
		Check: "exec", Addr: netip.MustParseAddrPort("192.0.2.13:443"), Name: "av.example.com",
		Command: []string{"/bin/sh", "-c", line},
	}
}

// TestExec is what exec says of each way that a command ends.
func TestExec(t *testing.T) {
	for _, c := range []struct {
		label, line string
		want        string
		detail      string
	}{
		{"up", "echo fine; echo more", "answered ok", "fine"},
		{"up without a word", "exit 0", "answered ok", ""},
		{"down", "echo dead; exit 1", "failed exec-1", "dead"},
		{"drain", "echo leaving; exit 2", "draining exec-2", "leaving"},
		{"degraded", "echo slow; exit 3", "degraded exec-3", "slow"},
		{"another status", "echo what; exit 4", "failed local", "the command broke, exit status 4: what"},
		{"not found by its shell", "exec /nowhere/at/all 2>/dev/null", "failed local", "the command broke, exit status 127"},
		{"ended by a signal", "kill -SEGV $$", "failed local", "the command broke, signal: segmentation fault"},
		{"black hole", "sleep 60", "failed timeout", "context deadline exceeded"},
		{"deaf to signals", "trap '' TERM INT HUP; while :; do sleep 60; done", "failed timeout", "context deadline exceeded"},
		{"slow drip", "while :; do printf x; sleep 0.05; done", "failed timeout", "context deadline exceeded"},
		{"endless", "yes", "failed proto", "more than 64 KiB"},
		{"much, and then the end", "head -c 100000 /dev/zero", "failed proto", "more than 64 KiB"},
		{"garbage", `printf '\n\n  \377\001 what \n'`, "answered ok", ".. what"},
		{"a long line", "head -c 1000 /dev/zero | tr '\\0' x", "answered ok", strings.Repeat("x", 200) + "..."},
		{"errors are not the detail", "echo oops >&2; echo fine", "answered ok", "fine"},
		{"reads nothing from us", "cat; echo fine", "answered ok", "fine"},
		{"leaves one behind", "sleep 60 & echo fine", "answered ok", "fine"},
	} {
		t.Run(c.label, func(t *testing.T) {
			t.Parallel()
			timeout := 10 * time.Second
			if strings.HasSuffix(c.want, "timeout") {
				timeout = 200 * time.Millisecond
			}
			o := ask(t, command(c.line), timeout)
			got := word(o)
			if o.Degraded {
				got = "degraded " + o.Reason
			}
			if got != c.want || o.Detail != c.detail {
				t.Errorf("%s (%s), want %s (%s)", got, o.Detail, c.want, c.detail)
			}
			if o.Took > 5*time.Second {
				t.Errorf("took %s", o.Took)
			}
		})
	}
}

// TestExecThatCannotStart is our own side's failure, or nonsense.
func TestExecThatCannotStart(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text")
	if err := os.WriteFile(text, []byte("no program\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		command []string
		want    string
	}{
		{[]string{filepath.Join(dir, "nothing")}, "failed local"},
		{[]string{dir}, "failed local"},
		{[]string{text}, "failed local"},
		{[]string{"true"}, "failed config"},
		{nil, "failed config"},
	} {
		e := command("")
		e.Command = c.command
		if o := ask(t, e, 5*time.Second); word(o) != c.want {
			t.Errorf("%q: %s (%s), want %s", c.command, word(o), o.Detail, c.want)
		}
	}
}

// TestExecEnvironment: a command is told what is asked, and nothing of ours.
func TestExecEnvironment(t *testing.T) {
	t.Setenv("SECRET", "ours")
	out := filepath.Join(t.TempDir(), "env")
	e := command("env | grep -v -e ^GEOSRV_TIMEOUT= -e ^PWD= -e ^_= -e ^SHLVL= -e ^OLDPWD= | sort > " + out + "; pwd; echo $0 $#")
	e.Dial = netip.MustParseAddrPort("127.0.0.1:7443")
	e.Source = netip.MustParseAddr("127.0.0.9")
	e.Command = append(e.Command, "a b", "$(echo c)", ";")
	if o := ask(t, e, 5*time.Second); word(o) != "answered ok" || o.Detail != "/" {
		t.Fatalf("%s (%s)", word(o), o.Detail)
	}
	got, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Join([]string{
		"GEOSRV_ADDR=127.0.0.1",
		"GEOSRV_KEY=" + e.Key(),
		"GEOSRV_NAME=av.example.com",
		"GEOSRV_PORT=7443",
		"GEOSRV_PUBLISHED_ADDR=192.0.2.13",
		"GEOSRV_PUBLISHED_PORT=443",
		"GEOSRV_SOURCE=127.0.0.9",
		"LANG=C.UTF-8",
		"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		"",
	}, "\n")
	if string(got) != want {
		t.Errorf("environment\n%swant\n%s", got, want)
	}
	e = command(`test -n "$GEOSRV_TIMEOUT" && echo "[$GEOSRV_PORT]"`)
	e.Addr = netip.MustParseAddrPort("192.0.2.13:0")
	if o := ask(t, e, 5*time.Second); o.Detail != "[]" {
		t.Errorf("without a port: %s (%s)", word(o), o.Detail)
	}
}

// TestExecTakesNoShell: what stands in an argument is not read by anybody.
func TestExecTakesNoShell(t *testing.T) {
	e := command("")
	e.Command = []string{"/bin/echo", "$HOME", "`id`", "a  b", "; exit 1"}
	if o := ask(t, e, 5*time.Second); word(o) != "answered ok" || o.Detail != "$HOME `id` a  b ; exit 1" {
		t.Errorf("%s (%s)", word(o), o.Detail)
	}
}

// TestExecLeavesNobody: at the deadline all that a command started is killed,
// and after a good end what it left in its group.
func TestExecLeavesNobody(t *testing.T) {
	for _, end := range []string{"wait", "exit 0"} {
		pid := filepath.Join(t.TempDir(), "pid")
		ask(t, command("sleep 600 & echo $! > "+pid+"; "+end), 300*time.Millisecond)
		text, err := os.ReadFile(pid)
		if err != nil {
			t.Fatal(err)
		}
		child, err := strconv.Atoi(strings.TrimSpace(string(text)))
		if err != nil {
			t.Fatal(err)
		}
		// Killed is not yet buried: whoever adopts it takes a moment.
		deadline := time.Now().Add(10 * time.Second)
		tick := time.NewTicker(10 * time.Millisecond)
		for alive(child) && time.Now().Before(deadline) {
			<-tick.C
		}
		tick.Stop()
		if alive(child) {
			t.Errorf("%s: process %d is still there", end, child)
			syscall.Kill(child, syscall.SIGKILL)
		}
	}
}

// alive tells whether a process runs; one that only waits to be buried does
// not.
func alive(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err != nil || !strings.Contains(string(stat), ") Z ")
}
