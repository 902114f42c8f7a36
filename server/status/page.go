package status

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/json"
	"net/http"
	"path"
	"strconv"
	"strings"

	"geosrv/geo/atlas"
)

//go:embed page
var page embed.FS

// pages are the files of the page, by path.
func pages() map[string]http.Handler {
	out := map[string]http.Handler{"/world.json": newFile("application/json", world())}
	entries, _ := page.ReadDir("page") // it is in the binary
	for _, e := range entries {
		text, _ := page.ReadFile("page/" + e.Name())
		at := "/" + e.Name()
		if e.Name() == "index.html" {
			at = "/"
		}
		out[at] = newFile(kindOf(e.Name()), text)
	}
	return out
}

// kindOf is the media type of a file of the page. The tables of the machine have no
// say in it.
func kindOf(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	}
	return "text/html; charset=utf-8"
}

// world is the map, for the page's script.
func world() []byte {
	countries, _ := atlas.World() // a test of atlas sees that there is no error
	rows := make([][3]string, len(countries))
	for i, c := range countries {
		rows[i] = [3]string{c.Code, c.Name, c.Path}
	}
	text, _ := json.Marshal(map[string]any{"width": atlas.Width, "height": atlas.Height, "countries": rows})
	return text
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

// ServeHTTP sends the file. A browser does not keep it: after an upgrade page and
// server have to fit.
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
