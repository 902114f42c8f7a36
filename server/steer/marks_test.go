package steer

import (
	"testing"
	"time"
)

func pool(s Standing) Pool {
	return Pool{Standing: s, Total: 1, Live: 1, Has: [2]bool{true, false}, Family: [2]Standing{s, Up}}
}

// TestRisingPoolStandsDown is patch night: the second server fell while the
// first was rising, so that the pool went from up to rising without ever being
// silent. Its group has left it, and must wait for return_after.
func TestRisingPoolStandsDown(t *testing.T) {
	now := time.Unix(1000, 0)
	p := Policy{Kind: One, ReturnAfter: time.Minute, Forgive: 10 * time.Minute}
	m, _ := Mark{}.Step(p, pool(Rising), now)
	if !m.Set() || m.Why != IsRising {
		t.Fatalf("mark is %+v, want one because of rising", m)
	}
	m, wake := m.Step(p, pool(Up), now.Add(10*time.Second))
	if !m.Set() || !wake.Equal(now.Add(70*time.Second)) {
		t.Fatalf("mark is %+v, asked again at %v; want to be asked at 70 s", m, wake)
	}
	if m, _ = m.Step(p, pool(Up), wake); m.Set() {
		t.Error("the mark holds after return_after")
	}
}
