package load

import (
	"errors"
	"slices"
	"testing"
)

// Problems name all files from the root, also where the configuration was named from
// the working folder: who asks the server may stand in another one.
func TestProblemsNameFilesAlike(t *testing.T) {
	d := newDisk(t)
	d.Edit("geosrv.yaml", "access-nyc.example.com", "access-nye.example.com")
	t.Chdir(d.Dir)
	_, err := New(quietLog(), "geosrv.yaml").Load()
	var r *Refusal
	if !errors.As(err, &r) {
		t.Fatalf("got %v, want a refusal", err)
	}
	var got []string
	for _, p := range r.Problems {
		got = append(got, p.Error())
	}
	want := []string{d.Path("geosrv.yaml") + ":12:28: host name access-nye.example.com has no address in the zones (add its A record, or say addresses: if it lies outside our zones)"}
	if !slices.Equal(got, want) {
		t.Errorf("problems %q, want %q", got, want)
	}
}
