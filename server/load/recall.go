package load

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"geosrv/geo"
	"geosrv/server/config"
	"geosrv/server/guard"
	"geosrv/server/ondisk"
	"geosrv/server/operator"
	"geosrv/server/shelf"
	"geosrv/server/wire"
	"geosrv/zones"
)

// Resume is the first load of a server that kept copies in a state folder: what was
// served before is good, as it is for a reload, so that a bad file, or one that is
// gone, does not keep the server from starting. Without copies it is Load, but for the
// geo database: people get in without places too, if by a way that is farther. It tells
// the shelf what it may rely on. forced is for a person who insists, as Force is.
func (l *Loader) Resume(dir string, s *shelf.Shelf, forced bool) (loaded *Loaded, from Resumed, err error) {
	before, list := l.recall(dir, s)
	from.List = list
	l.mu.Lock()
	l.keep = s.Keep
	l.mu.Unlock()
	loaded, err = l.load(attempt{ordered: forced, forced: forced, begins: before == nil, unheard: true})
	var r *Refusal
	if err == nil || before == nil || !errors.As(err, &r) {
		return loaded, from, err
	}
	asBefore := *before
	asBefore.Refused, asBefore.Old = r, l.config.names
	from.Whole = true
	return &asBefore, from, nil
}

// recall makes the copies of a folder what is served. What cannot be used is left
// out, with a word in the log; nil means that no world can be made of the rest. list
// says what they are copies of; nil if there are none.
func (l *Loader) recall(dir string, s *shelf.Shelf) (before *Loaded, list *shelf.List) {
	if dir == "" {
		return nil, nil
	}
	list, texts := s.TakeUp(dir, l.config.names)
	if list == nil {
		return nil, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	a := new(attempt)
	a.begin(l)
	loaded, err := a.recall(s, list, texts)
	if err != nil {
		l.log.Warn("what was served before cannot be made of the kept files", "error", err)
		return nil, list
	}
	l.log.Info("kept files are there to go on with", "folder", shelf.Folder(dir), "of", list.At)
	return loaded, list
}

// recall is run, from copies instead of files.
func (a *attempt) recall(s *shelf.Shelf, list *shelf.List, texts [][]byte) (*Loaded, error) {
	var db map[string]*input[geo.Database]
	var wait sync.WaitGroup
	wait.Go(func() {
		db = recallPlaces(a.geo, s, list)
	})
	c, err := a.recallConfig(list, texts)
	recallZones(a.Loader, c, list, texts)
	wait.Wait()
	ledger := recallOne(a.words, list, texts, shelf.Overrides, operator.Parse)
	secrets := recallOne(a.secret, list, texts, shelf.Cookies, readSecrets)
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
	// Most of what is left of a start is to look whether the database is still the one
	// that was kept.
	wait.Go(func() {
		if a.wantGeo != nil {
			a.wantGeo.ahead(maxDatabase)
		}
	})
	world, err := a.world(p)
	wait.Wait()
	if err != nil {
		return nil, err
	}
	return a.accept(p, world, words, keys), nil
}

// recallConfig makes the kept configuration the one that its files are compared
// with.
func (a *attempt) recallConfig(list *shelf.List, texts [][]byte) (*config.Config, error) {
	f := &a.Loader.config
	var said []config.Text // as many as names at most
	for i := range list.Files {
		// No copy of the entry: recallPlaces writes to that of the database meanwhile.
		if k := &list.Files[i]; k.Kind == shelf.Config && texts[i] != nil {
			said = append(said, config.Text{File: f.names[len(said)], Text: texts[i]})
		}
	}
	if len(said) != len(f.names) {
		return nil, shelf.ErrCopy
	}
	c, err := config.LoadTexts(said...)
	if err != nil {
		return nil, err
	}
	f.newest, f.texts = c, said
	for i, t := range said {
		f.files[i].sum = ondisk.Sum(t.Text)
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
func recallZones(l *Loader, c *config.Config, list *shelf.List, texts [][]byte) {
	read := make([]*zoneFile, len(list.Files))
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(list.Files)) {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(list.Files); i = int(next.Add(1)) - 1 {
				// No copy of the entry, as in recallConfig.
				if k := &list.Files[i]; k.Kind == shelf.Zone && texts[i] != nil {
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
func recallZone(log *slog.Logger, c *config.Config, k *shelf.File, text []byte) *zoneFile {
	z := &zoneFile{input: newInput[zones.Zone](k.Path)}
	z.from = wanted{zoneKey{k.Path, k.Origin}, config.ZoneSource{Path: k.Source, Origin: k.Origin}, k.Listed}
	if c != nil {
		for _, s := range c.Zones {
			if s.Path == k.Source && s.Origin == k.Origin {
				z.from.source = s
			}
		}
	}
	zone, err := guard.Read(func() (*zones.Zone, error) { return z.parse(text) })
	if err != nil {
		log.Warn("a kept copy cannot be used", "of", k.Path, "error", err)
		return nil
	}
	z.good, z.goodSum, z.goodSize = zone, ondisk.Sum(text), int64(len(text))
	return z
}

// recallOne makes the kept files of a kind what is served, by path. There is one at
// most.
func recallOne[T any](known map[string]*input[T], list *shelf.List, texts [][]byte, kind string, parse func(string, []byte) (*T, error)) map[string]*input[T] {
	for i, k := range list.Files {
		if k.Kind != kind || texts[i] == nil {
			continue
		}
		if value, err := guard.Read(func() (*T, error) { return parse(k.Path, texts[i]) }); err == nil {
			serveKept(known, &k, value)
		}
	}
	return known
}

// recallPlaces is recallOne of the geo database, whose copy need not be read.
func recallPlaces(known map[string]*input[geo.Database], s *shelf.Shelf, list *shelf.List) map[string]*input[geo.Database] {
	for _, k := range list.Files {
		if k.Kind != shelf.Geo {
			continue
		}
		if db, err := guard.Read(func() (*geo.Database, error) { return s.Decode(list, k.Path) }); err == nil {
			serveKept(known, &k, db)
		}
	}
	return known
}

// serveKept makes what a kept file says what is served.
func serveKept[T any](known map[string]*input[T], k *shelf.File, value *T) {
	in := inputOf(known, k.Path)
	in.good, in.goodSize = value, k.Size
	_, _ = hex.Decode(in.goodSum[:], []byte(k.Sum)) // it is a sum
}

// copied lists what an attempt accepted, for the shelf.
func (a *attempt) copied() *shelf.List {
	l := &shelf.List{At: a.now}
	add := func(k shelf.File, text []byte, sum [sha256.Size]byte, size int64) {
		k.Sum, k.Size, k.Text = hex.EncodeToString(sum[:]), size, text
		l.Files = append(l.Files, k)
	}
	for i, t := range a.config.texts {
		add(shelf.File{Kind: shelf.Config, Path: a.config.names[i]}, t.Text, ondisk.Sum(t.Text), int64(len(t.Text)))
	}
	for _, u := range a.used {
		if f := u.file; u.zone == f.good {
			add(shelf.File{Kind: shelf.Zone, Path: f.path, Origin: f.from.origin, Source: f.from.source.Path, Listed: f.from.listed}, f.takeText(), f.goodSum, f.goodSize)
		}
	}
	for _, in := range []struct {
		kind string
		from interface {
			copied() (path string, text []byte, sum [sha256.Size]byte, size int64, ok bool)
		}
	}{{shelf.Geo, a.wantGeo}, {shelf.Overrides, a.wantWords}, {shelf.Cookies, a.wantKeys}} {
		if path, text, sum, size, ok := in.from.copied(); ok {
			add(shelf.File{Kind: in.kind, Path: path}, text, sum, size)
			if in.kind == shelf.Geo {
				l.Files[len(l.Files)-1].Database = a.wantGeo.good
			}
		}
	}
	return l
}
