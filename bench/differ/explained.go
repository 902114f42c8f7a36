package differ

import "slices"

// Kind is a sort of difference that is explained. It is a value.
type Kind struct {
	Name  string
	Peers []string // whose replies differ so
	RFC   string   // number and section of the sentence that decides it
	Why   string   // what it says, in our words, and who does what
	match func(d Difference) bool
}

// Difference is our reply and a peer's that are not the same. It is a value and
// is only read.
type Difference struct {
	*exchange
	peer   string
	their  *reply
	differ []part
}

// only reports whether nothing else differs than some parts.
func (d Difference) only(parts ...part) bool {
	return !slices.ContainsFunc(d.differ, func(p part) bool { return !slices.Contains(parts, p) })
}

// explain names the first kind that a difference is of.
func explain(kinds []Kind, d Difference) (name string, ok bool) {
	for _, k := range kinds {
		if slices.Contains(k.Peers, d.peer) && k.match(d) {
			return k.Name, true
		}
	}
	return "", false
}

// Kinds are all kinds. What is not among them is a mistake of ours until it is
// mended or stands here.
func Kinds() []Kind {
	return []Kind{}
}
