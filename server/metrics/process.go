package metrics

import (
	"io"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// process tells what the kernel knows of the process, under the names that all
// programs have for it. Its files are opened once, before the process is closed in
// (see server/sandbox): what is opened by its path on each scrape is then missing.
// Make it with newProcess. Safe for concurrent use.
type process struct {
	memory *os.File // /proc/self/statm; nil where there is none
	began  float64  // seconds since 1970

	cpu, resident, virtual, start, files, most *prometheus.Desc
}

func newProcess() *process {
	desc := func(name, help string) *prometheus.Desc { return prometheus.NewDesc(name, help, nil, nil) }
	p := &process{
		began:    float64(time.Now().UnixMilli()) / 1000,
		cpu:      desc("process_cpu_seconds_total", "Total user and system CPU time spent in seconds."),
		resident: desc("process_resident_memory_bytes", "Resident memory size in bytes."),
		virtual:  desc("process_virtual_memory_bytes", "Virtual memory size in bytes."),
		start:    desc("process_start_time_seconds", "Start time of the process since unix epoch in seconds."),
		files:    desc("process_open_fds", "Number of open file descriptors."),
		most:     desc("process_max_fds", "Maximum number of open file descriptors."),
	}
	p.memory, _ = os.Open("/proc/self/statm") // of Linux alone
	return p
}

// Describe implements prometheus.Collector.
func (p *process) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{p.cpu, p.resident, p.virtual, p.start, p.files, p.most} {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (p *process) Collect(out chan<- prometheus.Metric) {
	tell := func(d *prometheus.Desc, kind prometheus.ValueType, value float64) {
		out <- prometheus.MustNewConstMetric(d, kind, value)
	}
	tell(p.start, prometheus.GaugeValue, p.began)
	var used syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &used) == nil {
		tell(p.cpu, prometheus.CounterValue, seconds(used.Utime)+seconds(used.Stime))
	}
	if virtual, resident, ok := p.pages(); ok {
		tell(p.virtual, prometheus.GaugeValue, virtual*float64(os.Getpagesize()))
		tell(p.resident, prometheus.GaugeValue, resident*float64(os.Getpagesize()))
	}
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) == nil {
		tell(p.most, prometheus.GaugeValue, float64(limit.Cur))
	}
	// To look at a path is never forbidden: its size is how many there are (Linux 6.2).
	if info, err := os.Stat("/proc/self/fd"); err == nil && info.Size() > 0 {
		tell(p.files, prometheus.GaugeValue, float64(info.Size()))
	}
}

// pages are those of memory (proc_pid_statm(5)).
func (p *process) pages() (virtual, resident float64, ok bool) {
	if p.memory == nil {
		return 0, 0, false
	}
	buf := make([]byte, 256)
	n, err := p.memory.ReadAt(buf, 0)
	if err != nil && err != io.EOF {
		return 0, 0, false
	}
	words := strings.Fields(string(buf[:n]))
	if len(words) < 2 {
		return 0, 0, false
	}
	virtual, err = strconv.ParseFloat(words[0], 64)
	if err != nil {
		return 0, 0, false
	}
	resident, err = strconv.ParseFloat(words[1], 64)
	return virtual, resident, err == nil
}

func seconds(t syscall.Timeval) float64 { return float64(t.Sec) + float64(t.Usec)/1e6 }
