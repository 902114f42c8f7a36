package chaos

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// fewDescriptors is the limit that leaves some.
const fewDescriptors = 128

// descriptorsFault: a nameserver may open no more files, or few, for a while. What
// it answers by UDP goes on; what it finds out itself is void.
func descriptorsFault(w *world, random *rand.Rand) fault {
	k, none := random.IntN(servers), random.IntN(2) == 0
	what := fmt.Sprintf("%d descriptors", fewDescriptors)
	if none {
		what = "no descriptor left"
	}
	s := w.servers[k]
	var before uint64
	return fault{
		what: fmt.Sprintf("ns%d has %s", k+1, what),
		// Whoever asks it for something needs a descriptor of it.
		subjects: []string{processName(k), filesName(k), drainsName(k)},
		begin: func() (err error) {
			s.files.Lock()
			for p := range pools() {
				w.unsure(k, p, "descriptors", unclear)
			}
			limit := uint64(fewDescriptors)
			if none {
				if limit, err = s.descriptors(); err != nil {
					return err
				}
			}
			before, err = s.limit(limit)
			return err
		},
		end: func() error {
			defer s.files.Unlock()
			_, err := s.limit(before)
			for p := range pools() {
				w.unsure(k, p, "descriptors", good)
			}
			return err
		},
	}
}

// descriptors is the limit at which the process may open no more.
func (s *server) descriptors() (uint64, error) {
	p := s.now()
	if p == nil {
		return fewDescriptors, nil
	}
	open, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", p.pid))
	if err != nil {
		return 0, err
	}
	used := map[string]bool{}
	for _, f := range open {
		used[f.Name()] = true
	}
	for n := uint64(0); ; n++ { // the lowest that is free is the next to be used
		if !used[strconv.FormatUint(n, 10)] {
			return n, nil
		}
	}
}

// limit gives the process another limit of descriptors, and returns the one before.
func (s *server) limit(n uint64) (before uint64, err error) {
	p := s.now()
	if p == nil {
		return n, nil
	}
	var was unix.Rlimit
	if err := unix.Prlimit(p.pid, unix.RLIMIT_NOFILE, nil, &was); err != nil {
		return 0, err
	}
	now := unix.Rlimit{Cur: min(n, was.Max), Max: was.Max}
	return was.Cur, unix.Prlimit(p.pid, unix.RLIMIT_NOFILE, &now, nil)
}
