package config

// xmppKeys are the keys that mean something to xmpp alone, and domain.
func xmppKeys() []string { return []string{"domain", "stream", "starttls", "from"} }

// xmppFields is the table of how a stream is opened.
func (r *reader) xmppFields(s *Service) []field {
	return []field{
		{"stream", r.word(&s.Stream, "server", "client")},
		{"starttls", r.word(&s.StartTLS, "offered", "required", "never")},
		{"from", r.hostInto(&s.From)},
	}
}

// xmpp refuses a STARTTLS inside TLS; v is the service.
func (r *reader) xmpp(s *Service, v *node) {
	if key := v.get("starttls"); key != nil && s.Check == "xmpp" && s.Transport == "tls" {
		r.fail(key.pos, "leave it out: direct TLS is there from the first octet", "starttls means nothing over tls")
	}
}
