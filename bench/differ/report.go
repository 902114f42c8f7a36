package differ

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Report is what came of a run. It is filled by the run and then only read.
type Report struct {
	Seed        uint64         `json:"seed"`
	Zones       int            `json:"zones"`
	Questions   int            `json:"questions"` // that were asked; each of every server
	Again       int            `json:"again"`     // questions that were asked again by TCP
	Peers       []string       `json:"peers"`
	Equal       int            `json:"equal"`       // pairs of replies, ours and a peer's, without a difference
	Stuck       map[string]int `json:"stuck"`       // questions that brought a peer to a stand, by peer; not compared
	Explained   map[string]int `json:"explained"`   // pairs, by kind and peer as "kind/peer"
	Unexplained int            `json:"unexplained"` // pairs
	Took        time.Duration  `json:"took"`

	kinds    []Kind
	examples map[string]*example // by what differs with whom
}

// example is the shortest exchange of those that differ in the same way.
type example struct {
	count int
	text  string
}

func newReport(o Options) *Report {
	r := &Report{Seed: o.Seed, Zones: o.Zones, Explained: map[string]int{}, Stuck: map[string]int{}, kinds: Kinds(), examples: map[string]*example{}}
	for _, p := range o.Peers {
		r.Peers = append(r.Peers, p.name)
	}
	return r
}

// judge takes an exchange into the report.
func (r *Report) judge(x *exchange) {
	r.Questions++
	for i, peer := range r.Peers {
		if x.theirs[i].stuck {
			r.Stuck[peer]++
			continue
		}
		parts := x.differences(i)
		if len(parts) == 0 {
			r.Equal++
			continue
		}
		if kind, ok := explain(r.kinds, Difference{x, peer, x.theirs[i], parts}); ok {
			r.Explained[kind+"/"+peer]++
			continue
		}
		r.Unexplained++
		r.keep(fmt.Sprintf("%s in %v, %s and not %s", peer, parts, x.ours.status(), x.theirs[i].status()), x)
	}
}

// keep keeps an exchange as an example of a sort of difference, if it is the
// shortest so far.
func (r *Report) keep(sort string, x *exchange) {
	e := r.examples[sort]
	if e == nil {
		e = &example{}
		r.examples[sort] = e
	}
	e.count++
	if text := x.text(r.Peers); e.text == "" || len(text) < len(e.text) {
		e.text = text
	}
}

// print writes the report as a person reads it: the shortest example of each
// sort of unexplained difference first.
func (r *Report) print(w io.Writer) {
	keys := make([]string, 0, len(r.examples))
	for key := range r.examples {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b string) int { return r.examples[b].count - r.examples[a].count })
	for _, key := range keys {
		e := r.examples[key]
		fmt.Fprintf(w, "== not explained, %d times: %s\n%sagain: go run ./bench differ --seed %d --zones %d\n\n", e.count, key, e.text, r.Seed, r.Zones)
	}
	fmt.Fprintf(w, "seed %d: %d zones, %d questions (%d of them again by TCP), with %s: %v\n",
		r.Seed, r.Zones, r.Questions, r.Again, strings.Join(r.Peers, ", "), r.Took)
	fmt.Fprintf(w, "%9d replies equal\n", r.Equal)
	for _, k := range r.kinds {
		for _, peer := range r.Peers {
			if n := r.Explained[k.Name+"/"+peer]; n > 0 {
				fmt.Fprintf(w, "%9d %s: %s (%s)\n", n, peer, k.Name, k.RFC)
			}
		}
	}
	for _, peer := range r.Peers {
		if n := r.Stuck[peer]; n > 0 {
			fmt.Fprintf(w, "%9d not compared: the question brought %s to a stand, which was started again\n", n, peer)
		}
	}
	fmt.Fprintf(w, "%9d unexplained\n", r.Unexplained)
}
