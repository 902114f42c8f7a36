package chaos

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"geosrv/server/control"
)

// watched is how long a server may take to see a new file by itself: two seconds,
// and what a busy machine adds.
const watched = 6 * time.Second

// filesName is the name of a nameserver's files.
func filesName(k int) string { return fmt.Sprintf("ns%d files", k+1) }

// allFiles are those of all nameservers.
func allFiles() (out []string) {
	for k := range servers {
		out = append(out, filesName(k))
	}
	return out
}

// generation is a new one.
func (w *world) generation() int { return int(w.last.Add(1)) }

// publish puts a generation on a nameserver's disk. older sets the file's time back.
func (w *world) publish(k, g int, older bool) error {
	s := w.servers[k]
	w.truth.begin(k, g)
	if err := s.write(zoneFile, zoneText(g)); err != nil {
		return err
	}
	s.disk.Store(int64(g))
	if older {
		past := time.Now().Add(-time.Hour)
		return os.Chtimes(filepath.Join(s.dir, zoneFile), past, past)
	}
	return nil
}

// reload has a nameserver read a generation that is on its disk. One that is down
// reads it when it comes back.
func (w *world) reload(k, g int) error {
	life, runs := w.servers[k].life()
	err := w.servers[k].ask(control.ReloadVerb, control.Reload{})
	if err == nil {
		w.truth.acknowledge(k, g)
		return nil
	}
	if now, still := w.servers[k].life(); runs && still && now == life {
		return err
	}
	w.await(k, g)
	return nil
}

// await lets a nameserver find a generation by itself. If it was killed or stopped
// meanwhile, whatever follows says when it is due.
func (w *world) await(k, g int) {
	life, runs := w.servers[k].life()
	w.later.Go(func() {
		time.Sleep(watched)
		if now, still := w.servers[k].life(); runs && still && now == life && w.servers[k].disk.Load() == int64(g) {
			w.truth.acknowledge(k, g)
		}
	})
}

// renew gives a nameserver a new generation. While another file of it is bad it
// waits until that is over.
func (w *world) renew(k int) error {
	w.servers[k].files.Lock()
	defer w.servers[k].files.Unlock()
	g := w.generation() // in the order in which they are put there
	if err := w.publish(k, g, false); err != nil {
		return err
	}
	return w.reload(k, g)
}

// reloadFault: all nameservers get a new generation, one after the other.
func reloadFault(w *world, _ *rand.Rand) fault {
	return fault{what: "a new generation everywhere", subjects: allFiles(), begin: func() error {
		for k := range servers {
			if err := w.renew(k); err != nil {
				return err
			}
		}
		return nil
	}}
}

