package mutants

import "math/rand/v2"

// draw puts places into the order in which they are tried: shuffled, the kinds
// in turn for as long as each has some left, so that the many bounds do not
// crowd out the few guards.
func draw(all []place, seed uint64) (order []place) {
	random := rand.New(rand.NewPCG(seed, 0))
	byKind := map[kind][]place{}
	for _, i := range random.Perm(len(all)) {
		byKind[all[i].Kind] = append(byKind[all[i].Kind], all[i])
	}
	for len(order) < len(all) {
		for _, k := range kinds() {
			if left := byKind[k]; len(left) > 0 {
				order, byKind[k] = append(order, left[0]), left[1:]
			}
		}
	}
	return order
}
