package siege

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
)

// Bounds of a siege by names.
const (
	leastGood  = 0.999    // of the questions of guests
	mostSwell  = 32 << 20 // of resident memory during the flood, in octets
	leastFlood = 0.9      // of what was ordered: less is no siege
	rateOfOne  = 200      // replies a second to a network about a name: the default of rate_limit
)

// checkAll returns an error for each bound that does not hold.
func (o *namesOrder) checkAll(rows []namesRow) error {
	var errs []error
	for _, r := range rows {
		must := func(holds bool, format string, args ...any) {
			if !holds {
				errs = append(errs, fmt.Errorf("rate limit "+r.Limit+": "+format, args...))
			}
		}
		seconds := o.lasts.Seconds()
		for _, v := range [...]struct {
			when string
			w    welcome
		}{{"before the flood", r.Calm}, {"during the flood", r.Besieged}} {
			w := v.w
			must(w.Asked > 0 && float64(w.Good) >= leastGood*float64(w.Asked), "%s %d of %d questions had a good answer (%d truncated, %d others) %s",
				v.when, w.Good, w.Asked, w.Short, w.Odd, w.Wrong)
			must(w.Odd == 0, "%s %d wrong replies: %s", v.when, w.Odd, w.Wrong)
		}
		f := r.Flood
		must(float64(r.Besieged.Asked) >= leastFlood*float64(o.useful)*seconds, "only %d useful questions in %v (a busy machine?)", r.Besieged.Asked, o.lasts)
		must(float64(f.Sent) >= leastFlood*float64(o.useful*o.times)*seconds, "only %d random names in %v (a busy machine?)", f.Sent, o.lasts)
		must(f.Missing > 0 && f.Found > 0 && f.Other == 0, "random names: %d missing, %d found, %d odd replies", f.Missing, f.Found, f.Other)
		limited := r.Limit != "off" && o.useful*o.times/(2*throngs) > 4*rateOfOne
		must(f.Short > 0 || !limited, "no truncated replies to the flood")
		must(f.Short == 0 || r.Limit != "off", "%d truncated replies to the flood", f.Short)
		must(max(r.Peak, r.After)-r.Before <= mostSwell, "the server grew by %d KiB", (max(r.Peak, r.After)-r.Before)>>10)
		must(r.First.Plan.Variants > 0 && r.First.Plan == r.Last.Plan, "the plan was %+v, and is %+v", r.First.Plan, r.Last.Plan)
		must(r.Last.Goroutines <= r.First.Goroutines+2, "%d goroutines, %d before", r.Last.Goroutines, r.First.Goroutines) // two probes may be under way
	}
	return errors.Join(errs...)
}

func printNames(out io.Writer, rows []namesRow, asJSON bool) error {
	if asJSON {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(rows)
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "rate limit\tflood\tuseful asked\tgood\ttruncated\tp50 ms\tp99 ms\tmax ms\tserver cores\tMiB")
	for _, r := range rows {
		row := func(flood string, w welcome, cores float64, memory int) {
			fmt.Fprintf(t, "%s\t%s\t%d\t%d (%.3f %%)\t%d\t%.2f\t%.2f\t%.2f\t%.2f\t%.1f\n", r.Limit, flood,
				w.Asked, w.Good, 100*float64(w.Good)/float64(max(1, w.Asked)), w.Short, w.P50, w.P99, w.Max, cores, float64(memory)/(1<<20))
		}
		row("none", r.Calm, r.CalmCores, r.Before)
		row(fmt.Sprintf("%d", r.Flood.Sent), r.Besieged, r.Cores, r.Peak)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, r := range rows {
		f := r.Flood
		fmt.Fprintf(out, "rate limit %s: of the flood %d no such name, %d by wildcards, %d truncated, %d without a reply, %d odd\n",
			r.Limit, f.Missing, f.Found, f.Short, f.Sent-f.Missing-f.Found-f.Short-f.Other, f.Other)
		fmt.Fprintf(out, "  plan before %+v, behind %+v; %d and %d goroutines; %.1f MiB behind\n",
			r.First.Plan, r.Last.Plan, r.First.Goroutines, r.Last.Goroutines, float64(r.After)/(1<<20))
		for _, w := range [...]welcome{r.Calm, r.Besieged} {
			if w.Wrong != "" {
				fmt.Fprintf(out, "  wrong: %s\n", w.Wrong)
			}
		}
	}
	return nil
}
