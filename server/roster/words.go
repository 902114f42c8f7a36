package roster

import (
	"fmt"
	"strings"

	"geosrv/server/steer"
)

// Words are the policy of a group as one would write it, defaults left out.
func (g *Group) Words() string {
	p := g.Policy
	words := []string{p.Kind.String() + " by " + p.By.String()}
	add := func(is bool, word string) {
		if is {
			words = append(words, word)
		}
	}
	if p.Kind == steer.Members { // nothing else is said of it
		words = []string{p.Kind.String()}
		add(g.Observe, "mode: observe")
		return strings.Join(words, ", ")
	}
	add(p.TakeoverCommand, "takeover: command")
	add(p.Kind == steer.One && p.FailbackCommand, "failback: command")
	add(p.DownOmit, "down: omit")
	add(p.DrainedDemote, "drained: demote")
	add(p.Together, "families: together")
	add(p.Rungs > 0, fmt.Sprintf("rungs: %d", p.Rungs))
	add(p.Kind == steer.One && p.Rank > 1, fmt.Sprintf("rank: %d", p.Rank))
	add(p.Standby, "publish_standby: true")
	add(g.NeedsAll, "needs: all")
	add(g.Observe, "mode: observe")
	return strings.Join(words, ", ")
}
