package load

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// shownHeld is how many files a refusal names that are held back with others.
const shownHeld = 10

// refuseAll refuses everything that was read. It names first the files that changed and
// in which nothing is wrong by itself: a problem between files is told at one of them,
// which may be one that nobody touched.
func (a *attempt) refuseAll() (*Loaded, error) {
	if a.good == nil {
		return a.refuse()
	}
	changes := a.changes()
	for _, p := range a.refusal.Problems {
		path, _, _ := strings.Cut(p.Error(), ":")
		delete(changes, path)
	}
	var held []error
	for i, path := range slices.Sorted(maps.Keys(changes)) {
		if i == shownHeld {
			held = append(held, fmt.Errorf("%d more files changed, and are held back with them", len(changes)-i))
			break
		}
		held = append(held, fmt.Errorf("%s: %s, and is held back until what else is wrong is mended (is that the cause?)", path, changes[path]))
	}
	rest := a.refusal
	a.refusal = Refusal{}
	for _, p := range held {
		text := p.Error()
		a.refusal.add(p, len(rest.Fresh) > 0 || !a.said[text])
		a.saying[text] = true
	}
	a.refusal.join(&rest)
	return a.refuse()
}

// changes say, by path, what became of the files that differ from what is served, as far
// as they can be read.
func (a *attempt) changes() map[string]string {
	out := map[string]string{}
	for key, z := range a.zones {
		if z.good != nil && a.held[key] == nil {
			out[z.path] = "it was taken out"
		}
	}
	for _, z := range a.held {
		z.changed(out)
	}
	a.wantGeo.changed(out)
	a.wantWords.changed(out)
	a.wantKeys.changed(out)
	a.config.changed(out)
	return out
}

// changed adds the file of an input, which may be nil, to changes if it says something
// else than what is served.
func (in *input[T]) changed(changes map[string]string) {
	switch {
	case in == nil:
	case in.newest == nil || in.newest == in.good:
	case in.good == nil:
		changes[in.path] = "it is new"
	default:
		changes[in.path] = "it changed"
	}
}

// changed adds those of the files to changes that say something else than what is served.
func (f *configFiles) changed(changes map[string]string) {
	for i := range f.files {
		one := &f.files[i]
		switch sum, is := f.served[one.path]; {
		case !is:
			changes[one.path] = "it is new"
		case sum != one.sum:
			changes[one.path] = "it changed"
		}
	}
}
