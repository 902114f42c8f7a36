package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// startLoad asks random questions at a steady rate, in queries per second,
// until stop is called: by dnsperf if it is installed, else by a goroutine of
// this process. what says which.
func startLoad(ctx context.Context, dir string, server netip.AddrPort, sets, rate int) (stop func(), what string, err error) {
	if _, err := exec.LookPath("dnsperf"); err == nil {
		stop, err := startDnsperf(ctx, dir, server, sets, rate)
		return stop, "dnsperf", err
	}
	sock, err := newSocket(server)
	if err != nil {
		return nil, "", err
	}
	all, err := queries(sets, 2)
	if err != nil {
		return nil, "", err
	}
	ctx, cancel := context.WithCancel(ctx)
	var wait sync.WaitGroup
	wait.Go(func() { generate(ctx, sock, all, rate) })
	return func() { cancel(); wait.Wait(); sock.close() }, "a goroutine of the server's process (install dnsperf for a process of its own)", nil
}

// startDnsperf asks for SRV and A, half and half.
func startDnsperf(ctx context.Context, dir string, server netip.AddrPort, sets, rate int) (stop func(), err error) {
	random := rand.New(rand.NewPCG(3, 0))
	var lines strings.Builder
	for range 20 * sets {
		at := sites()[random.IntN(len(sites()))].name
		fmt.Fprintf(&lines, "%s SRV\n%s A\n", ladderName(random.IntN(sets)), targetName(at, random.IntN(sets)))
	}
	file := filepath.Join(dir, "questions")
	if err := os.WriteFile(file, []byte(lines.String()), 0o600); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, "dnsperf", "-s", server.Addr().String(), "-p", strconv.Itoa(int(server.Port())),
		"-d", file, "-Q", strconv.Itoa(rate), "-l", "3600", "-q", "1000", "-e")
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return func() { cmd.Process.Signal(syscall.SIGINT); cmd.Wait() }, nil
}

// generate sends a millisecond's share each millisecond, catching up if it
// comes late, and throws replies away.
func generate(ctx context.Context, sock *socket, all [][]byte, rate int) {
	random := rand.New(rand.NewPCG(4, 0))
	begin, sent := time.Now(), 0
	for pause(ctx, time.Millisecond) {
		for due := int(time.Since(begin).Seconds() * float64(rate)); sent < due; sent++ {
			sock.send(all[random.IntN(len(all))])
		}
		for sock.receive() != nil {
		}
	}
}
