package swap

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"text/tabwriter"
)

// Report is what a run measured.
type Report struct {
	Options Options `json:"options"`
	Load    string  `json:"load"` // of the machine's last minute, before the start
	Rows    []row   `json:"rows"` // at rest, then reloading; geosrv before echo
	Late    spread  `json:"load_late"`
	Stood   *spread `json:"all_cores_stood_still,omitempty"` // while reloading; nil where nobody may watch the cores
	Reloads int     `json:"reloads"`
	Reload  spread  `json:"reload"`
	Flips   float64 `json:"flips,omitzero"` // changes of verdicts a second
}

// Bounds of --check.
const (
	mostP9999 = 10.0 // milliseconds
	mostMore  = 10.0 // milliseconds that the longest may take more than the longest echo
	leastRate = 0.95 // of the reloads that were wanted
)

// Check returns an error for each bound that does not hold.
func (r *Report) Check() error {
	var errs []error
	fail := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	for _, row := range r.Rows {
		if row.Lost+row.Wrong+row.Mixed+row.Odd > 0 {
			fail("%s: %d lost, %d wrong, %d mixed, %d odd", row.Name, row.Lost, row.Wrong, row.Mixed, row.Odd)
		}
	}
	ours, echo := r.Rows[len(r.Rows)-2], r.Rows[len(r.Rows)-1]
	if r.Options.Flips > 0 { // what is bounded is what is answered, not how soon
		ours.Took, echo.Took = spread{}, spread{}
	}
	if ours.Took.P9999 > mostP9999 {
		why := ""
		if r.Stood != nil && r.Stood.P9999 > mostP9999 {
			why = fmt.Sprintf("; no server on this machine could hold it: all cores stood still for %.2f ms", r.Stood.P9999)
		}
		fail("%s: p99.99 is %.2f ms, more than %g ms%s", ours.Name, ours.Took.P9999, mostP9999, why)
	}
	if ours.Took.Max > echo.Took.Max+mostMore {
		fail("%s: the longest took %.2f ms, more than %g ms longer than the longest echo, %.2f ms", ours.Name, ours.Took.Max, mostMore, echo.Took.Max)
	}
	if wanted := r.Options.Rate * r.Options.Lasts.Seconds(); float64(r.Reloads) < leastRate*wanted-1 {
		fail("%d reloads, not %.0f", r.Reloads, wanted)
	}
	if r.Flips < float64(r.Options.Flips) {
		fail("%.0f changes of verdicts a second, not %d", r.Flips, r.Options.Flips)
	}
	return errors.Join(errs...)
}

// Print writes the report.
func (r *Report) Print(w io.Writer, asJSON bool) error {
	if asJSON {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(r)
	}
	o := r.Options
	how := "by geosrv reload"
	if o.Direct {
		how = "over the socket"
	}
	fmt.Fprintf(w, "%d cores, %s, load %s; %d records, %d queries a second, %d reloads %s in %v\n\n",
		runtime.NumCPU(), runtime.Version(), r.Load, o.Records, o.Queries, r.Reloads, how, o.Lasts)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "what\tqueries\tlost\twrong\tmixed\todd\tp50 ms\tp99 ms\tp99.9 ms\tp99.99 ms\tmax ms")
	for _, row := range r.Rows {
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%d\t%d\t%s\n", row.Name, row.Queries, row.Lost, row.Wrong, row.Mixed, row.Odd, row.Took)
	}
	fmt.Fprintf(t, "the load's own lateness\t\t\t\t\t\t%s\n", r.Late)
	if r.Stood != nil {
		fmt.Fprintf(t, "all cores stood still\t\t\t\t\t\t%s\n", *r.Stood)
	}
	fmt.Fprintf(t, "a reload\t\t\t\t\t\t%s\n", r.Reload)
	if err := t.Flush(); err != nil {
		return err
	}
	if r.Flips > 0 {
		fmt.Fprintf(w, "\n%.0f changes of verdicts a second\n", r.Flips)
	}
	_, err := fmt.Fprintf(w, "\ngeosrv took %.0f %% of a core at rest, %.0f %% reloading: %.1f ms a reload\n",
		100*r.Rows[0].CPU, 100*r.Rows[2].CPU, 1000*(r.Rows[2].CPU-r.Rows[0].CPU)*o.Lasts.Seconds()/float64(max(r.Reloads, 1)))
	return err
}

// String is the figures as columns of a table.
func (s spread) String() string {
	return fmt.Sprintf("%.2f\t%.2f\t%.2f\t%.2f\t%.2f", s.P50, s.P99, s.P999, s.P9999, s.Max)
}

// loadOfMachine is the load of the last minute, if the system tells.
func loadOfMachine() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Fields(string(text) + " unknown")[0]
}
