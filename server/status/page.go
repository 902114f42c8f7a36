package status

import (
	"bytes"
	"compress/gzip"
	_ "embed" // the page
	"net/http"
	"strconv"
	"strings"
)

//go:embed page/index.html
var indexHTML []byte

//go:embed page/page.css
var pageCSS []byte

//go:embed page/page.js
var pageJS []byte

// pages are the files of the page, by path.
func pages() map[string]http.Handler {
	return map[string]http.Handler{
		"/":         newFile("text/html; charset=utf-8", indexHTML),
		"/page.css": newFile("text/css; charset=utf-8", pageCSS),
		"/page.js":  newFile("text/javascript; charset=utf-8", pageJS),
	}
}

// file is one file, as it is and packed. Immutable.
type file struct {
	kind         string
	text, packed []byte
}

func newFile(kind string, text []byte) *file {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(text) // to memory
	_ = z.Close()
	return &file{kind, text, b.Bytes()}
}

// ServeHTTP sends the file. It is never kept by a browser: after an upgrade page
// and server have to fit.
func (f *file) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h, text := w.Header(), f.text
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Accept-Encoding")
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		text = f.packed
	}
	h.Set("Content-Length", strconv.Itoa(len(text)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(text) // whoever left does not want it
	}
}
