package config

import (
	"reflect"
	"slices"
	"testing"
	"time"
)

func TestPresetsTable(t *testing.T) { golden(t, "testdata/presets.txt", Presets()) }

func TestPresetFor(t *testing.T) {
	// policy, by, takeover, failback, down, drained, check, transport, name
	type words [9]string
	for _, test := range []struct {
		profile, owner string
		want           words
	}{
		{"lync", "_sip._tls.example.com", words{"ladder", "nearest", "", "", "demote", "omit", "sip", "tls", "target"}},
		{"lync", "_SIP._TLS", words{"ladder", "nearest", "", "", "demote", "omit", "sip", "tls", "target"}},
		{"lync", "_sipfederationtls._tcp.example.com", words{"one", "listed", "auto", "command", "", "", "sip", "tls", "target"}},
		{"lync", "_xmpp-server._tcp.a", words{"one", "listed", "command", "command", "", "", "xmpp", "tcp", "domain"}},
		{"lync-single-ip", "_xmpp-server._tcp.a", words{"one", "listed", "command", "command", "", "", "xmpp", "tcp", "domain"}},
		{"xmpp", "_xmpp-server._tcp.a", words{"ladder", "nearest", "", "", "demote", "omit", "xmpp", "tcp", "domain"}},
		{"xmpp", "_xmpps-client._tcp.a", words{"ladder", "nearest", "", "", "demote", "omit", "xmpp", "tls", "domain"}},
		{"", "_sip._tls.a", words{"ladder", "nearest", "", "", "demote", "omit", "sip", "tls", "target"}},
		{"", "_sip._udp.a", words{"ladder", "nearest", "", "", "demote", "omit", "sip", "udp", ""}},
		{"sip-trunk", "_sip._udp.a", words{"ladder", "zone", "", "", "omit", "omit", "sip", "udp", ""}},
		{"sip-trunk", "_sips._tcp.a", words{"ladder", "zone", "", "", "omit", "omit", "sip", "tls", "target"}},
		{"matrix", "_matrix-fed._tcp.a", words{"one", "listed", "auto", "auto", "", "", "https", "tls", "target"}},
		{"", "_matrix-fed._tcp.a", words{"ladder", "nearest", "", "", "demote", "omit", "tcp", "tcp", ""}},
		{"web", "_imaps._tcp.a", words{"ladder", "nearest", "", "", "demote", "omit", "tcp", "tcp", ""}},
		{"web", "_ntp._udp.a", words{"ladder", "nearest", "", "", "demote", "omit", "none", "", ""}},
	} {
		p, ok := PresetFor(test.profile, test.owner)
		got := words{p.Policy, p.By, p.Takeover, p.Failback, p.Down, p.Drained, p.Check, p.Transport, p.NameFrom}
		if !ok || got != test.want {
			t.Errorf("%s %s: %v %q, want %q", test.profile, test.owner, ok, got, test.want)
		}
	}
	for _, owner := range []string{"", "_sip", "www.example.com", "sip._tcp.a", "_._tcp.a", "_foo._sctp.a", "_foo._tls.a", "_sip.", "_sip.._tls", "_ſip._tls", "_s\tp._udx"} {
		if p, ok := PresetFor("lync", owner); ok {
			t.Errorf("%q has the preset %+v", owner, p)
		}
	}
	if p, _ := PresetFor("xmpp", "_ntp._udp"); p.Note == "" {
		t.Error("a set without a check has no note")
	}
}

// Every preset must be one that a configuration could say, or it could not be
// explained by one.
func TestPresetsSpeakTheConfiguration(t *testing.T) {
	for _, each := range presetRows() {
		row := each.preset()
		c, ok := findCheck(row.Check)
		if !ok || row.Transport != "" && !contains(c.transports, row.Transport) {
			t.Errorf("%s: check %q over %q", row.Owner, row.Check, row.Transport)
		}
		text := "groups: {g: {sets: [a.example], policy: " + row.Policy + ", by: " + row.By + "}}"
		if _, err := Parse("p.yaml", []byte(text)); err != nil {
			t.Errorf("%s: %v", row.Owner, err)
		}
	}
}

