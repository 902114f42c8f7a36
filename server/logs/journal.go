package logs

import (
	"fmt"
	"io"
	"os"
	"syscall"
)

// JournalStream is the variable of the environment in which systemd says which
// stream leads to its journal, as DEVICE:INODE (systemd.exec(5)).
const JournalStream = "JOURNAL_STREAM"

// IsJournal reports whether what is written to out comes to the journal, by the
// value of JournalStream. Somebody may have turned the stream elsewhere since.
func IsJournal(out io.Writer, stream string) bool {
	f, ok := out.(*os.File)
	if !ok || stream == "" {
		return false
	}
	info, err := f.Stat()
	if err != nil {
		return false
	}
	is, ok := info.Sys().(*syscall.Stat_t)
	return ok && fmt.Sprintf("%d:%d", is.Dev, is.Ino) == stream
}
