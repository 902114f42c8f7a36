package control

import (
	"io/fs"
	"os"
	"strconv"
	"strings"
	"sync"
)

// passwd is where the names of a machine's users are (passwd(5)).
const passwd = "/etc/passwd"

// Users are the names of this machine's users, by number. It keeps those that it read:
// a process that closes itself in cannot read the file again, and a right to that one
// file would end as soon as useradd puts another in its place. It asks the file, and not
// os/user, which takes the name of our own user from $USER where it cannot read. Make it
// with NewUsers, before the process closes itself in; it must not be copied. A nil one
// knows nobody. Safe for concurrent use.
type Users struct {
	path string

	mu    sync.Mutex
	seen  fs.FileInfo // of the file when it was tried last; nil: it was not there
	names map[int]string
}

// NewUsers reads the names that there are.
func NewUsers() *Users { return usersOf(passwd) }

func usersOf(path string) *Users {
	u := &Users{path: path}
	u.look()
	return u
}

// name is a user's, "" if the user has none. A file that changed is read again where that
// is allowed; where it is not, the names stay as they were.
func (u *Users) name(uid int) string {
	if u == nil {
		return ""
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.look()
	return u.names[uid]
}

// look reads the file if it is another than that which was tried last: a kernel may log
// each try that it denies. To look at a file is never denied.
func (u *Users) look() {
	now, err := os.Stat(u.path)
	if err != nil || u.seen != nil && os.SameFile(now, u.seen) && now.ModTime().Equal(u.seen.ModTime()) && now.Size() == u.seen.Size() {
		return
	}
	u.seen = now
	if text, err := os.ReadFile(u.path); err == nil {
		u.names = namesIn(string(text))
	}
}

// namesIn are the names of a file of users; of two with one number the first.
func namesIn(text string) map[int]string {
	names := map[int]string{}
	for line := range strings.Lines(text) {
		fields := strings.Split(strings.TrimSpace(line), ":")
		if len(fields) < 4 || fields[0] == "" || strings.ContainsRune("#+-", rune(fields[0][0])) {
			continue // a comment, or what only NIS would read
		}
		uid, err := strconv.ParseUint(fields[2], 10, 32)
		if _, known := names[int(uid)]; err == nil && !known {
			names[int(uid)] = fields[0]
		}
	}
	return names
}
