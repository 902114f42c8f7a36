package metrics

import (
	"fmt"
	"net/http"
	"regexp"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// mostScrapes is how many scrapes there may be at a time; more get 503.
const mostScrapes = 4

// Paths that Handlers gives.
const (
	MetricsPath = "/metrics"
	HealthPath  = "/health"
	ReadyPath   = "/ready"
)

// Registry is a registry of a collector, and of Go's and the process's own.
func Registry(c *Collector) *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(c, newRuntime(), newProcess())
	return r
}

// newRuntime tells of Go as everybody does, and of the heap that is in use: what
// the last collection left says whether a server grows, which neither the memory
// of the process nor the heap with its garbage does.
func newRuntime() prometheus.Collector {
	live := collectors.GoRuntimeMetricsRule{Matcher: regexp.MustCompile(`^/gc/heap/live:bytes$`)}
	return collectors.NewGoCollector(collectors.WithGoCollectorRuntimeMetrics(live))
}

// Handlers are what is served over HTTP, by path. /health says that the process
// answers. /ready is false before the first plan alone, whatever becomes of
// targets and inputs after it: who supervises nameservers must not take one away
// that answers. ready may be called from any goroutine.
func Handlers(c *Collector, ready func() bool) map[string]http.Handler {
	return map[string]http.Handler{
		MetricsPath: promhttp.HandlerFor(Registry(c), promhttp.HandlerOpts{
			MaxRequestsInFlight: mostScrapes, ErrorHandling: promhttp.ContinueOnError,
		}),
		HealthPath: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { says(w, http.StatusOK, "alive") }),
		ReadyPath: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if !ready() {
				says(w, http.StatusServiceUnavailable, "not ready: nothing is served yet")
				return
			}
			says(w, http.StatusOK, "ready")
		}),
	}
}

// says answers with one line.
func says(w http.ResponseWriter, code int, line string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	fmt.Fprintln(w, line)
}
