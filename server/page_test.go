package server

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Bounds of the page (the issue's own numbers).
const (
	pageOctets = 200 << 10
	pageDelay  = time.Second
)

// silentSeen has the page note when it first says that ams is silent.
const silentSeen = `new MutationObserver(() => {
	if (!window.seen && /ams/.test(document.getElementById("state").textContent) &&
		document.querySelector('[data-key="ams"] .verdict.silent')) window.seen = Date.now();
}).observe(document.body, {subtree: true, childList: true, characterData: true}); window.same = true;`

// The page in a real browser: small, live, quiet, and asking nobody else.
func TestPageInBrowser(t *testing.T) {
	t.Parallel()
	v := openBrowser(t)
	r, base := shown(t)
	v.look("light", 1280, 900)
	do(v, chromedp.Navigate(base))
	v.until(`document.querySelectorAll("#pool-table tbody tr").length === 3 && document.querySelectorAll("#world path.t0").length > 0`)
	v.until(`document.querySelectorAll("#endpoint-table .spark path").length >= 6`)
	v.mu.Lock()
	octets := v.octets
	v.mu.Unlock()
	if octets < 10<<10 || octets > pageOctets {
		t.Errorf("the page has %.0f octets, want less than %d", octets, pageOctets)
	}
	v.shot("light")
	v.look("dark", 1280, 900)
	v.until(`document.getAnimations().length === 0`)
	v.shot("dark")
	v.look("light", 390, 844)
	v.until(`document.getAnimations().length === 0`)
	v.shot("phone")
	v.look("light", 1280, 900)

	do(v, chromedp.Evaluate[chromedp.Void](silentSeen))
	r.edges.silence("192.0.2.11", true)
	r.edges.silence("192.0.2.12", true)
	v.until(`window.seen > 0`)
	seen, same := do(v, chromedp.Evaluate[int64](`window.seen`)), do(v, chromedp.Evaluate[bool](`window.same === true`))
	delay := time.UnixMilli(seen).Sub(died(r, "ams"))
	t.Logf("%.0f octets loaded; the death of a pool shown %s after the answer moved", octets, delay)
	if !same || delay > pageDelay {
		t.Errorf("shown after %s, without reload: %t", delay, same)
	}
	v.until(`/silent/.test(document.getElementById("news").textContent)`)
	v.until(`!document.getElementById("alarms").hidden && document.querySelector("#world .mark.dead") !== null`)
	v.until(`document.getAnimations().length === 0`)
	v.shot("silent-light")
	v.look("dark", 1280, 900)
	v.until(`document.getAnimations().length === 0`)
	v.shot("silent-dark")
	v.look("dark", 390, 844)
	v.shot("silent-phone")
	v.quiet(base)
	r.page.close()
	v.until(`document.getElementById("live").textContent === "connection lost, trying again"`)
}

// died is when a pool fell silent, by the journal.
func died(r *running, pool string) (at time.Time) {
	for _, e := range r.publisher.journal.Events() {
		if e.Pool == pool && e.To == "silent" && at.IsZero() {
			at = e.At
		}
	}
	return at
}

// axe-core finds no serious violation, in light and dark, wide and on a phone, with
// everything up and with a pool dead.
func TestPageAccessible(t *testing.T) {
	t.Parallel()
	axe := axeCore(t)
	v := openBrowser(t)
	r, base := shown(t)
	do(v, chromedp.Navigate(base))
	v.until(`document.querySelectorAll("#world path.t0").length > 0`)
	do(v, chromedp.Evaluate[chromedp.Void](axe))
	for _, dead := range []bool{false, true} {
		if dead {
			r.edges.silence("192.0.2.11", true)
			r.edges.silence("192.0.2.12", true)
			v.until(`document.querySelector("#world .mark.dead") !== null`)
		}
		for _, scheme := range []string{"light", "dark"} {
			for _, width := range []int64{1280, 390} {
				v.look(scheme, width, 900)
				v.violations(fmt.Sprintf("%s, %d wide, dead %t", scheme, width, dead))
			}
		}
	}
	v.keyboard()
}

// axeCore is the text of axe-core. Without it the test is skipped, unless GEOSRV_CI
// says that nothing may be.
func axeCore(t *testing.T) string {
	t.Helper()
	path := os.Getenv("GEOSRV_AXE")
	if path == "" {
		if os.Getenv("GEOSRV_CI") != "" {
			t.Fatal("GEOSRV_AXE names no axe-core (.ci/run fetches it)")
		}
		t.Skip("GEOSRV_AXE is not set: the path of axe.min.js of the npm package axe-core")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// violations fails for what axe-core calls serious or critical.
func (v *visit) violations(where string) {
	v.Helper()
	found := do(v, chromedp.Evaluate[[]string](`axe.run(document, {}).then((r) =>
		(r.passes.length < 15 ? ["only " + r.passes.length + " rules looked at the page"] : []).concat(r.violations.map((x) =>
		x.impact + " " + x.id + ": " + x.nodes.slice(0, 3).map((n) => n.html + " " + n.failureSummary).join(" | "))))`, chromedp.EvalAwaitPromise))
	for _, f := range found {
		v.Errorf("%s: %s", where, f)
	}
}

// keyboard walks through the page with the tabulator: everything that can be used
// is reached, in the order in which it is read, and is seen to be.
func (v *visit) keyboard() {
	v.Helper()
	v.look("light", 1280, 900)
	want := []string{"Skip to the content", "Map", "Pools", "Overrides", "Answers", "Endpoints", "History", "shade", "summary"}
	for _, name := range want {
		do(v, chromedp.KeyEvent("\t"))
		got := do(v, chromedp.Evaluate[string](`((a) => a.id || (a.tagName === "SUMMARY" ? "summary" : a.textContent))(document.activeElement)`))
		outline := do(v, chromedp.Evaluate[string](`getComputedStyle(document.activeElement).outlineStyle`))
		if got != name || outline == "none" {
			v.Errorf("the tabulator leads to %q (outline %s), want %q", got, outline, name)
		}
	}
}
