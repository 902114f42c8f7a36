package listen

// The clock of the table turns over every 16 periods. Whoever asked one turn
// ago, and not since, must not look as if he had just asked: so at the first
// reply of each period the words are cleared of which all is paid. That is a
// tenth of a millisecond every four and a half minutes.
const (
	periodBits = 28 // of microseconds: 268 s
	// quiet is a number of periods without a reply after which nobody owes
	// anything. Up to there, no word is as old as half a turn of the clock,
	// so that it is clear which are paid.
	quiet = 6
)

// sweep clears what is paid if a period has begun. now is in microseconds since
// the table was made.
func (t *table) sweep(now int64) {
	last, period := t.period.Load(), now>>periodBits
	ahead := period - last
	if ahead == 0 || ahead == -1 { // of a worker that is a little late
		return
	}
	if !t.period.CompareAndSwap(last, period) {
		return // another worker does it
	}
	all := ahead < 0 || ahead > quiet // the clock went back far: nothing is known of anybody
	for i := range t.buckets {
		for j := range t.buckets[i] {
			word := &t.buckets[i][j]
			// What is counted meanwhile stays.
			if w := word.Load(); w != 0 && (all || debt(w, uint32(now)) <= 0) {
				word.CompareAndSwap(w, 0)
			}
		}
	}
}
