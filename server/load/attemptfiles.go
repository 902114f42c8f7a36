package load

import (
	"bytes"
	"fmt"

	"geosrv/geo"
	"geosrv/server/config"
	"geosrv/server/operator"
	"geosrv/server/wire"
)

// Bounds of the other files, in octets.
const (
	maxDatabase  = 1 << 30
	maxOverrides = 1 << 20
	maxSecrets   = 1 << 16
)

// database is the geo database that the configuration names, or its last good
// content; nil if none is named.
func (a *attempt) database(c *config.Config) *geo.Database {
	path := c.Geo.Database
	if path == "" {
		return nil
	}
	a.files = append(a.files, path)
	a.wantGeo = inputOf(a.geo, path)
	a.wantGeo.refresh(maxDatabase, func(text []byte, err error) (*geo.Database, error) {
		if err != nil {
			return nil, config.Error{
				Pos: c.Geo.DatabasePos, Problem: fmt.Sprintf("geo database %s cannot be read: %v", path, err),
				Hint: "put a City or Country database there, or remove the line",
			}
		}
		return geo.Decode(path, text)
	})
	if in := a.wantGeo; in.newest == nil && in.good == nil && a.placeless(path) {
		a.refusal.add(in.tell(a.ordered))
		return nil
	}
	return a.weigh(c, newestOf(a, a.wantGeo))
}

// placeless reports whether there is nothing to lose by going on without a geo database
// that was never there: where nothing is served yet, or what is served is without it.
func (a *attempt) placeless(path string) bool {
	if a.good == nil {
		return a.begins
	}
	return a.good.Database == nil && a.good.Config.Geo.Database == path
}

// ledger is what the overrides file says, or said when it was last good. That
// it is gone does not take back what was said; an empty file does.
func (a *attempt) ledger(c *config.Config) *operator.Ledger {
	path := c.Overrides
	switch {
	case path == "" && a.good != nil && a.good.Config.Overrides == "":
		return a.good.Ledger // nothing, as before
	case path == "":
		return &operator.Ledger{}
	}
	a.files = append(a.files, path)
	a.wantWords = inputOf(a.words, path)
	a.wantWords.refresh(maxOverrides, func(text []byte, err error) (*operator.Ledger, error) {
		if err != nil {
			return nil, fmt.Errorf("%s: the overrides cannot be read: %w (make the file; it may be empty)", path, err)
		}
		return operator.Parse(path, text)
	})
	return newestOf(a, a.wantWords)
}

// secrets are those of the file that the configuration names, or of its last
// good content: a server that gave up its secrets for a slip of the pen would
// take the cookies of all for forged. nil if none is named.
func (a *attempt) secrets(c *config.Config) *wire.Secrets {
	path := c.Cookies.Secrets
	if path == "" {
		return nil
	}
	a.files = append(a.files, path)
	a.wantKeys = inputOf(a.secret, path)
	a.wantKeys.refresh(maxSecrets, func(text []byte, err error) (*wire.Secrets, error) {
		if err != nil {
			return nil, config.Error{
				Pos: c.Cookies.Pos, Problem: fmt.Sprintf("cookie secrets %s cannot be read: %v", path, err),
				Hint: "write one line of 32 random hex digits there: openssl rand -hex 16",
			}
		}
		return readSecrets(path, text)
	})
	return newestOf(a, a.wantKeys)
}

func readSecrets(path string, text []byte) (*wire.Secrets, error) {
	return wire.ReadSecrets(path, bytes.NewReader(text))
}

// inputOf is the input of a file, the one of the attempts before if there is
// one: what was told of it need not be told again.
func inputOf[T any](known map[string]*input[T], path string) *input[T] {
	in := known[path]
	if in == nil {
		fresh := newInput[T](path)
		in = &fresh
		known[path] = in
	}
	return in
}

// newestOf is what an input says, or what it said when it was last good. A
// file that was never good makes the attempt fail.
func newestOf[T any](a *attempt, in *input[T]) *T {
	if in.newest != nil {
		return in.newest
	}
	a.refusal.add(in.tell(a.ordered))
	a.fatal = a.fatal || in.good == nil
	return in.good
}
