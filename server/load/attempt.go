package load

import (
	"cmp"
	"slices"
	"time"

	"geosrv/geo"
	"geosrv/server/answer"
	"geosrv/server/config"
	"geosrv/server/guard"
	"geosrv/server/operator"
	"geosrv/server/roster"
	"geosrv/server/wire"
	"geosrv/zones"
)

// attempt is one load in the making. It writes to the inputs of its Loader
// what was read, and to the rest only when it is accepted.
type attempt struct {
	*Loader
	ordered bool // by a person
	forced  bool // by one who insists
	begins  bool // a server begins, with nothing to go on from
	unheard bool // nobody is answered yet, whatever there is to go on from
	now     time.Time
	refusal Refusal
	fatal   bool            // there is nothing good to use instead
	saying  map[string]bool // problems that last

	held      map[zoneKey]*zoneFile // files that the configuration leads to
	used      []usedZone            // what of them is to be served
	wantGeo   *input[geo.Database]
	wantWords *input[operator.Ledger]
	wantKeys  *input[wire.Secrets]
}

// begin makes an attempt of a loader's. The caller holds the loader's lock.
func (a *attempt) begin(l *Loader) {
	a.Loader, a.now = l, time.Now()
	a.saying, a.held = map[string]bool{}, map[zoneKey]*zoneFile{}
}

// hands is how many goroutines may work at the attempt at once.
func (a *attempt) hands() int { return answer.Hands(a.good != nil && !a.unheard) }

// usedZone is a zone of the attempt and the file that it is from.
type usedZone struct {
	file *zoneFile
	zone *zones.Zone
}

// parts are what a world is made of. Equal parts make equal worlds.
type parts struct {
	config  *config.Config
	sources []roster.Source
	db      *geo.Database
}

func (p parts) equal(q parts) bool {
	return p.config == q.config && p.db == q.db && slices.Equal(p.sources, q.sources)
}

// run loads.
func (a *attempt) run() (*Loaded, error) {
	a.config.refresh()
	c := a.config.newest
	if c == nil {
		a.refusal.add(a.config.problem, a.ordered || !a.config.told)
		a.config.told = true
		return a.refuse()
	}
	if errs := a.beyond(c); errs != nil {
		a.state(errs)
		a.said = a.saying
		return a.refuse()
	}
	a.files, a.dirs = slices.Clone(c.Files), nil
	defer func() { a.said = a.saying }()
	if err := a.config.unended(a.byForce()); err != nil && !a.forced {
		a.state(err)
		return a.refuse()
	}
	a.zonesOf(c)
	a.collect()
	db := a.database(c)
	ledger := a.ledger(c)
	secrets := a.secrets(c)
	if a.fatal {
		return a.refuseAll()
	}
	p := a.parts(c, db)
	if known := a.lacks; known.err != nil && !a.forced && p.equal(known.parts) {
		a.state(known.err)
		return a.refuseAll()
	} else if !a.forced && known.zones != nil && p.equal(known.parts) && a.restoreAll(known.zones) {
		p = a.parts(c, db)
	}
	world, err := a.world(p)
	if err != nil {
		a.refusal.add(err, a.ordered || !p.equal(a.tried))
		a.tried, a.triedErr = p, err
		return a.refuseAll()
	}
	found := p
	if p, world, err = a.whole(p, world); err != nil {
		a.lacks = lacks{parts: found, err: err}
		a.state(err)
		return a.refuseAll()
	}
	return a.accept(p, world, ledger, secrets), nil
}

// parts are what the attempt found.
func (a *attempt) parts(c *config.Config, db *geo.Database) parts {
	p := parts{config: c, db: db}
	for _, u := range a.used {
		p.sources = append(p.sources, roster.Source{Zone: u.zone, Profile: cmp.Or(u.file.from.source.Profile, c.Profile)})
	}
	return p
}

func (a *attempt) refuse() (*Loaded, error) { return nil, &a.refusal }

// world joins the parts, or takes what was made of the same parts before.
func (a *attempt) world(p parts) (*answer.World, error) {
	if a.good != nil && p.equal(a.goodParts) {
		return a.good.World, nil
	}
	if a.triedErr != nil && p.equal(a.tried) {
		return nil, a.triedErr
	}
	return guard.Read(func() (*answer.World, error) {
		r, err := roster.Build(p.config, p.sources)
		if err != nil {
			return nil, err
		}
		var before *answer.World
		if a.good != nil {
			before = a.good.World
		}
		w, err := answer.NewWorld(r, p.db, before, a.hands())
		if err != nil {
			return nil, err
		}
		// A world that cannot be rendered, or answers nonsense, must not reach the
		// publisher.
		a.turns++
		tested, err := w.SelfTest(a.turns)
		if err == nil && tested < len(r.Sets) {
			a.log.Info("tested a part of the steered sets", "tested", tested, "of", len(r.Sets))
		}
		return w, err
	})
}

// accept makes the attempt what is served.
func (a *attempt) accept(p parts, w *answer.World, ledger *operator.Ledger, secrets *wire.Secrets) *Loaded {
	next := &Loaded{
		Version: 1, Said: 1, World: w, Config: p.config, Ledger: ledger, Secrets: secrets, Database: p.db,
		Changed: true, octets: a.octets(), Files: a.files, Dirs: a.dirs,
	}
	if a.good != nil {
		next.Version, next.Said = a.good.Version, a.good.Said
		if w != a.good.World {
			next.Version++
		}
		if ledger != a.good.Ledger {
			next.Said++
		}
		next.Changed = w != a.good.World || ledger != a.good.Ledger || secrets != a.good.Secrets
	}
	if len(a.refusal.Problems) > 0 {
		next.Refused, next.Old = &a.refusal, a.old(p, ledger, secrets)
	}
	for _, u := range a.used {
		u.file.accept(u.zone)
	}
	a.zones = a.held
	a.config.accept()
	keepOnly(a.geo, a.wantGeo, p.db)
	keepOnly(a.words, a.wantWords, ledger)
	keepOnly(a.secret, a.wantKeys, secrets)
	a.good, a.goodParts = next, p
	a.tried, a.triedErr = parts{}, nil
	if p.equal(a.lacks.parts) {
		a.lacks = lacks{} // by force
	}
	if a.keep != nil && next.Changed {
		a.keep(a.copied())
	}
	return next
}

// old are the files that are not served as they are.
func (a *attempt) old(p parts, ledger *operator.Ledger, secrets *wire.Secrets) (paths []string) {
	for _, u := range a.used {
		if u.zone != u.file.newest {
			paths = append(paths, u.file.path)
		}
	}
	paths = older(paths, a.wantGeo, p.db)
	paths = older(paths, a.wantWords, ledger)
	return older(paths, a.wantKeys, secrets)
}

// older appends the file of an input, which may be nil, if value is not its newest.
func older[T any](paths []string, in *input[T], value *T) []string {
	if in != nil && in.newest != value {
		paths = append(paths, in.path)
	}
	return paths
}

// keepOnly makes one input, which may be nil, what is served, and forgets the
// others.
func keepOnly[T any](known map[string]*input[T], used *input[T], value *T) {
	clear(known)
	if used != nil {
		used.accept(value)
		known[used.path] = used
	}
}

// state tells a problem that lasts: it is fresh when the attempt before did
// not have it.
func (a *attempt) state(problem error) {
	text := problem.Error()
	a.refusal.add(problem, a.ordered || !a.said[text])
	a.saying[text] = true
}