// Somebody asks for each of ten thousand owners at each reload.
func TestPresetForIsCheap(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() {
		PresetFor("lync", "_XMPP-server._TCP.example.com")
		PresetFor("web", "_unheard-of._udp.example.com")
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// The sets of profiles hold the profiles that they are named for.
func TestProfileSets(t *testing.T) {
	for set, want := range map[profiles][]string{
		anyProfile: nil, ofLync: {"lync", "lync-single-ip"}, ofTrunk: {"sip-trunk"}, ofKnown: Profiles(),
	} {
		if got := set.names(); !slices.Equal(got, want) {
			t.Errorf("%b: %q, want %q", set, got, want)
		}
	}
	if ofKnown.has("") || ofKnown.has("x") || !anyProfile.has("x") || ofLync.has("xmpp") || !ofLync.has("lync") {
		t.Error("a set has another profile than it holds")
	}
}

func contains(words []string, w string) bool {
	for _, have := range words {
		if have == w {
			return true
		}
	}
	return false
}

func TestRoleServiceFor(t *testing.T) {
	for _, test := range []struct {
		profile, role    string
		check, transport string
		port             uint16
		path             string
		expect           []int
	}{
		{"lync", "", "sip", "tls", 443, "", nil},
		{"lync", "access", "sip", "tls", 443, "", nil},
		{"lync", "webconf", "tls", "tls", 443, "", nil},
		{"lync", "av", "ms-turn", "tcp", 443, "", nil},
		{"lync", "web", "https", "tls", 443, "/autodiscover/autodiscoverservice.svc/root", []int{200}},
		{"lync-single-ip", "access", "sip", "tls", 5061, "", nil},
		{"lync-single-ip", "webconf", "tls", "tls", 444, "", nil},
		{"lync-single-ip", "av", "ms-turn", "tcp", 443, "", nil},
		{"sip-trunk", "", "sip", "udp", 5060, "", nil},
		{"xmpp", "", "xmpp", "tcp", 5269, "", nil},
		{"matrix", "hs", "https", "tls", 8448, "/_matrix/federation/v1/version", []int{200}},
		{"web", "", "https", "tls", 443, "/", []int{200, 301, 302}},
		{"web", "anything", "https", "tls", 443, "/", []int{200, 301, 302}},
	} {
		s, ok := RoleServiceFor(test.profile, test.role)
		want := Service{Check: test.check, Transport: test.transport, Port: test.port, Path: test.path, Expect: test.expect}
		if !ok || !reflect.DeepEqual(s, want) {
			t.Errorf("%s %q: %v %+v, want %+v", test.profile, test.role, ok, s, want)
		}
	}
	for _, none := range [][2]string{{"", ""}, {"", "access"}, {"lync", "acess"}, {"xmpp", "web"}, {"matrix", ""}} {
		if s, ok := RoleServiceFor(none[0], none[1]); ok {
			t.Errorf("%q has %+v", none, s)
		}
	}
}

func TestDefaultPort(t *testing.T) {
	for _, test := range []struct {
		check, transport string
		want             uint16
	}{
		{"sip", "", 5061},
		{"sip", "tls", 5061},
		{"sip", "udp", 5060},
		{"sip", "tcp", 5060},
		{"https", "", 443},
		{"xmpp", "", 5269},
		{"smtp", "", 25},
		{"tcp", "", 0},
		{"tls", "", 443},
		{"none", "", 0},
	} {
		if got := DefaultPort(test.check, test.transport); got != test.want {
			t.Errorf("%s over %q: %d, want %d", test.check, test.transport, got, test.want)
		}
	}
}

func TestTimingOver(t *testing.T) {
	fast := Timing{Interval: 200 * time.Millisecond, Rise: 1}.Over(DefaultTiming())
	want := Timing{
		Interval: 200 * time.Millisecond, FastInterval: 200 * time.Millisecond, DownInterval: 600 * time.Millisecond,
		Timeout: 3 * time.Second, Hedge: 300 * time.Millisecond, HoldDown: 30 * time.Second, Quarantine: 10 * time.Minute,
		Attempts: 3, Fall: 3, Ok: 2, Rise: 1,
	}
	if fast != want {
		t.Errorf("got %+v, want %+v", fast, want)
	}
	if got := (Timing{}).Over(want); got != want {
		t.Errorf("nothing over a timing changes it: %+v", got)
	}
	slow := Timing{Interval: time.Minute}.Over(Timing{Interval: 5 * time.Second, DownInterval: 20 * time.Second})
	if slow.DownInterval != 3*time.Minute {
		t.Errorf("a longer interval leaves a down interval of %s", slow.DownInterval)
	}
}

func TestPolicyWords(t *testing.T) {
	for text, want := range map[string]Entry{
		"policy: single":                       {Policy: "one", Takeover: "auto"},
		"takeover: command, policy: single":    {Policy: "one", Takeover: "command"},
		"policy: gateway":                      {Policy: "one", Takeover: "command"},
		"policy: nearest":                      {Policy: "one", By: "nearest", Takeover: "auto", Failback: "auto"},
		"takeover: auto, policy: gateway":      {Policy: "one", Takeover: "auto"},
		"policy: nearest, failback: command":   {Policy: "one", By: "nearest", Takeover: "auto", Failback: "command"},
		"by: listed, policy: nearest":          {Policy: "one", By: "listed", Takeover: "auto", Failback: "auto"},
		"policy: ladder, members: true":        {Policy: "ladder"},
		"policy: members, certificate: shared": {Policy: "members", Shared: true},
	} {
		c, err := Parse("p.yaml", []byte("steer: [{name: A.example., "+text+"}]"))
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		got := c.Steer[0]
		if len(got.Sets) != 1 || got.Sets[0] != (Ref{"a.example", Pos{"p.yaml", 1, 16}}) {
			t.Errorf("%s: sets %+v", text, got.Sets)
		}
		got.Sets, got.Pos = nil, Pos{}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %+v\nwant %+v", text, got, want)
		}
	}
}
