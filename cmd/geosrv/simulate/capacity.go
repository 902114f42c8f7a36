package simulate

// capacities warns of pools that get more than they can carry.
func (r *run) capacities(d *Decision, out *Outcome) (warnings []string) {
	return nil
}
