package config

import (
	"slices"
	"strings"
)

// Hint finds the word of known that was probably meant by word and returns
// `did you mean "x"?`, or "" if none is near enough. Near is a third of the
// word's letters, at most 3 typed wrong, left out, added or swapped with a
// neighbour. Of equally near words the first in alphabetical order wins.
func Hint(word string, known []string) string {
	best, least := "", min(3, max(1, len(word)/3))+1
	lower := strings.ToLower(word)
	for _, k := range slices.Sorted(slices.Values(known)) {
		// Distance is never less than the difference of the lengths: this
		// bounds the work on a word that is a novel.
		if d := len(k) - len(word); d >= least || -d >= least {
			continue
		}
		if d := distance(lower, strings.ToLower(k)); d < least {
			best, least = k, d
		}
	}
	if best == "" {
		return ""
	}
	return `did you mean "` + best + `"?`
}

// hintOr is Hint, and the list of the known words if none of them is near.
func hintOr(word string, what string, known []string) string {
	if h := Hint(word, known); h != "" {
		return h
	}
	if len(known) == 0 {
		return "there are no " + what
	}
	if len(known) > 30 {
		return "" // a list that long helps nobody
	}
	return what + ": " + strings.Join(slices.Sorted(slices.Values(known)), ", ")
}

// distance counts the edits between a and b: insert, delete, replace, and swap
// of two neighbours (optimal string alignment).
func distance(a, b string) int {
	before, prev, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, prev, row = prev, row, before
	}
	return prev[len(b)]
}
