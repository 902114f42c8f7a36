package config

import (
	"net/url"

	"go.yaml.in/yaml/v4"
)

// Hook says who is told of each event. The zero value is nobody.
type Hook struct {
	Exec []string // a command and its arguments; the event is its standard input
	URL  string   // the event is posted there
	Pos  Pos
}

// hook reads {exec: [COMMAND, ARGUMENT...]} or {webhook: URL}, one of them.
func (r *reader) hook(h *Hook) setter {
	return func(key string, v *node) {
		h.Pos = v.pos
		ok := r.fields(v, "hook", []field{
			{"exec", r.each(func(item *node) {
				if s, ok := r.scalar("exec", item); ok {
					h.Exec = append(h.Exec, s)
				}
			})},
			{"webhook", func(_ string, v *node) { h.URL = r.webAddress(v) }},
		})
		if both := len(h.Exec) > 0 && h.URL != ""; ok && (both || len(h.Exec) == 0 && v.get("webhook") == nil) {
			r.fail(v.pos, "write {exec: [COMMAND, ARGUMENT...]} or {webhook: URL}", "hook wants exec or webhook, one of them")
		}
	}
}

// webAddress reads an address of the web.
func (r *reader) webAddress(v *node) string {
	s, ok := r.scalar("webhook", v)
	if !ok {
		return ""
	}
	if u, err := url.Parse(s); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		r.fail(v.pos, "such as https://chat.example.net/geosrv", "webhook: %q is no address of the web", s)
		return ""
	}
	return s
}

// showHook writes the hook, if there is one.
func showHook(h *Hook) *yaml.Node {
	m := newShown(yaml.FlowStyle)
	m.add("exec", each(yaml.FlowStyle, h.Exec, text))
	m.text("webhook", h.URL)
	return m.n
}
