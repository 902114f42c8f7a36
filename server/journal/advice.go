package journal

import "slices"

// namedAdvice is how many sentences of advice an event carries.
const namedAdvice = 5

// Advice is a sentence for people about a group in which some pools moved.
type Advice struct {
	Group string
	Pools []string // the event of the first of them that moved in the group carries it
	Text  string
}

// Advise gives what the events of the next Note carry: what follows from them
// that DNS, or the server, cannot do. What is about no pool that moves is dropped.
func (j *Journal) Advise(advice []Advice) { j.advice = advice }

// advised takes the advice that an event carries: each sentence once.
func (j *Journal) advised(e *Event) (texts []string) {
	left := j.advice[:0]
	for _, a := range j.advice {
		switch {
		case !slices.Contains(a.Pools, e.Pool) || !slices.Contains(e.Groups, a.Group):
			left = append(left, a)
		case len(texts) < namedAdvice && !slices.Contains(texts, a.Text):
			texts = append(texts, a.Text)
		}
	}
	j.advice = left
	return texts
}
