package server

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"geosrv/geo"
	"geosrv/server/config"
	"geosrv/server/operator"
	"geosrv/server/wire"
	"geosrv/zones"
)

// resume is the first load of a server that kept copies in a state folder: what was
// served before is good, as it is for a reload, so that a bad file, or one that is
// gone, does not keep the server from starting. Without copies it is Load. It tells
// the shelf what it may rely on. whole: nothing of the files is taken. forced is for
// a person who insists, as Force is.
func (l *Loader) resume(dir string, s *shelf, forced bool) (loaded *Loaded, whole bool, err error) {
	before := l.recall(dir, s)
	l.mu.Lock()
	l.keep = s.keep
	l.mu.Unlock()
	read := l.Load
	if forced {
		read = l.Force
	}
	loaded, err = read()
	var r *Refusal
	if err == nil || before == nil || !errors.As(err, &r) {
		return loaded, false, err
	}
	asBefore := *before
	asBefore.Refused = r
	return &asBefore, true, nil
}

// recall makes the copies of a folder what is served. What cannot be used is left
// out, with a word in the log; nil means that no world can be made of the rest.
func (l *Loader) recall(dir string, s *shelf) *Loaded {
	if dir == "" {
		return nil
	}
	list, err := readKept(dir)
	if err != nil {
		l.log.Warn("the list of kept files cannot be used", "folder", filepath.Join(dir, keptFolder), "error", err)
	}
	if list == nil || !slices.Equal(list.configs(), l.config.paths()) {
		return nil // none, or of another server's files
	}
	texts := l.copies(dir, list)
	s.dir, s.last = dir, list
	for i, text := range texts {
		if text != nil {
			s.have[list.Files[i].Sum] = true
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	a := new(attempt)
	a.begin(l)
	loaded, err := a.recall(s, list, texts)
	if err != nil {
		l.log.Warn("what was served before cannot be made of the kept files", "error", err)
		return nil
	}
	l.log.Info("kept files are there to go on with", "folder", filepath.Join(dir, keptFolder), "of", list.At)
	return loaded
}

// copies reads the copies of a list; nil stands for one that cannot be used.
func (l *Loader) copies(dir string, list *keptList) [][]byte {
	texts := make([][]byte, len(list.Files))
	for i := range list.Files {
		f := &list.Files[i]
		text, err := readCopy(dir, f)
		if err != nil {
			l.log.Warn("a kept copy cannot be used", "of", f.Path, "error", err)
			continue
		}
		texts[i] = text
	}
	return texts
}

// recall is run, from copies instead of files.
func (a *attempt) recall(s *shelf, list *keptList, texts [][]byte) (*Loaded, error) {
	c, err := a.recallConfig(list, texts)
	var db map[string]*input[geo.Database]
	var wait sync.WaitGroup
	wait.Go(func() {
		db = recallOne(a.geo, list, texts, keptGeo, func(path string, text []byte) (*geo.Database, error) {
			return a.recallDecoded(s, list, path, text)
		})
	})
	recallZones(a.Loader, c, list, texts)
	wait.Wait()
	ledger := recallOne(a.words, list, texts, keptOverrides, operator.Parse)
	secrets := recallOne(a.secret, list, texts, keptCookies, readSecrets)
	if err != nil {
		return nil, err
	}
	a.files = slices.Clone(c.Files)
	p, words := parts{config: c}, &operator.Ledger{}
	var keys *wire.Secrets
	if a.wantGeo = db[c.Geo.Database]; a.wantGeo != nil {
		p.db = a.wantGeo.good
	}
	if a.wantWords = ledger[c.Overrides]; a.wantWords != nil {
		words = a.wantWords.good
	}
	if a.wantKeys = secrets[c.Cookies.Secrets]; a.wantKeys != nil {
		keys = a.wantKeys.good
	}
	for key, z := range a.zones {
		a.held[key] = z
		a.used = append(a.used, usedZone{z, z.good})
		a.files = append(a.files, z.path)
		if z.from.listed {
			a.dirs = append(a.dirs, z.from.source.Path)
		}
	}
	slices.SortFunc(a.used, func(x, y usedZone) int { return x.file.from.compare(y.file.from) })
	p.sources = a.parts(c, p.db).sources
	world, err := a.world(p)
	if err != nil {
		return nil, err
	}
	return a.accept(p, world, words, keys), nil
}

// recallConfig makes the kept configuration the one that its files are compared
// with.
func (a *attempt) recallConfig(list *keptList, texts [][]byte) (*config.Config, error) {
	f := &a.Loader.config
	var said []config.Text // as many as names at most: see paths
	for i, k := range list.Files {
		if k.Kind == keptConfig && texts[i] != nil {
			said = append(said, config.Text{File: f.names[len(said)], Text: texts[i]})
		}
	}
	if len(said) != len(f.names) {
		return nil, errBadCopy
	}
	c, err := config.LoadTexts(said...)
	if err != nil {
		return nil, err
	}
	f.newest, f.texts = c, said
	for i, t := range said {
		f.files[i].sum = sha256.Sum256(t.Text)
		f.files[i].ends = len(t.Text) > 0 && t.Text[len(t.Text)-1] == '\n'
	}
	f.follow()
	for i := range f.files[len(f.names):] {
		f.files[len(f.names)+i].read(config.MaxText)
	}
	return c, nil
}

// recallZones reads the kept zones, as many at a time as there are cores. c is nil
// if the kept configuration cannot be used.
func recallZones(l *Loader, c *config.Config, list *keptList, texts [][]byte) {
	read := make([]*zoneFile, len(list.Files))
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(list.Files)) {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(list.Files); i = int(next.Add(1)) - 1 {
				if k := &list.Files[i]; k.Kind == keptZone && texts[i] != nil {
					read[i] = recallZone(l.log, c, k, texts[i])
				}
			}
		})
	}
	wait.Wait()
	for _, z := range read {
		if z != nil {
			l.zones[z.from.zoneKey] = z
		}
	}
}

