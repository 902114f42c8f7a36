package memlimit

import (
	"errors"
	"io/fs"
	"math"
	"path"
	"runtime/debug"
	"strconv"
	"strings"
)

// Variable is what Go itself takes its limit from. Where somebody set it, it stays.
const Variable = "GOMEMLIMIT"

// share is what Go may have of a limit, in percent: the rest is for what it does not
// count, such as what the kernel keeps for sockets.
const share = 85

// Limit is the least limit of the groups that a process is in, and of those above
// them. The zero value is that there is none.
type Limit struct {
	Octets int64  // 0: none
	File   string // that says so
}

// Find reads the limit from a file system that begins at the root of the machine's.
// The error is of a file that cannot be read or understood; a machine without groups
// has no limit.
func Find(root fs.FS) (Limit, error) {
	text, err := fs.ReadFile(root, "proc/self/cgroup")
	if errors.Is(err, fs.ErrNotExist) {
		return Limit{}, nil
	}
	if err != nil {
		return Limit{}, err
	}
	var least Limit
	var errs []error
	for line := range strings.Lines(string(text)) {
		// number:controllers:path; the second version has number 0 and no controllers.
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) != 3 {
			continue
		}
		top, file := "sys/fs/cgroup", "memory.max"
		switch {
		case parts[0] == "0" && parts[1] == "":
		case parts[1] == "memory":
			top, file = "sys/fs/cgroup/memory", "memory.limit_in_bytes"
		default:
			continue
		}
		l, err := upwards(root, top, parts[2], file)
		errs = append(errs, err)
		if l.Octets > 0 && (least.Octets == 0 || l.Octets < least.Octets) {
			least = l
		}
	}
	return least, errors.Join(errs...)
}

// upwards is the least limit of a group and those above it. In a container the path
// may be that of the machine outside, and only its end exists here, if at all.
func upwards(root fs.FS, top, group, file string) (least Limit, err error) {
	for at := path.Clean("/" + group); ; at = path.Dir(at) {
		name := path.Join(top, at, file)
		text, err := fs.ReadFile(root, name)
		switch {
		case err == nil:
			n, err := parse(string(text))
			if err != nil {
				return least, errors.New(name + ": " + err.Error())
			}
			if n > 0 && (least.Octets == 0 || n < least.Octets) {
				least = Limit{n, "/" + name}
			}
		case !errors.Is(err, fs.ErrNotExist):
			return least, err
		}
		if at == "/" {
			return least, nil
		}
	}
}

// parse reads a limit; 0 is none. The first version of groups writes a very large
// number instead of max.
func parse(text string) (int64, error) {
	text = strings.TrimSpace(text)
	if text == "max" {
		return 0, nil
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, errors.New("not a number of octets")
	}
	if n > math.MaxInt64/2 {
		return 0, nil
	}
	return int64(n), nil
}

// Soft is what Go may have, in octets; 0: as much as it wants.
func (l Limit) Soft() int64 { return l.Octets / 100 * share }

// Set tells Go.
func (l Limit) Set() {
	if soft := l.Soft(); soft > 0 {
		debug.SetMemoryLimit(soft)
	}
}
