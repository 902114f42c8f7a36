package compare

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// totals sums what the files of a folder say was counted, and removes them. Aside
// is what was counted in functions of Go's runtime that no answer calls, and in
// threads of geosrv that answered nothing: each thread has a file of its own.
func totals(dir string) (sum, aside int64, err error) {
	files, err := filepath.Glob(filepath.Join(dir, "counts.*"))
	if err != nil {
		return 0, 0, err
	}
	for _, file := range files {
		costs, err := costsOf(file)
		if err != nil {
			return 0, 0, fmt.Errorf("%s: %w", file, err)
		}
		idle := elsewhere(costs)
		for function, n := range costs {
			if idle || background(function) {
				aside += n
			} else {
				sum += n
			}
		}
		if err := os.Remove(file); err != nil {
			return 0, 0, err
		}
	}
	return sum, aside, nil
}

// elsewhere reports whether the costs are of a thread of geosrv, that is of Go,
// that no packet came through.
func elsewhere(costs map[string]int64) bool {
	ofGo := false
	for function := range costs {
		if strings.HasPrefix(function, "geosrv/server/listen.") {
			return false
		}
		ofGo = ofGo || strings.HasPrefix(function, "runtime.")
	}
	return ofGo
}

// background reports whether a function is of Go's scheduler or collector. What
// the packet path may call of the runtime is not: copies, system calls, clocks,
// maps, and allocations, which are to be seen if there are any.
func background(function string) bool {
	name, ok := strings.CutPrefix(function, "runtime.")
	if !ok {
		return false
	}
	for _, ours := range [...]string{
		"mem", "duff", "nanotime", "walltime", "entersyscall", "reentersyscall", "exitsyscall", "casgstatus", "map",
		"aeshash", "strhash", "typedmem", "mallocgc", "newobject", "growslice", "makeslice", "convT", "assert", "panic",
	} {
		if strings.HasPrefix(name, ours) {
			return false
		}
	}
	return true
}

// costsOf reads how much each function took itself, by name, from a file in
// callgrind's format: "fn=(1) name" or "fn=(1)" begins a function, each line of
// numbers after it ends with a cost, and the one after "calls=" is of the callee.
func costsOf(file string) (map[string]int64, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	costs, names := map[string]int64{}, map[string]string{}
	function, callee := "", false
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		switch key, value, ok := strings.Cut(line, "="); {
		case ok && (key == "fn" || key == "cfn"):
			id, name, said := strings.Cut(value, " ")
			if said {
				names[id] = name
			}
			if key == "fn" {
				function = names[id]
			}
		case ok && key == "calls":
			callee = true
		case line == "" || strings.IndexByte("0123456789+-*", line[0]) < 0:
		case callee:
			callee = false
		default:
			words := strings.Fields(line)
			n, err := strconv.ParseInt(words[len(words)-1], 10, 64)
			if err != nil {
				return nil, fmt.Errorf("%q is no cost: %w", line, err)
			}
			if len(words) > 1 { // a line alone has no cost
				costs[function] += n
			}
		}
	}
	return costs, lines.Err()
}
