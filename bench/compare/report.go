package compare

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// Report is what came of a run.
type Report struct {
	CPU      string            `json:"cpu"`
	Kernel   string            `json:"kernel"`
	Go       string            `json:"go"`
	Load     string            `json:"load"`  // of the machine, before the start
	Cores    [2]int            `json:"cores"` // of the server, of the load
	Versions map[string]string `json:"versions"`
	Counted  string            `json:"instructions_by"` // perf, callgrind, or "": not counted
	Networks string            `json:"networks,omitempty"`
	Rounds   int               `json:"rounds"`
	Lasts    time.Duration     `json:"lasts"`
	Window   int               `json:"window"`
	Rows     []Row             `json:"rows"`
	Starts   []Start           `json:"starts,omitempty"`
}

// Cost is what a reply costs on average. Zero is not measured.
type Cost struct {
	Nanoseconds  float64 `json:"ns"`
	Instructions float64 `json:"instructions"`
}

// Row is one contestant in one workload. Figures are medians of the rounds.
type Row struct {
	Workload   string  `json:"workload"`
	Contestant string  `json:"contestant"`
	User       Cost    `json:"user"`
	System     Cost    `json:"system"`
	Aside      float64 `json:"aside"` // instructions of Go's scheduler and collector that callgrind counted besides
	Rate       float64 `json:"rate"`  // replies a second
	LoadBusy   float64 `json:"load_busy"`
	Busy       float64 `json:"busy"` // the share of its core that the server used
	Octets     float64 `json:"octets"`
	Replies    int     `json:"replies"` // of all rounds
	Lost       int     `json:"lost"`
	Judged     int     `json:"judged"` // replies that the oracle accepted
	Resident   int64   `json:"resident"`

	// Against the first contestant of the workload: how many times as much CPU
	// time and instructions this one takes, and its rate divided by this one's.
	CPURatio         float64 `json:"cpu_ratio"`
	InstructionRatio float64 `json:"instruction_ratio"`
	RateRatio        float64 `json:"rate_ratio"`
}

// compare sets what a row has against the first one.
func (r *Row) compare(first *Row) {
	if first.User.Instructions > 0 {
		r.InstructionRatio = r.User.Instructions / first.User.Instructions
	}
}

func newReport(o *Options) *Report {
	r := &Report{
		Go: runtime.Version(), Rounds: o.Rounds, Lasts: o.Lasts, Window: o.Window, Versions: map[string]string{},
		Kernel: firstWord("/proc/sys/kernel/osrelease"), Load: firstWord("/proc/loadavg"),
	}
	for _, peer := range o.Peers {
		r.Versions[peer] = versionOf(peer)
	}
	if f, err := os.Open("/proc/cpuinfo"); err == nil {
		defer f.Close()
		for lines := bufio.NewScanner(f); lines.Scan() && r.CPU == ""; {
			if name, ok := strings.CutPrefix(lines.Text(), "model name"); ok {
				r.CPU = strings.TrimSpace(strings.TrimLeft(name, "\t :"))
			}
		}
	}
	return r
}

// firstWord is the first word of a file; "" if there is none.
func firstWord(file string) string {
	text, err := os.ReadFile(file)
	if words := strings.Fields(string(text)); err == nil && len(words) > 0 {
		return words[0]
	}
	return ""
}

// line is a row in a few words.
func (r *Row) line() string {
	return fmt.Sprintf("%s: %s user instructions, %.0f + %.0f ns, %.0f a second, busy %.0f %%, %.0f octets",
		r.Contestant, plain(r.User.Instructions), r.User.Nanoseconds, r.System.Nanoseconds, r.Rate, 100*r.Busy, r.Octets)
}

// plain is a figure without a fraction; "-" where there is none.
func plain(f float64) string {
	if f == 0 {
		return "-"
	}
	return fmt.Sprintf("%.0f", f)
}

// percent is a share.
func percent(f float64) string { return fmt.Sprintf("%.0f %%", 100*f) }

// ratio is one with two places; "-" where there is none.
func ratio(f float64) string {
	if f == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", f)
}

// Print writes the report as a table, or as JSON.
func (r *Report) Print(out io.Writer, asJSON bool) error {
	if asJSON {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(r)
	}
	fmt.Fprintf(out, "%s, Linux %s, %s, load %s; server on core %d, load on core %d\n", r.CPU, r.Kernel, r.Go, r.Load, r.Cores[0], r.Cores[1])
	for _, peer := range peerOrder() {
		if v, ok := r.Versions[peer]; ok {
			fmt.Fprintf(out, "%s %s; ", peer, v)
		}
	}
	fmt.Fprintf(out, "%d rounds of %v, %d outstanding; networks: %s; instructions by %s\n\n", r.Rounds, r.Lasts, r.Window, or(r.Networks, "none"), or(r.Counted, "nobody"))
	if len(r.Rows) == 0 {
		return r.printStarts(out)
	}
	t := newTable(out, "workload", "server", "user instr.", "ratio", "kernel instr.", "user ns", "system ns", "CPU ratio", "replies/s", "geosrv/it", "busy", "load", "octets", "MiB")
	for _, row := range r.Rows {
		t.cells(row.Workload, row.Contestant, plain(row.User.Instructions), ratio(row.InstructionRatio), plain(row.System.Instructions),
			plain(row.User.Nanoseconds), plain(row.System.Nanoseconds), ratio(row.CPURatio), plain(row.Rate), ratio(row.RateRatio),
			percent(row.Busy), percent(row.LoadBusy), plain(row.Octets), plain(float64(row.Resident)/(1<<20)))
	}
	if err := t.Flush(); err != nil || len(r.Starts) == 0 {
		return err
	}
	fmt.Fprintln(out)
	return r.printStarts(out)
}

// table is one of Markdown, with columns in line. Make it with newTable; Flush
// writes it.
type table struct{ *tabwriter.Writer }

func newTable(out io.Writer, heads ...string) table {
	t := table{tabwriter.NewWriter(out, 0, 0, 1, ' ', 0)}
	t.cells(heads...)
	t.cells(slices.Repeat([]string{"---"}, len(heads))...)
	return t
}

func (t table) cells(c ...string) { fmt.Fprintln(t, "| "+strings.Join(c, "\t| ")+"\t|") }

func or(text, instead string) string {
	if text == "" {
		return instead
	}
	return text
}

// peerOrder is the order of the peers in a report.
func peerOrder() []string { return []string{nsd, knot, gdnsd, powerdns} }