// recallZone is a kept zone that is served; nil if it cannot be read any more.
func recallZone(log *slog.Logger, c *config.Config, k *kept, text []byte) *zoneFile {
	z := &zoneFile{input: newInput[zones.Zone](k.Path)}
	z.from = wanted{zoneKey{k.Path, k.Origin}, config.ZoneSource{Path: k.Source, Origin: k.Origin}, k.Listed}
	if c != nil {
		for _, s := range c.Zones {
			if s.Path == k.Source && s.Origin == k.Origin {
				z.from.source = s
			}
		}
	}
	zone, err := guarded(func() (*zones.Zone, error) { return z.parse(text) })
	if err != nil {
		log.Warn("a kept copy cannot be used", "of", k.Path, "error", err)
		return nil
	}
	z.good, z.goodSum, z.goodSize = zone, sha256.Sum256(text), int64(len(text))
	return z
}

// recallOne makes the kept files of a kind what is served, by path. There is one at
// most.
func recallOne[T any](known map[string]*input[T], list *keptList, texts [][]byte, kind string, parse func(string, []byte) (*T, error)) map[string]*input[T] {
	for i, k := range list.Files {
		if k.Kind != kind || texts[i] == nil {
			continue
		}
		value, err := guarded(func() (*T, error) { return parse(k.Path, texts[i]) })
		if err == nil {
			in := inputOf(known, k.Path)
			in.good, in.goodSize = value, k.Size
			_, _ = hex.Decode(in.goodSum[:], []byte(k.Sum)) // readCopy has proven it
		}
	}
	return known
}

// copied lists what an attempt accepted, for the shelf.
func (a *attempt) copied() *keptList {
	l := &keptList{At: a.now}
	add := func(k kept, text []byte, sum [sha256.Size]byte, size int64) {
		k.Sum, k.Size, k.text = sumOf(sum), size, text
		l.Files = append(l.Files, k)
	}
	paths := a.config.paths()
	for i, t := range a.config.texts {
		add(kept{Kind: keptConfig, Path: paths[i]}, t.Text, sha256.Sum256(t.Text), int64(len(t.Text)))
	}
	for _, u := range a.used {
		if f := u.file; u.zone == f.good {
			add(kept{Kind: keptZone, Path: f.path, Origin: f.from.origin, Source: f.from.source.Path, Listed: f.from.listed}, f.takeText(), f.goodSum, f.goodSize)
		}
	}
	for _, in := range []struct {
		kind string
		from interface {
			copied() (path string, text []byte, sum [sha256.Size]byte, size int64, ok bool)
		}
	}{{keptGeo, a.wantGeo}, {keptOverrides, a.wantWords}, {keptCookies, a.wantKeys}} {
		if path, text, sum, size, ok := in.from.copied(); ok {
			add(kept{Kind: in.kind, Path: path}, text, sum, size)
			if in.kind == keptGeo {
				l.Files[len(l.Files)-1].database = a.wantGeo.good
			}
		}
	}
	return l
}
