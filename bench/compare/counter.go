package compare

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"unsafe"

	"golang.org/x/sys/unix"
)

// event is something that the kernel counts for a thread (perf_event_open(2)).
type event struct {
	kind   uint32
	config uint64
	bits   uint64 // of the attributes: what is left out
}

// Bits of perf_event_attr.
const (
	attrInherit       = 1 << 1 // threads that start later count too
	attrExcludeUser   = 1 << 4
	attrExcludeKernel = 1 << 5
	attrExcludeHV     = 1 << 6
)

func userInstructions() event {
	return event{unix.PERF_TYPE_HARDWARE, unix.PERF_COUNT_HW_INSTRUCTIONS, attrInherit | attrExcludeKernel | attrExcludeHV}
}

func kernelInstructions() event {
	return event{unix.PERF_TYPE_HARDWARE, unix.PERF_COUNT_HW_INSTRUCTIONS, attrInherit | attrExcludeUser | attrExcludeHV}
}

// counter counts an event over all threads of some processes. Make it with
// newCounter. Used by one goroutine.
type counter struct{ fds []int }

// newCounter begins to count. The error says that the kernel does not: no
// counters in a virtual machine, or none for us (perf_event_paranoid).
func newCounter(e event, pids []int) (*counter, error) {
	c := &counter{}
	for _, pid := range pids {
		threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", pid))
		for _, thread := range threads {
			tid, err := strconv.Atoi(filepath.Base(thread))
			if err != nil {
				continue
			}
			attr := unix.PerfEventAttr{Type: e.kind, Config: e.config, Bits: e.bits}
			attr.Size = uint32(unsafe.Sizeof(attr))
			fd, err := unix.PerfEventOpen(&attr, tid, -1, -1, unix.PERF_FLAG_FD_CLOEXEC)
			if err != nil {
				c.close()
				return nil, os.NewSyscallError("perf_event_open", err)
			}
			c.fds = append(c.fds, fd)
		}
	}
	if len(c.fds) == 0 {
		return nil, fmt.Errorf("nobody to count for")
	}
	return c, nil
}

// read is the count so far.
func (c *counter) read() (sum int64, err error) {
	for _, fd := range c.fds {
		var b [8]byte
		if _, err := unix.Read(fd, b[:]); err != nil {
			return 0, err
		}
		sum += int64(binary.NativeEndian.Uint64(b[:]))
	}
	return sum, nil
}

func (c *counter) close() {
	for _, fd := range c.fds {
		unix.Close(fd)
	}
}
