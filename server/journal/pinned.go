package journal

import (
	"time"

	"geosrv/server/steer"
)

// Pinned logs that a hard pin holds a group at a pool that fell silent, or that
// this is over: the pool answers again, or the pin is gone. Each is one event.
func (j *Journal) Pinned(now time.Time, group, pool string, silent bool) {
	e := Event{At: now, Kind: KindPin, Pool: pool, From: "pinned, silent", To: "over", Groups: []string{group}}
	if silent {
		e.From, e.To, e.Reason = "pinned", "pinned, silent", steer.Pinned.String()
		j.log.Warn("a hard pin holds a group at a silent pool: nobody who asks reaches anybody (geosrv unpin "+group+")",
			"group", group, "pool", pool)
	} else {
		j.log.Info("no hard pin holds the group at a silent pool any more", "group", group, "pool", pool)
	}
	j.remember([]Event{e})
}
