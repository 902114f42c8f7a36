package server

import (
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"geosrv/health"
	"geosrv/server/status"
)

// browserPatience is how long a busy machine may take for what is not measured.
const browserPatience = 60 * time.Second

// chromium finds the browser. Where it is not installed the test is skipped,
// unless GEOSRV_CI says that nothing may be.
func chromium(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("GEOSRV_CI") != "" {
			t.Fatal("chromium is not installed (.ci/run installs it)")
		}
		t.Skip("chromium is not installed (package chromium)")
	}
	return path
}

// visit is one page in a real browser, and what it did.
type visit struct {
	*testing.T
	ctx context.Context

	mu     sync.Mutex
	urls   []string
	errors []string
	octets float64 // of bodies, as they came over the wire
}

// openBrowser starts a browser for the test.
func openBrowser(t *testing.T) *visit {
	t.Helper()
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(chromium(t)), chromedp.Flag("no-sandbox", true), chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-component-update", true), chromedp.UserDataDir(t.TempDir()))
	ctx, end := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(end)
	v := &visit{T: t}
	v.ctx, end = chromedp.NewContext(ctx, chromedp.WithListener(v.saw))
	t.Cleanup(func() { end(); _ = chromedp.Cancel(v.ctx) }) // it ends before its folder is removed
	return v
}

// saw notes what the browser tells.
func (v *visit) saw(event any) {
	v.mu.Lock()
	defer v.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		v.urls = append(v.urls, e.Request.URL)
	case *network.EventLoadingFinished:
		v.octets += e.EncodedDataLength
	case *network.EventEventSourceMessageReceived: // a stream that does not finish
		v.octets += float64(len(e.Data))
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			v.errors = append(v.errors, "console: "+string(e.Type))
		}
	case *runtime.EventExceptionThrown:
		v.errors = append(v.errors, "exception: "+e.ExceptionDetails.Text)
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == cdplog.EntryLevelError || e.Entry.Level == cdplog.EntryLevelWarning {
			v.errors = append(v.errors, "log: "+e.Entry.Text+" "+e.Entry.URL)
		}
	}
}

// do runs an action in the page.
func do[T any](v *visit, a chromedp.Action[T]) T {
	v.Helper()
	out, err := chromedp.Run(v.ctx, a)
	if err != nil {
		v.mu.Lock()
		defer v.mu.Unlock()
		v.Fatalf("%v\nthe page complained: %q", err, v.errors)
	}
	return out
}

// until waits until an expression is true in the page.
func (v *visit) until(expression string) {
	v.Helper()
	do(v, chromedp.Poll[bool]("!!("+expression+")", chromedp.WithPollingInterval(20*time.Millisecond), chromedp.WithPollingTimeout(browserPatience)))
}

// look sets how the page is looked at: light or dark, and its size.
func (v *visit) look(scheme string, width, height int64) {
	v.Helper()
	do(v, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	}))
	do(v, chromedp.EmulateViewport(width, height))
}

// shot writes pictures of the whole page and of the first screen of it, where GEOSRV_SHOTS names a folder.
func (v *visit) shot(name string) {
	v.Helper()
	dir := os.Getenv("GEOSRV_SHOTS")
	if dir == "" {
		return
	}
	for as, png := range map[string][]byte{name: do(v, chromedp.FullScreenshot(100)), name + "-first": do(v, chromedp.CaptureScreenshot())} {
		if err := os.WriteFile(filepath.Join(dir, as+".png"), png, 0o600); err != nil {
			v.Fatal(err)
		}
	}
}

// quiet fails for what the page asked of others, and what it complained about.
func (v *visit) quiet(base string) {
	v.Helper()
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, url := range v.urls {
		if !strings.HasPrefix(url, base) && !strings.HasPrefix(url, "data:") {
			v.Errorf("the page asked %s", url)
		}
	}
	for _, e := range v.errors {
		v.Errorf("the page complained: %s", e)
	}
}

// pageProbe answers as fake edges do, in a time of its own for each endpoint.
func pageProbe(e *fakeEdges) health.Probe {
	return func(ctx context.Context, ep health.Endpoint) health.Observation {
		far := ep.Addr.Addr().As4()[0] / 8
		wait := time.NewTimer(time.Duration(int(far)+e.count(ep.Addr.Addr().String())*7%5) * time.Millisecond)
		defer wait.Stop()
		select {
		case <-wait.C:
		case <-ctx.Done():
		}
		return e.probe(ctx, ep)
	}
}

// shown is a server with three pools and its status page.
func shown(t *testing.T) (*running, string) {
	t.Helper()
	d := &disk{t, t.TempDir()}
	for _, name := range []string{"geosrv.yaml", "example.com.zone"} {
		text, err := os.ReadFile(filepath.Join("testdata", "page", name))
		d.ok(err)
		d.write(name, string(text))
	}
	d.write("overrides", "drain addr:203.0.113.12 # disk is full\n")
	r := &running{disk: d, edges: newFakeEdges(), log: &journalText{}}
	s, err := Start(t.Context(), Options{
		Files: []string{d.path("geosrv.yaml")}, Probe: pageProbe(r.edges), Log: slog.New(slog.NewTextHandler(r.log, nil)),
	})
	d.ok(err)
	t.Cleanup(s.Close)
	r.Server = s
	r.soon("everything has answered once", func() bool {
		return !slices.ContainsFunc(reported(t, s).Endpoints, func(e status.Endpoint) bool { return e.Probed == nil })
	})
	return r, "http://" + s.StatusAddr().String() + "/"
}
