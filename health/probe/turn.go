package probe

import (
	"context"
	"encoding/binary"
	"fmt"
	"strings"

	"geosrv/health"
)

// msTURN asks an A/V edge of Lync or Skype for Business for a relay, without
// credentials (MS-TURN 3.2.4.1). Its sign of life is the refusal: an Allocate
// error 401 with a realm and a nonce, which a client would answer. It ignores
// whoever does not send the magic cookie as the first attribute (MS-TURN
// 3.1.10), so plain STUN proves nothing here. Over TCP the pseudo-TLS hello
// goes first, and every message has a frame.
func (p prober) msTURN(ctx context.Context, e health.Endpoint) health.Observation {
	ask := &stunAsk{
		stunMessage: stunMessage{
			kind: allocateRequest, id: newStunID(false),
			attrs: []stunAttr{
				{attrMagicCookie, binary.BigEndian.AppendUint32(nil, msTURNCookie)},
				{attrMSVersion, binary.BigEndian.AppendUint32(nil, 1)},
			},
		},
		framed: true,
	}
	m, err := p.askTURN(ctx, e, ask)
	if err != nil {
		return broken(err)
	}
	return verdictOfTURN(m)
}

// askTURN is askSTUN, with the hello before it on a stream.
func (p prober) askTURN(ctx context.Context, e health.Endpoint, ask *stunAsk) (*stunMessage, error) {
	if e.Transport == "udp" {
		return p.askSTUN(ctx, e, ask)
	}
	s, err := p.open(ctx, e)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	if err := pseudoTLS(s); err != nil {
		return nil, err
	}
	return ask.overStream(s)
}

// verdictOfTURN judges the answer to an Allocate request (MS-TURN 3.3.5.1).
func verdictOfTURN(m *stunMessage) health.Observation {
	if m.kind == allocateSuccess {
		return answered("gave a relay to a stranger")
	}
	code, words, ok := m.failure()
	if !ok {
		return failed(health.ReasonProto, "an Allocate error without a code")
	}
	switch code {
	case 300:
		return elsewhere(m, code, words, attrAlternateServer)
	case 401:
		// The numbers of the two attributes are swapped against RFC 8489.
		realm, nonce := m.value(attrNonce), m.value(attrRealm)
		if len(realm) == 0 || len(nonce) == 0 {
			return failed(health.ReasonProto, "401 without a realm and a nonce")
		}
		detail := "401, realm " + strings.Trim(string(realm), `"`)
		if a, ok := m.address(attrAlternateServer, false); ok {
			detail += ", server " + a.String()
		}
		return answered(detail)
	}
	return failed(health.STUNReason(code), fmt.Sprintf("%d %s", code, words))
}
