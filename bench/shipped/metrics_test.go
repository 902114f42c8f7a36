package shipped

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestMetrics(t *testing.T) {
	text, status := "# HELP a word\n# TYPE a counter\na 1\nb{c=\"d e\",f=\"\"} 2.5e+06\n\n", http.StatusOK
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/metrics" {
			t.Errorf("%s is asked for", r.URL)
		}
		w.WriteHeader(status)
		fmt.Fprint(w, text)
	}))
	defer page.Close()
	got := map[string]float64{}
	each := func(name string, value float64) { got[name] = value }
	if err := Metrics(t.Context(), page.URL, each); err != nil {
		t.Fatal(err)
	}
	if want := map[string]float64{"a": 1, `b{c="d e",f=""}`: 2.5e6}; !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	text = "a one\n"
	if err := Metrics(t.Context(), page.URL, each); err == nil {
		t.Error("a word is taken for a number")
	}
	text, status = "", http.StatusNotFound
	if err := Metrics(t.Context(), page.URL, each); err == nil {
		t.Error("no page is taken for no metrics")
	}
}
