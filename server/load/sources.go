package load

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"geosrv/server/config"
	"geosrv/server/ondisk"
)

// zoneKey is one zone as the configuration asks for it: the same file may
// stand for two zones under two names.
type zoneKey struct{ path, origin string }

// wanted is one zone file that the configuration leads to.
type wanted struct {
	zoneKey
	source config.ZoneSource
	listed bool // found in a folder or by a glob, not named
}

// compare orders by path, then origin.
func (w wanted) compare(v wanted) int {
	return cmp.Or(strings.Compare(w.path, v.path), strings.Compare(w.origin, v.origin))
}

// sources is what the zones of a configuration come to on disk now.
type sources struct {
	wanted   []wanted // sorted
	dirs     []string // folders to watch
	problems []error  // of the configuration
	// unlisted holds, by path, the sources of which no file was found, and
	// why: a folder that is not mounted does not mean that its zones are gone.
	unlisted map[string]error

	named map[zoneKey]config.Pos // files that are named
	known map[string]bool        // paths of all files
}

// findZones lists the zone files of a configuration. A file that is named goes
// before the same file found in a folder. folders are the sources that were
// folders before: they are still, if there is nothing now.
func findZones(c *config.Config, folders map[string]bool) *sources {
	s := &sources{unlisted: map[string]error{}, named: map[zoneKey]config.Pos{}, known: map[string]bool{}}
	var lists []func()
	for _, z := range c.Zones {
		info, err := os.Stat(z.Path)
		switch {
		case err == nil && info.IsDir() || err != nil && folders[z.Path] && !isPattern(z.Path):
			lists = append(lists, func() { s.folder(z) })
		case err != nil && isPattern(z.Path):
			lists = append(lists, func() { s.glob(z) })
		default:
			s.name(z)
		}
	}
	for _, list := range lists {
		list()
	}
	slices.SortFunc(s.wanted, wanted.compare)
	return s
}

// name adds a file that is named. One file may be two zones under two names.
func (s *sources) name(z config.ZoneSource) {
	key := zoneKey{z.Path, z.Origin}
	if first, twice := s.named[key]; twice {
		s.problem(z, fmt.Sprintf("zones: %s is listed twice", z.Path), "first at "+first.String())
		return
	}
	s.named[key], s.known[z.Path] = z.Pos, true
	s.wanted = append(s.wanted, wanted{key, z, false})
}

func isPattern(path string) bool { return strings.ContainsAny(path, "*?[") }

// folder adds the *.zone and *.db of a folder.
func (s *sources) folder(z config.ZoneSource) {
	s.dirs = append(s.dirs, z.Path)
	entries, err := os.ReadDir(z.Path)
	if err != nil {
		s.cannotList(z, err)
		return
	}
	var files []string
	for _, e := range entries {
		ext := filepath.Ext(e.Name())
		if ext == ".zone" || ext == ".db" {
			files = append(files, filepath.Join(z.Path, e.Name()))
		}
	}
	s.list(z, files, "put *.zone or *.db files there, or leave the folder out")
}

// glob adds the files that match a pattern.
func (s *sources) glob(z config.ZoneSource) {
	files, err := filepath.Glob(z.Path)
	if err != nil {
		s.problem(z, fmt.Sprintf("zones: %q is no pattern", z.Path), err.Error())
		return
	}
	folders, _ := filepath.Glob(filepath.Dir(z.Path)) // a part of a good pattern
	s.dirs = append(s.dirs, folders...)
	base := z.Path
	for isPattern(base) {
		base = filepath.Dir(base)
	}
	s.dirs = append(s.dirs, base)
	if _, err := os.ReadDir(base); err != nil {
		s.cannotList(z, err)
		return
	}
	s.list(z, files, "mind the working of * and ?, and that names with a leading dot do not count")
}

// list adds files that were found, without those that editors leave behind.
func (s *sources) list(z config.ZoneSource, files []string, hint string) {
	if z.Origin != "" {
		s.problem(z, fmt.Sprintf("zones: %s stands for several files, so that they cannot all be %s", z.Path, z.Origin), "leave name: out; the origin is $ORIGIN, or the name of the file")
		return
	}
	found := false
	for _, file := range files {
		if info, err := os.Stat(file); leftBehind(filepath.Base(file)) || err == nil && info.IsDir() {
			continue
		}
		found = true
		if !s.known[file] {
			s.known[file] = true
			s.wanted = append(s.wanted, wanted{zoneKey{file, ""}, z, true})
		}
	}
	if !found {
		s.unlisted[z.Path] = config.Error{Pos: z.Pos, Problem: fmt.Sprintf("zones: there is no zone file in %s", z.Path), Hint: hint}
	}
}

// leftBehind tells the names that editors and programs use for their copies.
func leftBehind(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "#") || strings.HasSuffix(name, "~")
}

func (s *sources) cannotList(z config.ZoneSource, err error) {
	s.unlisted[z.Path] = config.Error{Pos: z.Pos, Problem: fmt.Sprintf("zones: %s cannot be listed: %v", z.Path, ondisk.Bare(err))}
}

func (s *sources) problem(z config.ZoneSource, problem, hint string) {
	s.problems = append(s.problems, config.Error{Pos: z.Pos, Problem: problem, Hint: hint})
}
