package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Load reads and merges configuration files: lists append in the order of the
// files, mappings join by name, and the same key in two files is an error. A
// relative path counts from the folder of the file that says it. Unlike Parse
// it wants at least one zone. The error is Errors: everything that is wrong.
func Load(files ...string) (*Config, error) {
	r := &reader{}
	texts := r.texts(files)
	return r.load(texts)
}

// Text is one configuration file and what it says. Not to be written to.
type Text struct {
	File string // its name in errors; its folder is where relative paths count from
	Text []byte
}

// ReadTexts reads configuration files for LoadTexts. The error is Errors.
func ReadTexts(files ...string) ([]Text, error) {
	r := &reader{}
	texts := r.texts(files)
	return texts, r.err()
}

// LoadTexts is Load of files that were read before.
func LoadTexts(texts ...Text) (*Config, error) { return new(reader).load(texts) }

func (r *reader) texts(files []string) (texts []Text) {
	if len(files) == 0 {
		r.fail(Pos{}, "name a geosrv.yaml", "no configuration file is given")
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			r.fail(Pos{File: file}, "", "cannot be read: %s", reason(err))
			continue
		}
		texts = append(texts, Text{file, text})
	}
	return texts
}

func (r *reader) load(texts []Text) (*Config, error) {
	c := r.read(texts)
	if len(r.errs) == 0 && len(c.Zones) == 0 {
		r.fail(Pos{texts[0].File, 1, 1}, "write zones: [FILE...]", "the configuration has no zones")
	}
	return r.result(c)
}

// Parse reads the text of one configuration file; file is its name in errors,
// and its folder is where relative paths count from. The error is Errors.
func Parse(file string, text []byte) (*Config, error) {
	r := &reader{}
	c := r.read([]Text{{file, text}})
	return r.result(c)
}

// result is c, or what was wrong.
func (r *reader) result(c *Config) (*Config, error) {
	if err := r.err(); err != nil {
		return nil, err
	}
	return c, nil
}

// read parses, merges and decodes. A file that is no YAML leaves so much
// undefined that the rest is only read once it is repaired.
func (r *reader) read(sources []Text) *Config {
	var whole pair
	var files []string
	broken := len(r.errs) > 0
	for _, s := range sources {
		path := absolute(Pos{}, s.File)
		if slices.Contains(files, path) {
			r.fail(Pos{File: s.File}, "", "the same file is given twice")
			continue
		}
		files = append(files, path)
		n := parseTree(&r.report, s.File, s.Text)
		if n == nil {
			broken = true
			continue
		}
		if n.kind != mapping && !n.null {
			r.fail(n.pos, "write KEY: VALUE lines", "a configuration must be a mapping, not %s", n.kind)
			broken = true
			continue
		}
		next := pair{&node{pos: n.pos}, n}
		if whole.value == nil {
			whole = next
			continue
		}
		whole.value = newMerger(&r.report).merge("", whole, next)
	}
	if broken || whole.value == nil {
		return nil
	}
	c := r.config(whole.value)
	c.Files = append(files, r.files...)
	return c
}

// reason is an error of the file system without the path, which stands in
// front of it already.
func reason(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return filepath.Base(err.Error())
}
