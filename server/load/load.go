package load

import (
	"log/slog"
	"slices"
	"sync"
	"time"

	"geosrv/geo"
	"geosrv/server/answer"
	"geosrv/server/config"
	"geosrv/server/operator"
	"geosrv/server/sandbox"
	"geosrv/server/shelf"
	"geosrv/server/wire"
)

// Loader turns files into a world: configuration, zones, geo database,
// overrides and cookie secrets. What is new is read and built beside what is served, checked, and
// taken whole or not at all. It opens no socket.
//
// Make one with New; it must not be copied. Its methods may be called
// from any goroutine; loads wait for each other.
type Loader struct {
	log *slog.Logger

	mu     sync.Mutex
	config configFiles
	zones  map[zoneKey]*zoneFile
	geo    map[string]*input[geo.Database]    // by path: the one served, and those tried since
	words  map[string]*input[operator.Ledger] // by path, likewise
	secret map[string]*input[wire.Secrets]    // by path, likewise

	good      *Loaded // the last that was accepted; nil before
	goodParts parts
	tried     parts // the last of which no world could be made
	triedErr  error
	turns     uint64            // of self-tests
	keep      func(*shelf.List) // is told what was accepted; nil if nothing is kept
	lacks     lacks             // what the last parts that lost something lack
	weighed   weighed           // the database that was last compared with the one served
	said      map[string]bool   // problems of folders that were told
	reach     *sandbox.Reach    // what may be used; nil: everything
	files     []string          // of the last attempt, for the watcher
	dirs      []string
}

// Loaded is everything that the files say. Immutable.
type Loaded struct {
	Version uint64 // of the world: 1 for the first, then one more for each new one
	Said    uint64 // version of the ledger, likewise
	World   *answer.World
	Config  *config.Config
	Ledger  *operator.Ledger // never nil
	Secrets *wire.Secrets    // of cookies; nil if no file is named
	// Database is the one of places; nil if none is named.
	Database *geo.Database
	// Changed reports that something differs from the Loaded before.
	Changed bool
	// Refused says which files are bad, so that their last good content is
	// used; nil if all are good.
	Refused *Refusal
	// Old are the files of which something is served that is not their content now,
	// with Refused: those that are bad or held back. Of all the configuration's, the
	// configuration stands for them.
	Old         []string
	Files, Dirs []string // what to watch

	octets int // of zone files that were read for it, of those too that turned out to be as before
}

// New makes a loader of configuration files. It reads nothing yet.
func New(log *slog.Logger, files ...string) *Loader {
	return &Loader{
		log: log, config: newConfigFiles(files), zones: map[zoneKey]*zoneFile{}, said: map[string]bool{},
		geo: map[string]*input[geo.Database]{}, words: map[string]*input[operator.Ledger]{},
		secret: map[string]*input[wire.Secrets]{},
	}
}

// Load reads what changed since the last time. The error is a *Refusal with
// everything that is wrong; then all stays as it was.
//
// The first load wants every file to be good. After that a file whose newest
// content is bad, or that is gone, does not keep the others from being loaded:
// its last good content stays, and Loaded.Refused says why. That holds for
// zones, the geo database, the overrides and the secrets. A bad configuration, and inputs
// that contradict each other, are refused as a whole.
//
// What reads well and yet looks like a mistake waits for Force: a zone that lost
// more than 30 % of its names, or a steered set; a folder that lost more than a
// tenth of its files; a configuration that lost much; a geo database that moves
// many people.
func (l *Loader) Load() (*Loaded, error) { return l.load(attempt{}) }

// Reload is Load by order of a person: every problem is fresh, and a zone whose
// file was taken out of its folder goes at once.
func (l *Loader) Reload() (*Loaded, error) { return l.load(attempt{ordered: true}) }

// Force is Reload by a person who insists: what looks like a mistake is meant.
func (l *Loader) Force() (*Loaded, error) { return l.load(attempt{ordered: true, forced: true}) }

// Watched lists the files and folders that the next load may depend on, after
// a refused load as well.
func (l *Loader) Watched() (files, dirs []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	files, dirs = slices.Clone(l.files), slices.Clone(l.dirs)
	if l.good != nil {
		files, dirs = append(files, l.good.Files...), append(dirs, l.good.Dirs...)
	}
	for _, list := range []*[]string{&files, &dirs} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return files, dirs
}

func (l *Loader) load(a attempt) (*Loaded, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	a.begin(l)
	loaded, err := a.run()
	l.log.Debug("looked at the files", "zones", len(a.used), "changed", loaded != nil && loaded.Changed, "took", time.Since(a.now))
	return loaded, err
}
