package chaos

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"
)

// The state folder of a nameserver, the file in it, what a bad one is called then,
// and the first line, with the version of it that is known here.
const (
	stateFolder = "state"
	stateFile   = "state"
	badState    = "state.bad"
	stateHead   = "geosrv-state 1 sha256=%x\n"
)

// clockFault: while a nameserver does not run its clock is set. Nobody can set the
// clock of one process; what it finds of before has times of another clock then,
// so these are moved. Most steps are short: what is old anyway is not used.
func clockFault(w *world, random *rand.Rand) fault {
	k := random.IntN(servers)
	step := time.Duration(math.Pow(random.Float64(), 4)*float64(24*time.Hour)).Round(time.Second) + time.Second
	what := "forwards"
	if random.IntN(2) == 0 {
		what, step = "back", -step
	}
	s := w.servers[k]
	return fault{
		what:     fmt.Sprintf("ns%d is killed (-9), and its clock set %s by %v", k+1, what, step.Abs()),
		subjects: []string{processName(k)},
		begin:    s.kill,
		end: func() error {
			if err := s.setClock(step); err != nil {
				return err
			}
			if err := w.revive(k); err != nil {
				return err
			}
			if _, err := os.Stat(filepath.Join(s.dir, stateFolder, badState)); err == nil {
				return fmt.Errorf("ns%d could not use its state", s.k+1)
			}
			return nil
		},
	}
}

// setClock moves all that the state tells, as a step of the clock does: forwards
// means that all was longer ago.
func (s *server) setClock(step time.Duration) error {
	path := filepath.Join(s.dir, stateFolder, stateFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // it was killed before it wrote any
	}
	if err == nil {
		text, err = moveTimes(text, -step)
	}
	if err != nil {
		return fmt.Errorf("ns%d: %w", s.k+1, err)
	}
	return replaceFile(path, text)
}

// moveTimes is a state file in which all times are later, and whose sum is right.
func moveTimes(text []byte, by time.Duration) ([]byte, error) {
	head, body, _ := bytes.Cut(text, []byte("\n"))
	body = bytes.TrimSuffix(body, []byte("\n"))
	if want := fmt.Sprintf(stateHead, sha256.Sum256(body)); string(head)+"\n" != want {
		return nil, fmt.Errorf("the state file begins with %q, not with %q", head, want)
	}
	read := json.NewDecoder(bytes.NewReader(body))
	read.UseNumber()
	var all any
	if err := read.Decode(&all); err != nil {
		return nil, err
	}
	body, err := json.Marshal(moved(all, by))
	if err != nil {
		return nil, err
	}
	return []byte(seal(string(body))), nil
}

// seal is a state file of a text of JSON.
func seal(body string) string {
	return fmt.Sprintf(stateHead, sha256.Sum256([]byte(body))) + body + "\n"
}

// moved is a value of JSON with all times in it later, but for those that stand for
// none.
func moved(v any, by time.Duration) any {
	switch v := v.(type) {
	case map[string]any:
		for key := range v {
			v[key] = moved(v[key], by)
		}
	case []any:
		for i := range v {
			v[i] = moved(v[i], by)
		}
	case string:
		if t, err := time.Parse(time.RFC3339Nano, v); err == nil && !t.IsZero() {
			return t.Add(by).Format(time.RFC3339Nano)
		}
	}
	return v
}
