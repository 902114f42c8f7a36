package load

import (
	"testing"

	"geosrv/server/config"
)

// A file of repeated lines has as many errors; telling them apart must not take
// minutes, because no other load runs meanwhile.
func TestRefusalOfVeryManyProblems(t *testing.T) {
	const many = 100_000
	var errs config.Errors
	for i := range many {
		errs = append(errs, config.Error{Pos: config.Pos{File: "geosrv.yaml", Line: 1 + i, Col: 1}, Problem: "key is said twice"})
	}
	var r Refusal
	r.add(errs, true)
	r.add(errs[:10], true)
	r.add(config.Errors{{Problem: "another"}}, false)
	if len(r.Problems) != many+1 || len(r.Fresh) != many {
		t.Errorf("%d problems, %d fresh, want %d and %d", len(r.Problems), len(r.Fresh), many+1, many)
	}
	if got := r.Problems[many].Error(); got != "another" {
		t.Errorf("the last problem is %q", got)
	}
}
