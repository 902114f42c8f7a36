package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// serving CONFIG...: starts `geosrv serve CONFIG...` as a process of its own,
// which ends with the script, and sets PORT to the port of the first address
// that it listens on, and SERVER to the number of the process. It prints the log up to
// there. A second call takes all over.
func serving(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: serving CONFIG...")
	}
	program, err := exec.LookPath("geosrv") // TestMain has put it there
	ts.Check(err)
	run := exec.Command(program, append([]string{"serve"}, args...)...)
	run.Dir = ts.Getenv("WORK")
	log, err := run.StderrPipe()
	ts.Check(err)
	ts.Check(run.Start())
	ts.Setenv("SERVER", strconv.Itoa(run.Process.Pid))
	ts.Defer(func() {
		_ = run.Process.Signal(syscall.SIGTERM) // it may have ended by itself
		_ = run.Wait()
	})
	listening := regexp.MustCompile(`msg=listening addresses="?\[\S+:(\d+)`)
	var said []string
	for lines := bufio.NewScanner(log); lines.Scan(); {
		said = append(said, lines.Text())
		fmt.Fprintln(ts.Stdout(), lines.Text())
		if found := listening.FindStringSubmatch(lines.Text()); found != nil {
			ts.Setenv("PORT", found[1])
			go func() { // nobody reads the rest, and a full pipe would stop it
				for lines.Scan() {
				}
			}()
			return
		}
	}
	ts.Fatalf("geosrv serve ends:\n%s", strings.Join(said, "\n"))
}

// killing [TERM]: kills the server of serving as kill -9 does, or has it end, and
// returns when it is gone.
func killing(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 1 || len(args) == 1 && args[0] != "TERM" {
		ts.Fatalf("usage: killing [TERM]")
	}
	pid, err := strconv.Atoi(ts.Getenv("SERVER"))
	ts.Check(err)
	p, err := os.FindProcess(pid)
	ts.Check(err)
	how := syscall.SIGKILL
	if len(args) == 1 {
		how = syscall.SIGTERM
	}
	ts.Check(p.Signal(how))
	_, _ = p.Wait() // how it ended is known
}

// console FILE: runs each line of FILE that starts with "$ ", which calls dig
// or kdig, against the server of `serving`, and prints FILE with what came back
// in the place of the lines behind it. Comments start with "#". Compare it with
// FILE itself: cmp stdout FILE.
func console(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: console FILE")
	}
	for line := range strings.Lines(ts.ReadFile(args[0])) {
		call, isCall := strings.CutPrefix(line, "$ ")
		if !isCall && !strings.HasPrefix(line, "#") && strings.TrimSpace(line) != "" {
			continue // what came back another time
		}
		fmt.Fprint(ts.Stdout(), line)
		if isCall {
			for _, said := range digTidily(ask(ts, strings.Fields(call))) {
				fmt.Fprintln(ts.Stdout(), said)
			}
		}
	}
}

// ask runs one call. What it prints and how it ends are both part of what came
// back: no reply at all is exit code 9 of dig.
func ask(ts *testscript.TestScript, words []string) string {
	if words[0] != "dig" && words[0] != "kdig" {
		ts.Fatalf("%q is neither dig nor kdig", words[0])
	}
	ctx, end := context.WithTimeout(context.Background(), 30*time.Second)
	defer end()
	run := exec.CommandContext(ctx, words[0], append([]string{"@127.0.0.1", "-p", ts.Getenv("PORT")}, words[1:]...)...)
	run.Env = []string{"HOME=" + ts.Getenv("WORK"), "PATH=" + ts.Getenv("PATH"), "LC_ALL=C"} // HOME has .digrc
	out, err := run.CombinedOutput()
	if err != nil {
		return string(out) + "\n" + err.Error()
	}
	return string(out)
}

// digTidily takes out of dig's and kdig's words what differs from run to run
// (id, server cookie, times, port) or says nothing of the reply, and writes
// columns with one blank. How a reply came is told if it came by TCP.
func digTidily(text string) (out []string) {
	dull := regexp.MustCompile(`^(; <<>>|; \(1 server|;; (global options|Got answer|Query time|WHEN|Time |(OPT|EDNS) PSEUDO|SERVER.*UDP|From.*UDP)|$)`)
	rules := []struct {
		pattern *regexp.Regexp
		instead string
	}{
		{regexp.MustCompile(`\s+`), " "},
		{regexp.MustCompile(`->>HEADER<<- `), ""},
		{regexp.MustCompile(`[,;] id: \d+`), ""},
		{regexp.MustCompile(`(?i)(COOKIE: [0-9a-f]{16})01000000[0-9a-f]{24}`), "$1 (the server's)"},
		{regexp.MustCompile(`;; SERVER: \S+ \((\w+)\)`), ";; by $1"},
		{regexp.MustCompile(`;; From \S+\((\w+)\) in .*`), ";; by $1"},
		{regexp.MustCompile(`127\.0\.0\.1#\d+`), "127.0.0.1"},
		{regexp.MustCompile(`TCP[- ]KEEPALIVE`), "TCP KEEPALIVE"}, // dig's versions differ
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if dull.MatchString(line) {
			continue
		}
		for _, r := range rules {
			line = r.pattern.ReplaceAllString(line, r.instead)
		}
		out = append(out, line)
	}
	return out
}

func TestDigTidily(t *testing.T) {
	got := strings.Join(digTidily(`
; <<>> DiG 9.18.49 <<>> @127.0.0.1 -p 5300 www.example.com
;; global options: +cmd
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 4711
;; flags: qr aa; QUERY: 1

; COOKIE: 0102030405060708010000006a0f3c1d9e9a1b2c3d4e5f60 (good)
www.example.com.	300	IN	A	192.0.2.80

;; Query time: 3 msec
;; SERVER: 127.0.0.1#5300(127.0.0.1) (TCP)
;; MSG SIZE  rcvd: 60
`), "\n")
	want := `;; opcode: QUERY, status: NOERROR
;; flags: qr aa; QUERY: 1
; COOKIE: 0102030405060708 (the server's) (good)
www.example.com. 300 IN A 192.0.2.80
;; by TCP
;; MSG SIZE rcvd: 60`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
