package sandbox

import (
	"errors"
	"fmt"

	"github.com/landlock-lsm/go-landlock/landlock"
	rights "github.com/landlock-lsm/go-landlock/landlock/syscall"
)

// ErrNone is the error where the kernel has no Landlock, or was started without.
var ErrNone = errors.New("this kernel has no Landlock (5.13 or later, with landlock in its list of security modules)")

// What may be done in folders and with files.
const (
	reading   = rights.AccessFSReadFile | rights.AccessFSReadDir
	writing   = reading | rights.AccessFSWriteFile | rights.AccessFSTruncate | rights.AccessFSRemoveFile | rights.AccessFSRemoveDir | rights.AccessFSMakeReg | rights.AccessFSMakeDir | rights.AccessFSMakeSock
	running   = reading | rights.AccessFSExecute
	talking   = reading | rights.AccessFSWriteFile | rights.AccessFSTruncate | rights.AccessFSIoctlDev
	throwAway = rights.AccessFSReadFile | rights.AccessFSWriteFile | rights.AccessFSTruncate
)

// Close closes the process in, all of its threads and what it starts. What the
// kernel cannot restrict yet it leaves out; level is what it knows of Landlock
// (its ABI), 1 or more. The error is ErrNone, or of a folder.
func (r *Reach) Close() (level int, err error) {
	level, err = rights.LandlockGetABIVersion()
	if err != nil || level < 1 {
		return 0, ErrNone
	}
	rules := []landlock.Rule{
		landlock.PathAccess(reading, r.folders[Read]...).IgnoreIfMissing(),
		landlock.PathAccess(writing, r.folders[Write]...).IgnoreIfMissing(),
		landlock.PathAccess(reading, systemFolders()...).IgnoreIfMissing(),
		landlock.PathAccess(rights.AccessFSReadFile, systemFiles()...).IgnoreIfMissing(),
		landlock.PathAccess(throwAway, "/dev/null").IgnoreIfMissing(),
	}
	if len(r.folders[Run]) > 0 {
		rules = append(rules,
			landlock.PathAccess(running, r.folders[Run]...).IgnoreIfMissing(),
			landlock.PathAccess(running, programs()...).IgnoreIfMissing(),
			landlock.PathAccess(reading, "/etc", "/proc").IgnoreIfMissing(),
			landlock.PathAccess(talking, "/dev").IgnoreIfMissing(),
			landlock.PathAccess(writing, "/tmp").IgnoreIfMissing(),
		)
	}
	// Version 5 is the last that only restricts files: later ones would also keep us
	// from the sockets of the system's log and of the service manager.
	if err := landlock.V5.BestEffort().RestrictPaths(rules...); err != nil {
		return level, fmt.Errorf("sandbox: %w", err)
	}
	return level, nil
}
