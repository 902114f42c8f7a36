package wire

// Sizes of cookies in octets (RFC 7873 4, RFC 9018 3).
const (
	clientCookieLen    = 8
	serverCookieLen    = 16
	minServerCookieLen = 8 // of any server: ours or of one that came before us
	maxServerCookieLen = 32
)

// Cookie is a COOKIE option as the asker sent it (RFC 7873 4). The zero value
// is "none sent". Copy it freely.
type Cookie struct {
	Present bool
	Client  [clientCookieLen]byte
	Server  [serverCookieLen]byte // the first octets of what was sent
	Size    uint8                 // octets of the server cookie as sent: 0, or 8 to 32; only 16 can be ours
}

// parse reads the option's data: a client cookie alone, or with a server cookie
// behind it. Any other length is malformed (false; RFC 7873 5.2.2).
func (c *Cookie) parse(data []byte) bool {
	size := len(data) - clientCookieLen
	if size != 0 && (size < minServerCookieLen || size > maxServerCookieLen) {
		return false
	}
	c.Present = true
	c.Size = uint8(size)
	copy(c.Client[:], data)
	copy(c.Server[:], data[clientCookieLen:])
	return true
}

// put writes the option with our server cookie into out, and returns its
// length. The client cookie goes back as it came.
func (c *Cookie) put(out []byte, server *[serverCookieLen]byte) int {
	n := putOption(out, optionCookie, clientCookieLen+serverCookieLen)
	n += copy(out[n:], c.Client[:])
	return n + copy(out[n:], server[:])
}
