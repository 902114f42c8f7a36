package answer

// Asked is what the last request was, for those who count. A value.
type Asked struct {
	Type   uint16 // of the question; 0 if none could be read
	Subnet bool   // it says in which network its asker is (RFC 7871)
	// BadVersion: it is of an EDNS that is not ours (RFC 6891 6.1.3), of which the
	// rcode does not fit into the header.
	BadVersion bool
}

// Asked says what the last request was. It means nothing if there was no reply.
func (a *Answerer) Asked() Asked {
	if a.hasty {
		return Asked{Type: a.usual.Type, Subnet: a.usual.Source > 0}
	}
	return Asked{Type: a.q.Type, Subnet: a.q.Subnet.Source > 0, BadVersion: a.q.Version > 0}
}
