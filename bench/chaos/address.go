package chaos

import (
	"fmt"
	"math/rand/v2"
)

// addressFault: the address of a nameserver vanishes, or its interface goes down,
// and it returns. Nothing can be asked meanwhile, nor found out; afterwards it
// answers at once, and it is never told.
func addressFault(w *world, random *rand.Rand) fault {
	k, link := random.IntN(servers), random.IntN(2) == 0
	what := "address vanishes"
	if link {
		what = "interface goes down"
	}
	subjects := []string{processName(k), fmt.Sprintf("parts%d", k), fmt.Sprintf("way%d", k)}
	for p := range pools() {
		subjects = append(subjects, wayName(k, p))
	}
	way := &w.truth.ways[k]
	return fault{
		what: fmt.Sprintf("ns%d: its %s", k+1, what), subjects: subjects,
		begin: func() error {
			w.truth.put(way, bad)
			for p := range pools() {
				w.unsure(k, p, "address", unclear)
			}
			if link {
				return w.servers[k].node.Down()
			}
			return w.servers[k].node.Forget()
		},
		end: func() error {
			err := w.servers[k].node.Return()
			w.truth.put(way, good)
			for p := range pools() {
				w.unsure(k, p, "address", good)
			}
			return err
		},
	}
}
