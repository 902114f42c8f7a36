package listen

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// What the tests of the collector are told by the environment.
const (
	// collecting makes the test binary a server whose collector never rests.
	collecting = "GEOSRV_TEST_COLLECTING"

	// askEvery says how often TestCollectorDelaysNobody asks. Then it asks for
	// longer, and takes no excuse.
	//
	//	GEOSRV_TEST_ASK_EVERY=5s go test -v -run TestCollector ./server/listen
	askEvery = "GEOSRV_TEST_ASK_EVERY"
)

// TestCollectorServer is the server of the test below, and no test.
func TestCollectorServer(t *testing.T) {
	if os.Getenv(collecting) == "" {
		t.Skip("the server of TestCollectorDelaysNobody")
	}
	s := serving(t, Config{Workers: runtime.GOMAXPROCS(0)}, "127.0.0.1:0")
	runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + Spare)
	debug.SetGCPercent(1)
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		collect(end)
	}()
	untilOrphaned(s)
	close(end)
	<-ended
}

// collect makes garbage beside some things that live, and has it collected,
// until end is closed.
func collect(end <-chan struct{}) {
	live := make([][]*int, 100)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for i := 0; ; i++ {
		select {
		case <-end:
			return
		case <-tick.C:
		}
		things := make([]*int, 1000)
		for j := range things {
			things[j] = new(int)
		}
		live[i%len(live)] = things
		if i%4 == 0 {
			runtime.GC()
		}
	}
}

// A packet now and then is answered at once while the collector works all the
// time, and so is TCP beside it: a worker that waits must not keep the
// collector waiting, as that keeps all others so.
//
// A machine that is busy with something else delays replies too. With the right
// to, server and asker go before others for the second that this takes. What the
// machine does still shows in how long the server's threads waited for a
// processor, and is no failure.
func TestCollectorDelaysNobody(t *testing.T) {
	const limit = 5 * time.Millisecond
	at, process := child(t, "TestCollectorServer", collecting, "1")
	goFirst(t, process)
	goFirst(t, os.Getpid())
	if s := os.Getenv(askEvery); s != "" {
		every, err := time.ParseDuration(s)
		if err != nil {
			t.Fatal(err)
		}
		before := waited(process)
		if late := slowest(t, at, every, 24); late > limit {
			t.Errorf("a reply after %v, want none after %v (the server waited %v for a processor in all)",
				late, limit, waited(process)-before)
		}
		return
	}
	for range 4 {
		before := waited(process)
		late := slowest(t, at, 20*time.Millisecond, 40)
		if late <= limit {
			return
		}
		if busy := waited(process) - before; busy < late {
			t.Errorf("a reply after %v, though the server waited %v for a processor in all", late, busy)
		}
	}
	t.Skip("the machine is too busy to tell")
}

// slowest asks so many times, by UDP and TCP in turn, and returns the longest
// time to a reply.
func slowest(t *testing.T, at netip.AddrPort, every time.Duration, times int) (worst time.Duration) {
	t.Helper()
	udp := dial(t, "udp", at)
	tick := time.NewTicker(every)
	defer tick.Stop()
	for i := range times {
		<-tick.C
		c, message, want := udp, fmt.Sprint(i), "udp:"+fmt.Sprint(i)
		if i%2 == 1 {
			c, message, want = dial(t, "tcp", at), string(framed(message)), string(framed("tcp:"+message))
		}
		if err := c.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		write(t, c, message)
		wantPackets(t, c, want)
		worst = max(worst, time.Since(start))
	}
	t.Logf("slowest of %d replies: %v", times, worst)
	return worst
}

// goFirst makes the threads of a process go far before others, if it may, until
// the test ends. They are not made threads of the real time: one that spins
// until another has done something would keep that from running for ever.
func goFirst(t *testing.T, process int) {
	set := func(nice int32) {
		for range 2 { // threads may have come in between
			tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", process))
			for _, task := range tasks {
				id, _ := strconv.Atoi(filepath.Base(task))
				attr := unix.SchedAttr{Size: unix.SizeofSchedAttr, Policy: unix.SCHED_NORMAL, Nice: nice}
				_ = unix.SchedSetAttr(id, &attr, 0)
			}
		}
	}
	set(-20)
	t.Cleanup(func() { set(0) })
}

// waited is how long the threads of a process were ready to run and had no
// processor, all together (proc(5), schedstat).
func waited(process int) (sum time.Duration) {
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", process))
	for _, f := range files {
		var ran, waited time.Duration
		b, _ := os.ReadFile(f) // the thread may have ended
		if _, err := fmt.Sscan(string(b), &ran, &waited); err == nil {
			sum += waited
		}
	}
	return sum
}