// burstFault: one nameserver gets many generations.
func burstFault(w *world, random *rand.Rand) fault {
	k, n := random.IntN(servers), 5+random.IntN(25)
	return fault{
		what: fmt.Sprintf("ns%d: %d new generations in a row", k+1, n), subjects: []string{filesName(k)},
		begin: func() error {
			for range n {
				if err := w.renew(k); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// backwardsFault: a new generation with an older time, and nobody says reload.
func backwardsFault(w *world, random *rand.Rand) fault {
	k := random.IntN(servers)
	return fault{
		what: fmt.Sprintf("ns%d: a new generation whose file is an hour older", k+1), subjects: []string{filesName(k)},
		begin: func() error {
			w.servers[k].files.Lock()
			defer w.servers[k].files.Unlock()
			g := w.generation()
			if err := w.publish(k, g, true); err != nil {
				return err
			}
			w.await(k, g)
			return nil
		},
	}
}

// repair puts a good generation where a bad file was, and ends that.
func (w *world) repair(k int) error {
	defer w.servers[k].files.Unlock()
	g := w.generation()
	if err := w.publish(k, g, false); err != nil {
		return err
	}
	w.servers[k].spoilt.Add(1)
	return w.reload(k, g)
}

// spoil is a way to make a zone bad that must never be served.
type spoil struct {
	what string
	text func(*rand.Rand) string // "" removes the file
}

// spoils are the ways. All texts say that they are forbidden.
func spoils() []spoil {
	return []spoil{
		{"removed", func(*rand.Rand) string { return "" }},
		{"empty", func(*rand.Rand) string { return "\n" }},
		{"half a copy", func(random *rand.Rand) string {
			text := zoneText(forbidden)
			return text[:len(text)/10+random.IntN(len(text)*7/10)]
		}},
		{"with an error", func(*rand.Rand) string { return zoneText(forbidden+1) + "oops A 10.1.1\n" }},
		{"of another zone", func(*rand.Rand) string {
			return "$ORIGIN example.net.\n$TTL 5\n@ SOA ns1 h 60002 7200 900 1209600 5\n@ NS ns1\nns1 A 10.53.1.1\n"
		}},
		{"noise", func(random *rand.Rand) string {
			b := make([]byte, 1000)
			for i := range b {
				b[i] = byte(random.IntN(256))
			}
			return string(b)
		}},
	}
}

// badZone puts a bad zone in the place of a good one.
func (w *world) badZone(k int, text string) error {
	w.servers[k].disk.Store(0)
	w.servers[k].spoilt.Add(1)
	if text == "" {
		return os.Remove(filepath.Join(w.servers[k].dir, zoneFile))
	}
	return w.servers[k].write(zoneFile, text)
}

// badZoneFault: a nameserver's zone is bad for a while.
func badZoneFault(w *world, random *rand.Rand) fault {
	k, s := random.IntN(servers), spoils()[random.IntN(len(spoils()))]
	text, asks := s.text(random), random.IntN(2) == 0
	return fault{
		what: fmt.Sprintf("ns%d: the zone file is %s", k+1, s.what), subjects: []string{filesName(k)},
		begin: func() error {
			w.servers[k].files.Lock()
			if err := w.badZone(k, text); err != nil {
				return err
			}
			if life, runs := w.servers[k].life(); asks && runs && w.servers[k].ask(control.ReloadVerb, control.Reload{}) == nil {
				if now, still := w.servers[k].life(); still && now == life {
					return fmt.Errorf("geosrv reload took it")
				}
			}
			return nil
		},
		end: func() error { return w.repair(k) },
	}
}

// badStartFault: a nameserver is killed, and what it meets when it starts is bad.
func badStartFault(w *world, random *rand.Rand) fault {
	k, s := random.IntN(servers), spoils()[random.IntN(len(spoils()))]
	text := s.text(random)
	return fault{
		what: fmt.Sprintf("ns%d is killed, and starts with a zone file that is %s", k+1, s.what), subjects: []string{filesName(k), processName(k)},
		begin: func() error {
			w.servers[k].files.Lock()
			if err := w.servers[k].kill(); err != nil {
				return err
			}
			if err := w.badZone(k, text); err != nil {
				return err
			}
			return w.revive(k)
		},
		end: func() error { return w.repair(k) },
	}
}

// badConfigFault: a nameserver's configuration is bad for a while.
func badConfigFault(w *world, random *rand.Rand) fault {
	k := random.IntN(servers)
	text := configText(k)
	switch random.IntN(3) {
	case 0:
		text = text[:random.IntN(len(text))]
	case 1:
		text += "sreer: []\n"
	case 2:
		text = ""
	}
	return fault{
		what: fmt.Sprintf("ns%d: the configuration is bad", k+1), subjects: []string{filesName(k), processName(k)},
		begin: func() error {
			w.servers[k].files.Lock()
			return w.servers[k].write(configFile, text)
		},
		end: func() error {
			defer w.servers[k].files.Unlock()
			return w.servers[k].write(configFile, configText(k))
		},
	}
}

// badGeoFault: a nameserver's geo database is bad for a while.
func badGeoFault(w *world, random *rand.Rand) fault {
	k, way := random.IntN(servers), random.IntN(3)
	noise := make([]byte, len(w.places))
	for i := range noise {
		noise[i] = byte(random.IntN(256))
	}
	path := filepath.Join(w.servers[k].dir, geoFile)
	return fault{
		what:     fmt.Sprintf("ns%d: the geo database is %s", k+1, []string{"cut short in place", "noise in place", "removed"}[way]),
		subjects: []string{filesName(k)},
		begin: func() error {
			w.servers[k].files.Lock()
			w.servers[k].spoilt.Add(1)
			switch way {
			case 0:
				return os.Truncate(path, int64(len(w.places)/3))
			case 1:
				return os.WriteFile(path, noise, 0o600)
			}
			return os.Remove(path)
		},
		end: func() error {
			defer w.servers[k].files.Unlock()
			defer w.servers[k].spoilt.Add(1)
			return w.servers[k].write(geoFile, string(w.places))
		},
	}
}
