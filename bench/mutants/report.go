package mutants

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"
)

// report is what came of all mutants.
type report struct {
	Seed      uint64  `json:"seed"`
	Places    int     `json:"places"` // that the path has
	Count     int     `json:"count"`  // that were tried and compile
	Killed    int     `json:"killed"`
	Explained int     `json:"explained"`
	Survived  int     `json:"survived"`
	Barren    int     `json:"barren"` // not counted
	Seconds   float64 `json:"seconds"`
	Mutants   []fate  `json:"mutants"`
}

func newReport(o *order, places int, fates []fate, took time.Duration) *report {
	r := &report{Seed: o.seed, Places: places, Mutants: fates, Seconds: took.Seconds()}
	for i := range fates {
		switch fates[i].End {
		case killed:
			r.Killed++
		case explained:
			r.Explained++
		case survived:
			r.Survived++
		default:
			r.Barren++
		}
	}
	r.Count = r.Killed + r.Explained + r.Survived
	return r
}

// share is the part of the mutants that was killed, in percent.
func (r *report) share() float64 { return 100 * float64(r.Killed) / float64(max(1, r.Count)) }

// check returns an error for each bound that does not hold.
func (r *report) check(wanted int, least float64) error {
	var errs []error
	if r.Count < wanted {
		errs = append(errs, fmt.Errorf("only %d mutants compile, not %d", r.Count, wanted))
	}
	if r.share() < least {
		errs = append(errs, fmt.Errorf("%.1f %% were killed, less than %.4g %%", r.share(), least))
	}
	if r.Survived > 0 {
		errs = append(errs, fmt.Errorf("%d survived without an explanation (write a test, or say why in bench/mutants/explained.txt)", r.Survived))
	}
	return errors.Join(errs...)
}

func (r *report) print(out io.Writer, asJSON bool) error {
	if asJSON {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(r)
	}
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "kind\tmutants\tkilled\texplained\tsurvived")
	for _, k := range kinds() {
		n := map[string]int{}
		for i := range r.Mutants {
			if r.Mutants[i].Kind == k {
				n[r.Mutants[i].End]++
			}
		}
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%d\n", k, n[killed]+n[explained]+n[survived], n[killed], n[explained], n[survived])
	}
	fmt.Fprintf(t, "all\t%d\t%d\t%d\t%d\n", r.Count, r.Killed, r.Explained, r.Survived)
	if err := t.Flush(); err != nil {
		return err
	}
	for _, end := range []string{survived, explained} {
		for i := range r.Mutants {
			if f := &r.Mutants[i]; f.End == end {
				fmt.Fprintf(out, "\n%s: %s:%d (%s)\n%s %s\n- %s\n+ %s\n", end, f.File, f.Line, f.Kind, f.File, f.Func, f.Before, f.After)
				if f.Why != "" {
					fmt.Fprintln(out, f.Why)
				}
			}
		}
	}
	_, err := fmt.Fprintf(out, "\n%d mutants of %d places, seed %d: %.1f %% killed, %d explained, %d survived, in %.0f s (%d more did not compile)\n",
		r.Count, r.Places, r.Seed, r.share(), r.Explained, r.Survived, r.Seconds, r.Barren)
	return err
}
