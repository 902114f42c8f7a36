package explain

import "time"

// moment is a time for people: with its day where that is not today's.
func (x *explaining) moment(t time.Time) string {
	if d := t.Sub(x.At); d > -12*time.Hour && d < 12*time.Hour {
		return clock(t)
	}
	return t.UTC().Format(time.RFC3339)
}

// clock is a time as a person at night reads it.
func clock(t time.Time) string { return t.UTC().Format("15:04:05 UTC") }
