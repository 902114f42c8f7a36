package compare

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// racer is a contestant that runs, and what came of its turns.
type racer struct {
	*contestant
	process  *process
	turns    []turn
	judged   int
	framed   [][]byte // the packets, for the judge
	resident int64
}

// turn is what one contestant did in one round.
type turn struct {
	tally                  *tally
	user, system           time.Duration
	userCount, kernelCount int64 // instructions; 0: not counted
}

func (c *racer) stop() {
	if c.process != nil {
		c.process.stop()
		c.process = nil
	}
}

// rounds gives each its turn, in turns: forwards, then backwards, so that what
// drifts does not always fall on the same one.
func (r *run) rounds(ctx context.Context, racers []*racer) error {
	order := slices.Clone(racers)
	for _, c := range order { // caches fill, threads start
		o := r.order(c.contestant, c.process)
		o.Lasts = min(o.Lasts, 300*time.Millisecond)
		if _, err := r.load.do(o); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	for range r.o.Rounds {
		for _, c := range order {
			if err := r.turn(c); err != nil {
				return fmt.Errorf("%s: %w\n%s", c.name, err, c.process.said)
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
		slices.Reverse(order)
	}
	return nil
}

// turn loads one contestant for the time of a turn, and judges what came back.
func (r *run) turn(c *racer) error {
	group := c.process.cmd.Process.Pid
	var user, kernel *counter
	if r.counted == "perf" {
		var err error
		if user, err = newCounter(userInstructions(), members(group)); err != nil {
			return err
		}
		defer user.close()
		if kernel, err = newCounter(kernelInstructions(), members(group)); err != nil {
			return err
		}
		defer kernel.close()
	}
	before, err := usageOf(group)
	if err != nil {
		return err
	}
	t, err := r.load.do(r.order(c.contestant, c.process))
	if err != nil {
		return err
	}
	after, err := usageOf(group)
	if err != nil {
		return err
	}
	made := turn{tally: t}
	made.user, made.system = after.since(before)
	c.resident = after.Resident
	if user != nil {
		if made.userCount, err = user.read(); err != nil {
			return err
		}
		if made.kernelCount, err = kernel.read(); err != nil {
			return err
		}
	}
	c.turns = append(c.turns, made)
	if err := t.check(c.want); err != nil {
		return err
	}
	return c.verify(t)
}

// verify lets the judge look at what was kept. One wrong reply is too many.
func (c *racer) verify(t *tally) (err error) {
	if c.judge == nil {
		return nil
	}
	if c.framed == nil {
		if c.framed, err = readPackets(c.queries); err != nil {
			return err
		}
	}
	for _, s := range t.Samples {
		packet := c.framed[s.Query][2:]
		if wrong := c.judge(s.Query, packet, s.Reply, !c.tcp); wrong != "" {
			return fmt.Errorf("a wrong reply, %x to %x: %s", s.Reply, packet, wrong)
		}
		c.judged++
	}
	t.Samples = nil
	return nil
}

// median of some figures; 0 of none.
func median(of []float64) float64 {
	if len(of) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(of))
	if n := len(s); n%2 == 0 {
		return (s[n/2-1] + s[n/2]) / 2
	}
	return s[len(s)/2]
}

// figures reads one from each turn.
func (c *racer) figures(of func(turn) float64) (out []float64) {
	for _, t := range c.turns {
		out = append(out, of(t))
	}
	return out
}

// Figures of a turn, each by reply.
func (t turn) each(total float64) float64 { return total / float64(t.tally.Replies) }
func (t turn) userNS() float64            { return t.each(float64(t.user)) }
func (t turn) systemNS() float64          { return t.each(float64(t.system)) }
func (t turn) cpuNS() float64             { return t.each(float64(t.user + t.system)) }
func (t turn) rate() float64              { return float64(t.tally.Replies) / t.tally.Took.Seconds() }

func (t turn) busy() float64               { return float64(t.user+t.system) / float64(t.tally.Took) }
func (t turn) loadBusy() float64           { return float64(t.tally.CPU) / float64(t.tally.Took) }
func (t turn) octets() float64             { return t.each(float64(t.tally.Octets)) }
func (t turn) userInstructions() float64   { return t.each(float64(t.userCount)) }
func (t turn) kernelInstructions() float64 { return t.each(float64(t.kernelCount)) }

// row sums the turns of a contestant up. Ratios are to the first one, round by
// round.
func (c *racer) row(workload string, first *racer) Row {
	row := Row{
		Workload: workload, Contestant: c.name, Judged: c.judged, Resident: c.resident,
		Rate: median(c.figures(turn.rate)), Busy: median(c.figures(turn.busy)), Octets: median(c.figures(turn.octets)),
		LoadBusy: median(c.figures(turn.loadBusy)),
		User:     Cost{median(c.figures(turn.userNS)), median(c.figures(turn.userInstructions))},
		System:   Cost{median(c.figures(turn.systemNS)), median(c.figures(turn.kernelInstructions))},
	}
	var rates, costs []float64
	for i := range c.turns {
		row.Replies += c.turns[i].tally.Replies
		row.Lost += c.turns[i].tally.Lost
		rates = append(rates, first.turns[i].rate()/c.turns[i].rate())
		costs = append(costs, c.turns[i].cpuNS()/first.turns[i].cpuNS())
	}
	row.RateRatio, row.CPURatio = median(rates), median(costs)
	return row
}
