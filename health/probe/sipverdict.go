package probe

import "geosrv/health"

// judgeOptions judges the final response to OPTIONS. Any code is a sign of
// life: an edge that says 404 or 405 to strangers still serves its own. But
// some say more. 503 asks to be left alone, 502 says that what is behind the
// peer is dead, and a peer with one of the degraded codes is in trouble.
//
//	2xx 3xx 4xx 6xx   answers, but for:
//	408 480           degraded: it asked somebody who did not answer
//	500 504 505 513   degraded, and so is every other 5xx, but for:
//	501               answers: it knows SIP, not OPTIONS
//	502               silent
//	503               drains
func judgeOptions(m *sipMessage) health.Observation {
	reason := health.SIPReason(m.code)
	switch {
	case m.code == 502:
		return failed(reason, m.summary())
	case m.code == 503:
		return draining(reason, m.summary())
	case m.code == 408, m.code == 480, m.code >= 500 && m.code < 600 && m.code != 501:
		return degraded(reason, m.summary())
	}
	return answered(m.summary())
}

// judgeRegister judges the final response to a REGISTER without credentials,
// as OPTIONS, with two differences. 504 is silent: the edge is alive and
// cannot reach who answers for its users. And only a challenge, or a success,
// proves that somebody behind the edge was asked; other answers may be the
// edge's own, so they prove no more than OPTIONS did, and say so.
func judgeRegister(m *sipMessage) health.Observation {
	if m.code == 504 {
		return failed(health.SIPReason(m.code), m.summary())
	}
	o := judgeOptions(m)
	proves := m.code == 401 || m.code == 407 || m.code < 300
	if o.Outcome == health.Answered && !o.Degraded && !proves {
		o.Warn = "REGISTER proves nothing of the next hop: " + m.summary()
	}
	return o
}
