package watch

import (
	"errors"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

func TestNetworkKind(t *testing.T) {
	for magic, want := range map[uint32]string{
		0x6969: "NFS", 0xff534d42: "SMB", 0xfe534d42: "SMB", 0x01021997: "9P", 0x65735546: "FUSE",
		0xef53: "", 0x01021994: "", 0x794c7630: "", // ext4, tmpfs, overlay
	} {
		if got := networkKind(magic); got != want {
			t.Errorf("%x: %q, want %q", magic, got, want)
		}
	}
}

// limited says to the test in a namespace of its own which limit is 0 there.
const limited = "GEOSRV_TEST_INOTIFY"

// Where the kernel allows no instance or no watch, changes are looked for.
func TestNoInotify(t *testing.T) {
	if limit := os.Getenv(limited); limit != "" {
		must(t, os.WriteFile(filepath.Join("/proc/sys/user", limit), []byte("0"), 0))
		var log records
		w, err := New(slog.New(slog.NewTextHandler(&log, nil)))
		must(t, err)
		defer w.Close()
		w.Set(nil, []string{t.TempDir()})
		select {
		case <-w.blind:
		default:
			t.Error("the ticks are not faster")
		}
		if n := log.count("the kernel does not report them"); n == 0 {
			t.Error("nobody is told")
		}
		return
	}
	for _, limit := range []string{"max_inotify_instances", "max_inotify_watches"} {
		cmd := exec.Command(os.Args[0], "-test.run", "^TestNoInotify$", "-test.v")
		cmd.Env = append(os.Environ(), limited+"="+limit)
		cmd.SysProcAttr = &syscall.SysProcAttr{
			Cloneflags:  syscall.CLONE_NEWUSER,
			UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
		}
		out, err := cmd.CombinedOutput()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Skipf("no user namespace can be made here: %v", err)
		}
		if err != nil {
			t.Errorf("%s: %v\n%s", limit, err, out)
		}
	}
}
