package load

import (
	"os"
	"testing"

	"pgregory.net/rapid"

	"geosrv/server/load/sitedir"
	"geosrv/server/shelf"
)

// copiesOf are the files of the folder of copies, by name.
func copiesOf(d *disk) (names []string) {
	entries, err := os.ReadDir(d.Path("state/kept"))
	d.OK(err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// kept is what a shelf kept in a state folder.
func (d *disk) kept(dir string) (list *shelf.List, texts [][]byte) {
	d.Helper()
	list, texts = shelf.New(quietLog(), func() string { return "" }).TakeUp(d.Path(dir), []string{d.Path("geosrv.yaml")})
	if list == nil {
		d.Fatalf("nothing of ours is kept in %s", dir)
	}
	return list, texts
}

// Whatever becomes of the copies, a server whose files are good starts, and one whose
// file is bad serves the copy or does not start: never half of it.
func TestKeptDamaged(t *testing.T) {
	d := &disk{sitedir.NewLarge(t)}
	d.resumed()
	whole := map[string]string{}
	for _, name := range copiesOf(d) {
		text, err := os.ReadFile(d.Path("state/kept/" + name))
		d.OK(err)
		whole[name] = string(text)
	}
	names := copiesOf(d)
	rapid.Check(t, func(rt *rapid.T) {
		for name, text := range whole {
			d.Write("state/kept/"+name, text)
		}
		name := rapid.SampledFrom(names).Draw(rt, "file")
		text := []byte(whole[name])
		switch rapid.SampledFrom([]string{"flip", "cut", "gone"}).Draw(rt, "how") {
		case "flip":
			if len(text) > 0 {
				text[rapid.IntRange(0, len(text)-1).Draw(rt, "at")] ^= 1 << rapid.IntRange(0, 7).Draw(rt, "bit")
			}
			d.Write("state/kept/"+name, string(text))
		case "cut":
			d.Write("state/kept/"+name, string(text[:rapid.IntRange(0, len(text)).Draw(rt, "length")]))
		default:
			d.Remove("state/kept/" + name)
		}
		l := New(quietLog(), d.Path("geosrv.yaml"))
		loaded, _, err := l.Resume(d.Path("state"), shelf.New(quietLog(), func() string { return "" }), false)
		if err != nil || loaded.Refused != nil || len(loaded.World.Roster.Sources) != 14 {
			rt.Fatalf("good files are not loaded: %v, %v", err, loaded)
		}
	})
}

// Two servers that are given the same name in other folders have nothing in common.
func TestKeptOfOthers(t *testing.T) {
	d := &disk{sitedir.NewLarge(t)}
	d.resumed()
	other := &disk{sitedir.NewLarge(t)}
	other.Remove("big.example.zone")
	l := New(quietLog(), other.Path("geosrv.yaml"))
	if _, _, err := l.Resume(d.Path("state"), shelf.New(quietLog(), func() string { return "" }), false); err == nil {
		t.Error("it starts from what another server kept")
	}
}
