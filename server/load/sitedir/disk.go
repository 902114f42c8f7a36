package sitedir

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Disk is a folder with what a server is configured from. A step that fails ends the
// test. It may be copied.
type Disk struct {
	*testing.T
	Dir string // its path
}

// Empty is a folder with nothing in it.
func Empty(t *testing.T) *Disk { return &Disk{t, t.TempDir()} }

// Path is the path of a file by its name in the folder.
func (d *Disk) Path(name string) string { return filepath.Join(d.Dir, name) }

// OK ends the test with an error, unless it is nil.
func (d *Disk) OK(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

// Write writes a file in place, and makes the folder for it.
func (d *Disk) Write(name, text string) {
	d.Helper()
	d.OK(os.MkdirAll(filepath.Dir(d.Path(name)), 0o755))
	d.OK(os.WriteFile(d.Path(name), []byte(text), 0o644))
}

// Put puts a file in place by renaming.
func (d *Disk) Put(name, text string) {
	d.Helper()
	d.Write(name+".tmp~", text)
	d.OK(os.Rename(d.Path(name+".tmp~"), d.Path(name)))
}

// Remove removes a file, or a folder with what is in it.
func (d *Disk) Remove(name string) { d.Helper(); d.OK(os.RemoveAll(d.Path(name))) }

// Edit replaces text in a file, which must have it.
func (d *Disk) Edit(name, old, new string) {
	d.Helper()
	text, err := os.ReadFile(d.Path(name))
	d.OK(err)
	if !strings.Contains(string(text), old) {
		d.Fatalf("%s has no %q", name, old)
	}
	d.Write(name, strings.ReplaceAll(string(text), old, new))
}
