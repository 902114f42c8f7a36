package answer

import (
	"encoding/binary"

	"geosrv/server/wire"
)

// maxString is the most octets of a <character-string> (RFC 1035 3.3).
const maxString = 255

// chaos answers a question of class CH: who this server is and what it runs
// (RFC 4892), as a TXT record that nobody may cache. Other types of such a name
// do not exist; nothing else is known of that class.
func (a *Answerer) chaos(f *Face, in, out []byte) int {
	q := &a.q
	text := f.text(q.Name.Wire[:q.Name.Len])
	if text == "" {
		return a.fail(in, out, wire.RcodeRefused, wire.ErrorNotAuthoritative)
	}
	a.outcome.Class = Error
	if q.Type != wire.TypeTXT && q.Type != wire.TypeANY {
		return q.Bare(out, in, wire.FlagAA, wire.RcodeNoError)
	}
	text = text[:min(len(text), maxString)]
	at := q.Header(out, in, wire.FlagAA, wire.RcodeNoError, 1, 0, 0)
	head := out[at : at+pointerLen+fixedLen+1]
	clear(head) // TTL 0
	binary.BigEndian.PutUint16(head, toQuestion)
	binary.BigEndian.PutUint16(head[pointerLen:], wire.TypeTXT)
	binary.BigEndian.PutUint16(head[pointerLen+2:], wire.ClassCH)
	binary.BigEndian.PutUint16(head[lengthAt:], uint16(1+len(text)))
	head[pointerLen+fixedLen] = uint8(len(text))
	at += len(head)
	at += copy(out[at:], text)
	return q.AppendOPT(out, at, 0, 0)
}
