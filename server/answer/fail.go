package answer

import "geosrv/server/wire"

// noReason stands for no extended error (RFC 8914 4): "other error", whose
// number it is, would say nothing.
const noReason = 0

// fail writes an error reply with its reason. wire leaves the reason off where
// it would make a forged asker's victim get more than was sent.
func (a *Answerer) fail(in, out []byte, rcode int, why uint16) int {
	a.outcome.Class = Error
	a.q.Say.Error, a.q.Say.Extended = why, why != noReason
	return a.q.Error(out, in, rcode)
}

// reason is what the verdict alone says of an error, for whoever reads the reply
// of a server that should have answered. An opcode that is not done has none:
// no OPT record is looked for, and so none goes back.
func (a *Answerer) reason(v wire.Verdict) uint16 {
	switch {
	case v == wire.FormErr && a.q.Type == wire.TypeNXNAME:
		return wire.ErrorInvalidType // alone of what is malformed does it look right
	case v != wire.Refused:
		return noReason
	case a.q.Class == wire.ClassIN:
		return wire.ErrorProhibited // of this class, transfers alone are refused unseen
	}
	return wire.ErrorNotSupported
}

// cookieOnly answers a message without a question that asks for a cookie, or
// whether one holds (RFC 7873 5.4). Who makes no cookies takes it for what it
// is besides.
func (a *Answerer) cookieOnly(in, out []byte) int {
	rcode := wire.RcodeNoError
	switch {
	case !a.q.Say.Cookies:
		rcode = wire.RcodeFormErr
	case a.q.Cookie.Size > 0 && !a.outcome.Proven:
		rcode = wire.RcodeBadCookie
	}
	return a.fail(in, out, rcode, noReason)
}

// Slip writes, in place of the reply that the last Reply wrote for the message
// in, one that makes an honest asker come again in another way: with TC it
// comes by TCP (RFC 2181 9); BADCOOKIE (RFC 7873 5.2.3), if it showed a cookie
// that did not hold, gives it one that will. It returns the length, which is
// at most that of the request but for the cookie.
func (a *Answerer) Slip(in, out []byte) int {
	q := &a.q
	if a.hasty {
		q.Parse(in)
	}
	q.Say = wire.Say{Cookie: q.Say.Cookie, Cookies: q.Say.Cookies}
	if q.Say.Cookies && !a.outcome.Proven {
		return q.Error(out, in, wire.RcodeBadCookie)
	}
	return q.Bare(out, in, wire.FlagTC, wire.RcodeNoError)
}
