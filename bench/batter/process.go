package batter

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"runtime"
	"runtime/debug"
	"sync"

	"geosrv/server/answer"
	"geosrv/server/wire"
)

// now is the time of all questions in process, in seconds since 1970: a run
// must not depend on when it is.
const now = 1_800_000_000

// How many seeds a worker has, and how many packets go before memory is
// measured first.
const (
	seedCount = 4096
	warmUp    = 20_000
)

// beater beats one answerer. It belongs to one goroutine.
type beater struct {
	blows    blows
	plans    []*answer.Plan
	face     *answer.Face
	answerer answer.Answerer
	judge    judge
	score    score
	in, out  []byte
}

func newBeater(seed uint64, number int, plans []*answer.Plan, face *answer.Face) (*beater, error) {
	random := rand.New(rand.NewPCG(seed, uint64(number)))
	s, err := newSeeder(random, sources(), func(from netip.Addr) []byte {
		c := wire.Cookie{Present: true, Client: [8]byte{1, 2, 3, 4, 5, 6, 7, byte(from.BitLen())}}
		server := face.Secrets.Make(&c, from.Unmap(), now-uint32(random.IntN(2))*7200) // half of them are too old
		return append(c.Client[:], server[:]...)
	})
	if err != nil {
		return nil, err
	}
	return &beater{
		blows: blows{random: random, seeds: s.make(seedCount)}, plans: plans, face: face, out: make([]byte, maxMessage),
	}, nil
}

// beat gives n blows.
func (b *beater) beat(ctx context.Context, n int) {
	for i := range n {
		if i%1024 == 0 && ctx.Err() != nil {
			return
		}
		blow := b.blows.next()
		m, udp := b.meta(blow.from)
		b.strike(blow.msg, m, udp)
	}
}

// meta is what a transport would say: mostly of who has the cookie.
func (b *beater) meta(from netip.Addr) (m *answer.Meta, udp bool) {
	r := b.blows.random
	m, udp = &answer.Meta{Source: from, Now: now, Face: b.face}, r.IntN(2) == 0
	if r.IntN(4) == 0 {
		m.Source = pick(r, sources()...)
	}
	if !udp {
		m.Idle = uint16(r.IntN(3) * 100)
	}
	if r.IntN(16) == 0 {
		m.Face = nil
	}
	return m, udp
}

// strike asks once, and now and then for the short reply too.
func (b *beater) strike(in []byte, m *answer.Meta, udp bool) {
	b.in = append(b.in[:0], in...)
	p := b.plans[b.blows.random.IntN(len(b.plans))]
	b.answerer.Who, b.answerer.UDP = m, udp
	n, panicked := guarded(func() int { return b.answerer.Reply(p, in, (*wire.Room)(b.out)) })
	if panicked == "" && !bytes.Equal(b.in, in) {
		panicked = "the request was changed"
	}
	if panicked != "" {
		b.score.Packets++
		b.score.blame(b.in, nil, panicked)
		return
	}
	wrong, rcode := b.judge.verdict(in, b.out[:n], udp, b.answerer.Outcome().Proven)
	b.score.count(in, b.out[:n], wrong, rcode)
	if n > 0 && udp && b.blows.random.IntN(8) == 0 {
		b.slip(in, b.out[5] == 0)
	}
}

// slip judges the short reply: it has no records, and is no longer than the
// request but for the cookie. bare says that the reply had no question.
func (b *beater) slip(in []byte, bare bool) {
	n, panicked := guarded(func() int { return b.answerer.Slip(in, b.out) })
	wrong := panicked
	if wrong == "" {
		if wrong, _ = b.judge.verdict(in, b.out[:n], true, false); wrong == noQuestion && bare {
			wrong = ""
		}
	}
	if wrong == "" && n > len(in)+serverCookieLen {
		wrong = fmt.Sprintf("%d octets for a request of %d", n, len(in))
	}
	if m := &b.judge.msg; wrong == "" && len(m.Answer)+len(m.Ns) > 0 {
		wrong = "records in a short reply"
	}
	if b.score.Slips++; wrong != "" {
		b.score.blame(in, b.out[:n], "slip: "+wrong)
	}
}

// guarded runs f and turns a panic into words.
func guarded(f func() int) (n int, panicked string) {
	defer func() {
		if value := recover(); value != nil {
			panicked = fmt.Sprintf("panic: %v\n%s", value, debug.Stack())
		}
	}()
	return f(), ""
}

// words asks with every word of flags, as a question and as a reply: the first
// is answered, the second never.
func (b *beater) words() {
	name := "\x03sip\x08battered\x07example\x00"
	for _, body := range [][]byte{
		{},
		append(append([]byte{0, 1, 0, 0, 0, 0, 0, 0}, name...), 0, 1, 0, 1),
		append(append([]byte{0, 1, 0, 0, 0, 0, 0, 1}, name...), 0, 1, 0, 1, 0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0),
		{0, 0, 0, 0, 0, 0, 0, 0},
	} {
		for word := range 1 << 16 {
			in := append([]byte{0x12, 0x34, byte(word >> 8), byte(word)}, body...)
			m, udp := b.meta(netip.AddrFrom4([4]byte{192, 0, 2, 1}))
			b.strike(in, m, udp)
		}
	}
}

// process batters the answerer with packets, shared out over workers.
func process(ctx context.Context, dir string, seed uint64, packets int) (total score, err error) {
	config, err := writeWorld(dir)
	if err != nil {
		return total, err
	}
	plans, err := newPlans(config)
	if err != nil {
		return total, err
	}
	face := &answer.Face{Secrets: wire.NewSecrets(wire.Secret{1, 2, 3}), NSID: "ns1.battered.example", Version: "geosrv battered", ID: "ns1 (battered)"}
	workers := make([]*beater, runtime.GOMAXPROCS(0))
	for i := range workers {
		if workers[i], err = newBeater(seed, i, plans, face); err != nil {
			return total, err
		}
	}
	workers[0].words()
	round := func(n int) {
		var wait sync.WaitGroup
		for i, b := range workers {
			share := n / len(workers)
			if i == 0 {
				share += n % len(workers)
			}
			wait.Go(func() { b.beat(ctx, share) })
		}
		wait.Wait()
	}
	round(min(packets, warmUp))
	before, err := settled()
	if err != nil {
		return total, err
	}
	round(packets - min(packets, warmUp))
	after, err := settled()
	for _, b := range workers {
		total.add(&b.score)
	}
	total.Growth = after - before
	return total, err
}

// settled is our resident memory when what is garbage is gone.
func settled() (int, error) {
	debug.FreeOSMemory()
	return resident("self")
}
