package watch

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// maxLinks is how many symbolic links one path may lead over, as in the
// kernel.
const maxLinks = 40

// places are the directories to watch, by their real path: the kernel knows a
// directory by its inode and tells its events under one name only. The zero
// value watches nothing. Not written to once it was made.
type places map[string]*place

// place says which names of one directory concern us.
type place struct {
	id    [2]uint64       // device and inode: the same path may become another directory
	all   bool            // a folder: every name but junk
	names map[string]bool // watched files
	ways  map[string]bool // links and folders on the way to a file
}

// concerns reports whether an event of this name may be a change.
func (p *place) concerns(name string) bool {
	return p.all && !junk(name) || p.names[name] || p.ways[name]
}

// junk tells the names that editors and programs use for a moment, in a
// folder of which everything counts.
func junk(name string) bool {
	return strings.HasSuffix(name, "~") || strings.HasPrefix(name, ".") && !strings.HasPrefix(name, "..")
}

// finder walks paths, each part of them once.
type finder struct {
	places places
	real   map[string]string // path of a directory -> its real path, "" if there is none
}

// find says where to watch for changes of files and of all that is in dirs.
func find(files, dirs []string) places {
	f := &finder{places: places{}, real: map[string]string{"/": "/"}}
	for _, file := range files {
		f.file(absolute(file), 0)
	}
	for _, dir := range dirs {
		real := f.dir(absolute(dir), 0)
		if real == "" {
			continue // f.dir watches for its coming
		}
		f.at(real).all = true
		f.way(real)
	}
	return f.places
}

// absolute is the path from the root, cleaned. That of the working directory
// can only fail if that directory is gone.
func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// file watches for a file and for the links that lead to it.
func (f *finder) file(path string, links int) {
	dir := f.dir(filepath.Dir(path), links)
	if dir == "" || links > maxLinks {
		return
	}
	f.way(dir)
	name := filepath.Base(path)
	f.at(dir).names[name] = true
	if to, err := os.Readlink(filepath.Join(dir, name)); err == nil {
		f.at(dir).ways[name] = true
		f.file(onward(dir, to), links+1)
	}
}

// dir gives the real path of a directory and watches for a change of the links
// on the way. If it does not exist, the coming of its first missing part is
// watched for, and the answer is "".
func (f *finder) dir(path string, links int) string {
	if real, ok := f.real[path]; ok {
		return real
	}
	f.real[path] = "" // also the answer to a circle of links
	parent := f.dir(filepath.Dir(path), links)
	if parent == "" || links > maxLinks {
		return ""
	}
	name := filepath.Base(path)
	real := filepath.Join(parent, name)
	info, err := os.Lstat(real)
	switch {
	case err != nil || !info.IsDir() && info.Mode()&os.ModeSymlink == 0:
		f.at(parent).ways[name] = true
		real = ""
	case !info.IsDir():
		f.at(parent).ways[name] = true
		to, err := os.Readlink(real)
		if err != nil {
			return ""
		}
		real = f.dir(onward(parent, to), links+1)
	}
	f.real[path] = real
	return real
}

// way watches for a directory being renamed away or replaced.
func (f *finder) way(real string) {
	if real != "/" {
		f.at(filepath.Dir(real)).ways[filepath.Base(real)] = true
	}
}

// at is the place of a real directory.
func (f *finder) at(dir string) *place {
	p, ok := f.places[dir]
	if !ok {
		p = &place{names: map[string]bool{}, ways: map[string]bool{}}
		if info, err := os.Stat(dir); err == nil {
			if sys, ok := info.Sys().(*syscall.Stat_t); ok {
				p.id = [2]uint64{uint64(sys.Dev), sys.Ino}
			}
		}
		f.places[dir] = p
	}
	return p
}

// onward is where a link in dir leads to.
func onward(dir, to string) string {
	if strings.HasPrefix(to, "/") {
		return filepath.Clean(to)
	}
	return filepath.Join(dir, to)
}
