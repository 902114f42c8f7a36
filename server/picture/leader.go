package picture

import (
	"geosrv/server/answer"
	"geosrv/server/roster"
)

// Leader is the pool that a group leads the unknown place to; "" where there is
// none of ours.
func Leader(r *roster.Roster, g int32, o *answer.Outlook) string {
	rung, ok := o.First(0)
	if !ok {
		return ""
	}
	if c := r.Groups[g].Candidates[rung.Candidate]; c.Pool >= 0 {
		return r.Pools[c.Pool].Name
	}
	return ""
}
