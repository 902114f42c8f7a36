package wire

import "encoding/binary"

// Say is what our OPT record says of its own. The zero value is nothing. What
// is set is written if the asker sent an OPT record: the caller sees to it that
// it was asked for, and by TCP where it must be. A value; copy it freely.
type Say struct {
	Cookie   [serverCookieLen]byte // server cookie, written behind the asker's own if it sent one
	Cookies  bool                  // Cookie is set
	NSID     string                // at most MaxNSID octets; "" for none
	Idle     uint16                // how long a connection may idle, in 100 ms (RFC 7828 3.1)
	Idles    bool                  // Idle is set
	Error    uint16                // extended error (RFC 8914)
	Extended bool                  // Error is set

	// Roomy says that the asker's address is not forged, by TCP or by a valid
	// cookie. Without it Error leaves off what would make the reply longer than
	// the request: a small packet to someone else's address must not bring him
	// a larger one.
	Roomy bool
}

// optionsLen is how many octets the options of our OPT record take.
func (q *Query) optionsLen() int {
	n := q.Subnet.optionLen()
	if q.sendsCookie() {
		n += optionHead + clientCookieLen + serverCookieLen
	}
	if q.Say.NSID != "" {
		n += optionHead + len(q.Say.NSID)
	}
	if q.Say.Idles {
		n += optionHead + 2
	}
	if q.Say.Extended {
		n += optionHead + 2
	}
	return n
}

// sendsCookie reports whether the reply has a cookie: ours stands behind the
// asker's, so there must be one.
func (q *Query) sendsCookie() bool { return q.Say.Cookies && q.Cookie.Present }

// putOptions writes the options of our OPT record into out, which has
// optionsLen octets.
func (q *Query) putOptions(out []byte, scope uint8) {
	n := 0
	if q.Subnet.Present {
		n += q.Subnet.put(out, scope)
	}
	if q.sendsCookie() {
		n += q.Cookie.put(out[n:], &q.Say.Cookie)
	}
	if q.Say.NSID != "" {
		n += putOption(out[n:], optionNSID, len(q.Say.NSID))
		n += copy(out[n:], q.Say.NSID)
	}
	if q.Say.Idles {
		n += putWord(out[n:], optionIdle, q.Say.Idle)
	}
	if q.Say.Extended {
		putWord(out[n:], optionError, q.Say.Error)
	}
}

// putOption writes the head of an option and returns its length.
func putOption(out []byte, code uint16, size int) int {
	binary.BigEndian.PutUint16(out, code)
	binary.BigEndian.PutUint16(out[2:], uint16(size))
	return optionHead
}

// putWord writes an option of two octets and returns its length.
func putWord(out []byte, code, word uint16) int {
	n := putOption(out, code, 2)
	binary.BigEndian.PutUint16(out[n:], word)
	return n + 2
}

// trim makes an error reply fit the request of size octets, by leaving off
// what is said beside, the least useful first. What stays is the asker's own
// question, subnet and cookie, and the server cookie behind it: that one is
// owed (RFC 7873 5.2.3), and makes the reply longer by 16 octets at most.
func (q *Query) trim(size int) {
	if q.sendsCookie() {
		size += max(0, serverCookieLen-int(q.Cookie.Size))
	}
	if q.End+q.OptLen() > size {
		q.Say.Idles = false
	}
	if q.End+q.OptLen() > size {
		q.Say.Extended = false
	}
	if q.End+q.OptLen() > size {
		q.Say.NSID = ""
	}
}
