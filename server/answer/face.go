package answer

import "geosrv/server/wire"

// Face is what the server says of itself, whatever the plan: immutable, shared
// by all workers, swapped as a whole. The zero value and nil say nothing.
//
// An NSID or ID above 128 octets could take the room that an answer needs by
// UDP: whoever makes a Face sees to it.
type Face struct {
	Secrets *wire.Secrets // of cookies; nil: a cookie is not answered (RFC 7873 5.2)
	NSID    string        // sent to those who ask (RFC 5001); "": never
	Version string        // CH TXT version.bind and version.server; "": refused
	ID      string        // CH TXT id.server and hostname.bind (RFC 4892); "": refused
}

// introduce sets what our OPT record says of its own, to those who asked for
// it, and judges the asker's cookie.
func (a *Answerer) introduce() {
	q, m := &a.q, a.Who.Meta()
	f := m.Face
	q.Say.Roomy = !a.UDP
	if q.WantsIdle && !a.UDP { // RFC 7828 3.3.2: never by UDP
		q.Say.Idle, q.Say.Idles = m.Idle, true
	}
	if f == nil {
		return
	}
	if q.WantsNSID {
		q.Say.NSID = f.NSID
	}
	if q.Cookie.Present && f.Secrets != nil {
		from := m.Source.Unmap()
		q.Say.Cookie, q.Say.Cookies = f.Secrets.Make(&q.Cookie, from, m.Now), true
		a.outcome.Proven = f.Secrets.Valid(&q.Cookie, from, m.Now)
		q.Say.Roomy = q.Say.Roomy || a.outcome.Proven
	}
}

// text is what a question of class CH asks for (RFC 4892 2), "" for names that
// we don't know and texts that are not set.
func (f *Face) text(name []byte) string {
	if f == nil {
		return ""
	}
	switch string(name) {
	case "\x07version\x04bind\x00", "\x07version\x06server\x00":
		return f.Version
	case "\x02id\x06server\x00", "\x08hostname\x04bind\x00":
		return f.ID
	}
	return ""
}
