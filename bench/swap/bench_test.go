package swap

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"geosrv/server"
)

// BenchmarkReload reloads in this process, to be profiled: the zone of `bench
// reload`, without load. cpu-ms is processor time of all threads a reload, with
// what is done behind it; a server's own is less, for it writes no zone.
func BenchmarkReload(b *testing.B) {
	dir := b.TempDir()
	e := estateOf(10_000)
	zone, config, err := e.write(dir, filepath.Join(dir, "s"), "")
	if err != nil {
		b.Fatal(err)
	}
	s, err := server.Start(b.Context(), server.Options{Files: []string{config}})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	texts := [2][]byte{e.zone(2), e.zone(3)}
	spare := zone + ".new"
	before := processorTime(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := os.WriteFile(spare, texts[i%2], 0o600); err != nil {
			b.Fatal(err)
		}
		if err := os.Rename(spare, zone); err != nil {
			b.Fatal(err)
		}
		if err := s.Reload(); err != nil {
			b.Fatal(err)
		}
		<-time.After(100 * time.Millisecond) // so that all behind it is in it too
	}
	b.ReportMetric(float64((processorTime(b)-before).Microseconds())/1000/float64(b.N), "cpu-ms/op")
}

// processorTime is what all threads of this process took.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
