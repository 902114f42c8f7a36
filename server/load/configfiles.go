package load

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"geosrv/server/config"
)

// configFiles are the configuration files together, and the certificates that
// they name: what they say hangs on all of them. They belong to the goroutine
// that loads.
type configFiles struct {
	names   []string       // absolute: who reads a problem may stand in another folder
	files   []seen         // those, then what the latest good ones name
	newest  *config.Config // nil if they are bad
	problem error
	told    bool
	texts   []config.Text                // that newest was read from
	ended   []bool                       // by name: the last line did, in what is served
	served  map[string][sha256.Size]byte // by path: the sum of what is served
}

func newConfigFiles(names []string) (f configFiles) {
	for _, name := range names {
		path, err := filepath.Abs(name)
		if err != nil {
			path = name // the working folder is gone
		}
		f.names = append(f.names, path)
		f.files = append(f.files, seen{path: path})
	}
	return f
}

// refresh reads the files again if one of them may have changed. Bad ones are
// read each time: they may name a file that we were never told of, because
// what is wrong is in it.
func (f *configFiles) refresh() {
	for range readTries {
		if !f.look() && f.newest != nil {
			return
		}
		before := f.problem
		f.newest, f.problem = nil, f.unread()
		if f.problem == nil {
			f.newest, f.texts, f.problem = loadConfig(f.names)
		}
		f.told = f.told && before != nil && f.problem != nil && before.Error() == f.problem.Error()
		if f.follow() {
			continue // nobody saw what they were when they were loaded
		}
		if f.still() {
			return
		}
	}
	f.newest, f.problem = nil, errors.New(f.names[0]+": the configuration changes while it is read (put new files in place by renaming)")
}

// loadConfig reads configuration files, and gives their texts back.
func loadConfig(names []string) (*config.Config, []config.Text, error) {
	texts, err := config.ReadTexts(names...)
	if err != nil {
		return nil, nil, err
	}
	c, err := config.LoadTexts(texts...)
	return c, texts, err
}

// accept notes that what the files say is served.
func (f *configFiles) accept() {
	f.ended = f.ended[:0]
	for i := range f.names {
		f.ended = append(f.ended, f.files[i].ends)
	}
	f.served = make(map[string][sha256.Size]byte, len(f.files))
	for i := range f.files {
		f.served[f.files[i].path] = f.files[i].sum
	}
}

// unended is the problem of a file of which the last line does not end although
// it did in what is served; nil if there is none.
func (f *configFiles) unended(byForce string) error {
	for i, ended := range f.ended {
		if ended && !f.files[i].ends {
			return fmt.Errorf("%s: the last line does not end, as it did before (half-written? %s)", f.names[i], byForce)
		}
	}
	return nil
}

// follow takes in the files that the configuration names; it reports whether
// some are new to it.
func (f *configFiles) follow() (added bool) {
	if f.newest == nil {
		return false
	}
	files := f.files[:len(f.names):len(f.names)]
	for _, path := range f.newest.Files[len(f.names):] {
		one := seen{path: path}
		if i := slices.IndexFunc(f.files, func(s seen) bool { return s.path == path }); i >= 0 {
			one = f.files[i]
		} else {
			added = true
		}
		files = append(files, one)
	}
	f.files = files
	return added
}

// look reports whether a file has another content than before.
func (f *configFiles) look() (changed bool) {
	for i := range f.files {
		_, c := f.files[i].read(config.MaxText)
		changed = changed || c
	}
	return changed
}

// unread is what keeps files from being read.
func (f *configFiles) unread() error {
	var errs config.Errors
	for i := range f.names {
		if err := f.files[i].err; err != nil {
			errs = append(errs, config.Error{Pos: config.Pos{File: f.names[i]}, Problem: "cannot be read: " + err.Error()})
		}
	}
	if errs == nil {
		return nil
	}
	return errs
}

// still reports whether the files are what they were when look saw them.
func (f *configFiles) still() bool {
	for i := range f.files {
		if now, err := stampOf(f.files[i].path, config.MaxText); f.files[i].err == nil && (err != nil || now != f.files[i].stamp) {
			return false
		}
	}
	return true
}
