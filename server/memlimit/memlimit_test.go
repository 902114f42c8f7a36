package memlimit

import (
	"testing"
	"testing/fstest"
)

func TestFind(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	for _, c := range []struct {
		name string
		fs   fstest.MapFS
		want Limit
	}{
		{"no groups", fstest.MapFS{}, Limit{}},
		{"a service", fstest.MapFS{
			"proc/self/cgroup": file("0::/system.slice/geosrv.service\n"),
			"sys/fs/cgroup/system.slice/geosrv.service/memory.max": file("268435456\n"),
			"sys/fs/cgroup/system.slice/memory.max":                file("max\n"),
		}, Limit{268435456, "/sys/fs/cgroup/system.slice/geosrv.service/memory.max"}},
		{"the slice has less", fstest.MapFS{
			"proc/self/cgroup": file("0::/system.slice/geosrv.service\n"),
			"sys/fs/cgroup/system.slice/geosrv.service/memory.max": file("max\n"),
			"sys/fs/cgroup/system.slice/memory.max":                file("134217728\n"),
		}, Limit{134217728, "/sys/fs/cgroup/system.slice/memory.max"}},
		{"a container that sees the path outside", fstest.MapFS{
			"proc/self/cgroup":         file("0::/docker/0123abcd\n"),
			"sys/fs/cgroup/memory.max": file("67108864\n"),
		}, Limit{67108864, "/sys/fs/cgroup/memory.max"}},
		{"the first version", fstest.MapFS{
			"proc/self/cgroup": file("5:cpu,cpuacct:/a\n4:memory:/a\n0::/\n"),
			"sys/fs/cgroup/memory/a/memory.limit_in_bytes": file("33554432\n"),
			"sys/fs/cgroup/memory/memory.limit_in_bytes":   file("9223372036854771712\n"),
		}, Limit{33554432, "/sys/fs/cgroup/memory/a/memory.limit_in_bytes"}},
		{"no limit", fstest.MapFS{
			"proc/self/cgroup": file("0::/\n"), "sys/fs/cgroup/memory.max": file("max\n"),
		}, Limit{}},
	} {
		got, err := Find(c.fs)
		if err != nil || got != c.want {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
	}
	_, err := Find(fstest.MapFS{"proc/self/cgroup": file("0::/\n"), "sys/fs/cgroup/memory.max": file("lots\n")})
	if err == nil || err.Error() != "sys/fs/cgroup/memory.max: not a number of octets" {
		t.Error(err)
	}
}

func TestSoft(t *testing.T) {
	if got := (Limit{Octets: 1000}).Soft(); got != 850 {
		t.Error(got)
	}
	if got := (Limit{}).Soft(); got != 0 {
		t.Error(got)
	}
}
