package listen

import (
	"testing"
	"testing/synctest"
	"time"
)

// TestYoung: the grace ends at its end.
func TestYoung(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := NewRegister(Limits{}).newEntry(&fakeConn{from: "192.0.2.1:53"}, new(tally))
		if time.Sleep(graceTime - 1); !e.young() {
			t.Error("not young a nanosecond before the end of its grace")
		}
		if time.Sleep(time.Nanosecond); e.young() {
			t.Error("young at the end of its grace")
		}
	})
}
