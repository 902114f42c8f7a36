package journal

import (
	"strings"
	"time"
)

// Sight logs that verdicts wait because nobody answers who would prove that we
// can see, or, if there are none, that we see again. It is one event, however
// many wait.
func (j *Journal) Sight(now time.Time, waiting []string) {
	e := Event{At: now, Kind: KindSight, From: "isolated", To: "sees again"}
	if len(waiting) > 0 {
		e.From, e.To = "sees", "isolated"
		j.log.Warn("isolated: endpoints fell silent, and nobody answers who would prove that this server can see",
			"endpoints", len(waiting), "such_as", strings.Join(waiting[:min(named, len(waiting))], ", "),
			"verdicts", "held as they were")
	} else {
		j.log.Info("sees again: no verdict waits any more")
	}
	j.remember([]Event{e})
}
