package server

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"geosrv/server/control"
)

// TestOneServerAFolder: two servers do not take away from each other what they
// were told.
func TestOneServerAFolder(t *testing.T) {
	t.Parallel()
	d, other := stateDisk(t, "state"), newDisk(t)
	other.edit("geosrv.yaml", "profile: lync\n", "profile: lync\ncontrol: s\nstate: "+d.path("state")+"\n")
	r, c, err := remembering(t, d)
	d.ok(err)
	_, err = order(t, c, "drain", control.Order{Words: []string{"pool:ams"}})
	d.ok(err)
	_, _, err = remembering(t, other)
	if err == nil || !strings.Contains(err.Error(), "cannot be written to: another geosrv keeps its state there (give each a folder of its own)") {
		t.Errorf("the second server: %v", err)
	}
	r.Close()
	_, c, err = remembering(t, other)
	d.ok(err)
	var list control.Overrides
	d.ok(c.Ask(t.Context(), control.OverridesVerb, nil, &list))
	if len(list.Overrides) != 1 {
		t.Errorf("behind the first server: %+v", list)
	}
}

// TestFullDisk: a disk that is full keeps nobody from serving, and whoever says
// something is told that it will be forgotten. With room again it is written.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	d := stateDisk(t, "small/state")
	d.ok(os.Mkdir(d.path("small"), 0o755))
	if err := unix.Mount("none", d.path("small"), "tmpfs", 0, "size=64k"); err != nil {
		t.Skip("a small file system cannot be mounted here: ", err)
	}
	t.Cleanup(func() { d.ok(unix.Unmount(d.path("small"), unix.MNT_DETACH)) })
	fill := d.path("small/fill")
	_ = os.WriteFile(fill, make([]byte, 1<<20), 0o600) // as much as there is room for
	r, c, err := remembering(t, d)
	d.ok(err)
	if log := r.log.String(); !strings.Contains(log, "the state file cannot be written: a restart would forget") {
		t.Errorf("logged\n%s", log)
	}
	done, err := order(t, c, "drain", control.Order{Words: []string{"pool:ams"}})
	if done == nil || err == nil || !strings.HasPrefix(err.Error(), "done, but a restart would forget it: ") || !strings.HasSuffix(err.Error(), "no space left on device") {
		t.Errorf("%+v, %v", done, err)
	}
	d.ok(os.Remove(fill))
	_, err = order(t, c, "undrain", control.Order{Words: []string{"pool:ams"}})
	d.ok(err)
	r.Close()
	if names, _ := filepath.Glob(d.path("small/state") + "/.*"); len(names) != 0 {
		t.Errorf("left behind: %v", names)
	}
}

// TestStrangeState: what is not a file keeps nobody from starting either.
func TestStrangeState(t *testing.T) {
	t.Parallel()
	d := stateDisk(t, "state")
	d.ok(os.Mkdir(d.path("state"), 0o755))
	d.ok(unix.Mkfifo(d.path("state/state"), 0o600))
	_, _, err := remembering(t, d)
	d.ok(err)
}
