package server

import (
	"context"
	"fmt"
	"maps"
	"time"

	"geosrv/server/journal"
	"geosrv/server/picture"
)

// past is what a publisher told, so that the one of a process that takes over does not
// tell it again. A value of JSON.
type past struct {
	Journal *journal.Past        `json:"journal"`
	Stuck   map[string]string    `json:"stuck"` // groups that a hard pin holds at a silent pool: which
	Told    map[string]time.Time `json:"told"`  // words whose end was told before it came: see noticeOf
}

// bequest returns what the publisher sees and what it told, of one moment.
func (p *Publisher) bequest(ctx context.Context) (pic *picture.Picture, told *past, err error) {
	err = p.run(ctx, func(now time.Time) bool {
		if p.world != nil {
			pic, told = p.picture(now), &past{Journal: p.journal.Past(), Stuck: copied(p.stuck), Told: copied(p.told)}
		}
		return false
	})
	if err != nil {
		return nil, nil, err // as in Picture
	}
	if pic == nil {
		return nil, nil, errNotYet
	}
	return pic, told, nil
}

// inherit goes on where another publisher was that told so much; nil: nobody knows.
// The publisher must not run yet.
func (p *Publisher) inherit(told *past) {
	if told == nil {
		return
	}
	if told.Journal != nil {
		p.journal.Inherit(told.Journal)
	}
	maps.Copy(p.stuck, told.Stuck)
	maps.Copy(p.told, told.Told)
}

// process is a process of geosrv for people; pid is 0 if it did not say it.
func process(pid int, version string) string {
	switch {
	case version == "" && pid == 0:
		return "another process"
	case pid == 0:
		return "another process (" + version + ")"
	}
	return fmt.Sprintf("process %d (%s)", pid, version)
}
