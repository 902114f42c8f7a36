package journal

import (
	"strings"
	"time"
)

// Nameserver logs that another nameserver answers otherwise than this one for
// long, or does so no more: it came from one word to another, for so many
// groups. It is one event, however many they are.
func (j *Journal) Nameserver(now time.Time, name, from, to string, groups []string, cause string) {
	attrs := []any{
		"nameserver", name, "from", from, "to", to,
		"groups", len(groups), "such_as", strings.Join(groups[:min(named, len(groups))], " "),
	}
	if cause != "" {
		j.log.Warn("another nameserver answers otherwise: clients get what their resolver's choice brings", append(attrs, "cause", cause)...)
	} else {
		j.log.Info("another nameserver changed", attrs...)
	}
	j.remember([]Event{{At: now, Kind: KindNameserver, Nameserver: name, From: from, To: to, Cause: cause, Groups: groups}})
}
