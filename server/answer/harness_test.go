package answer_test

import (
	"encoding/hex"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"geosrv/server/answer"
	"geosrv/server/answer/smallworld"
	"geosrv/server/wire"
)

// served are zones that are asked questions. The tests beside this file each
// hold zones and a script of questions with the replies that are due.
//
// A script is blocks with blank lines between. The first line of a block is a
// question, as dig takes it; what follows is the whole reply:
//
//	;; www.example. A +bufsize=512
//	;; NOERROR aa
//	www.example. 60 IN A 192.0.2.1
//	;; AUTHORITY
//	;; ADDITIONAL
//	;; OPT nsid=ams-1
//
// Sections without records are left out, and so is an OPT record that says
// nothing of its own. Records of one RRset stand in any order, all else in the
// order of the reply. A line that starts with # is a remark.
type served struct {
	t      testing.TB
	plan   *answer.Plan
	face   *answer.Face
	source netip.Addr
	a      answer.Answerer
	ways   ways
}

// serve reads zones, each with its $ORIGIN, and serves them as they are.
func serve(t testing.TB, texts ...string) *served { return steer(t, "zones: []\n", texts...) }

// steer serves zones under a configuration, with everything up.
func steer(t testing.TB, yaml string, texts ...string) *served {
	t.Helper()
	var c answer.Composer
	w := smallworld.Of(t, yaml, nil, texts...)
	return &served{t: t, plan: c.Compose(w, answer.NewInputs(w.Roster)), source: netip.MustParseAddr("127.0.0.1")}
}

// expect asks every question of a script and compares the replies.
func (s *served) expect(script string) {
	s.t.Helper()
	for block := range strings.SplitSeq(script, "\n\n") {
		lines := tidy(block)
		if len(lines) == 0 {
			continue
		}
		q := parseAsk(s.t, lines[0])
		got := strings.Join(tidy(lines[0]+"\n"+s.ask(q)), "\n")
		if want := strings.Join(lines, "\n"); got != want {
			s.t.Errorf("got\n%s\nwant\n%s\n", got, want)
		}
	}
}

// tidy makes texts comparable: single blanks, no remarks, sorted RRsets.
func tidy(text string) (lines []string) {
	for line := range strings.SplitSeq(text, "\n") {
		words := strings.Fields(line)
		if len(words) > 0 && words[0] != "#" {
			lines = append(lines, strings.Join(words, " "))
		}
	}
	for from := 0; from < len(lines); {
		to := from + 1
		for to < len(lines) && rrsetOf(lines[to]) != "" && rrsetOf(lines[to]) == rrsetOf(lines[from]) {
			to++
		}
		slices.Sort(lines[from:to])
		from = to
	}
	return lines
}

// rrsetOf is owner and type of a record, "" for other lines.
func rrsetOf(line string) string {
	words := strings.Fields(line)
	if words[0] == ";;" || len(words) < 4 {
		return ""
	}
	return words[0] + " " + words[3]
}

// ask is a question in the words of dig.
type ask struct {
	msg *dns.Msg
	tcp bool
}

func parseAsk(t testing.TB, line string) ask {
	t.Helper()
	words := strings.Fields(strings.TrimPrefix(line, ";;"))
	qtype, ok := dns.StringToType[words[1]]
	if !ok {
		n, err := strconv.ParseUint(strings.TrimPrefix(words[1], "TYPE"), 10, 16)
		if err != nil {
			t.Fatalf("%s: no type %s", line, words[1])
		}
		qtype = uint16(n)
	}
	q := ask{msg: new(dns.Msg).SetQuestion(words[0], qtype)}
	q.msg.Id, q.msg.RecursionDesired = 4711, false
	q.msg.SetEdns0(1232, false)
	for _, word := range words[2:] {
		q.word(t, word)
	}
	return q
}

// word takes one word behind the type of a question.
func (q *ask) word(t testing.TB, word string) {
	key, value, _ := strings.Cut(word, "=")
	var opt *dns.OPT
	if opt = q.msg.IsEdns0(); opt == nil {
		opt = new(dns.OPT)
	}
	switch key {
	case "CH", "HS", "ANY", "NONE":
		q.msg.Question[0].Qclass = dns.StringToClass[key]
	case "+tcp":
		q.tcp = true
	case "+noedns":
		q.msg.Extra = nil
	case "+do":
		opt.SetDo()
	case "+rd":
		q.msg.RecursionDesired = true
	case "+bufsize":
		n, _ := strconv.Atoi(value)
		opt.SetUDPSize(uint16(n))
	case "+opcode":
		q.msg.Opcode, _ = strconv.Atoi(value)
	case "+edns":
		n, _ := strconv.Atoi(value)
		opt.SetVersion(uint8(n))
	case "+nsid":
		opt.Option = append(opt.Option, &dns.EDNS0_NSID{Code: dns.EDNS0NSID})
	case "+keepalive":
		opt.Option = append(opt.Option, &dns.EDNS0_TCP_KEEPALIVE{Code: dns.EDNS0TCPKEEPALIVE})
	case "+cookie":
		opt.Option = append(opt.Option, &dns.EDNS0_COOKIE{Code: dns.EDNS0COOKIE, Cookie: value})
	case "+subnet":
		p := netip.MustParsePrefix(value)
		e := &dns.EDNS0_SUBNET{Code: dns.EDNS0SUBNET, Family: 1, SourceNetmask: uint8(p.Bits()), Address: net.IP(p.Addr().AsSlice())}
		if p.Addr().Is6() {
			e.Family = 2
		}
		opt.Option = append(opt.Option, e)
	default:
		t.Fatalf("no word %s", word)
	}
}

// ask sends a question and prints the reply.
func (s *served) ask(q ask) string {
	s.t.Helper()
	in, err := q.msg.Pack()
	if err != nil {
		s.t.Fatal(err)
	}
	return print(s.exchange(in, !q.tcp))
}

// now is the time of day in all tests, for cookies.
const now = 1_800_000_000

// raw sends octets and returns those of the reply.
func (s *served) raw(in []byte, udp bool) []byte {
	return s.reply(in, make([]byte, 65535), udp)
}

// reply is raw into memory of the caller's.
func (s *served) reply(in, out []byte, udp bool) []byte {
	m := &answer.Meta{Source: s.source, Now: now, Face: s.face}
	if !udp {
		m.Idle = 100
	}
	s.a.Who, s.a.UDP = m, udp
	s.a.Turn(s.ways.turn)
	out = out[:s.a.Reply(s.plan, in, (*wire.Room)(out))]
	s.ways.compare(s.t, s.plan, m, udp, in, out, s.a.Outcome())
	return out
}

// exchange sends octets and reads the reply, which keeps to the rules of every
// reply.
func (s *served) exchange(in []byte, udp bool) *dns.Msg {
	s.t.Helper()
	r, problem := sound(in, s.raw(in, udp), udp)
	if problem != "" {
		s.t.Fatalf("%s\nquery %x\n%v", problem, in, r)
	}
	return r
}

func print(m *dns.Msg) string {
	var b strings.Builder
	status := dns.RcodeToString[m.Rcode]
	if m.Rcode == dns.RcodeBadVers {
		status = "BADVERS" // the number is BADSIG's too
	}
	b.WriteString(";; " + status)
	for _, f := range []struct {
		name string
		set  bool
	}{{"aa", m.Authoritative}, {"tc", m.Truncated}, {"rd", m.RecursionDesired}} {
		if f.set {
			b.WriteString(" " + f.name)
		}
	}
	for i, section := range [][]dns.RR{m.Answer, m.Ns, m.Extra} {
		head := []string{"", "\n;; AUTHORITY", "\n;; ADDITIONAL"}[i]
		for _, rr := range section {
			if rr.Header().Rrtype != dns.TypeOPT {
				b.WriteString(head + "\n" + rr.String())
				head = ""
			}
		}
	}
	if opt := m.IsEdns0(); opt != nil && (len(opt.Option) > 0 || opt.Do()) {
		b.WriteString("\n;; OPT" + options(opt))
	}
	return b.String()
}

func options(opt *dns.OPT) (out string) {
	if opt.Do() {
		out = " do"
	}
	for _, o := range opt.Option {
		switch o := o.(type) {
		case *dns.EDNS0_NSID:
			text, _ := hex.DecodeString(o.Nsid)
			out += " nsid=" + string(text)
		case *dns.EDNS0_EDE:
			out += fmt.Sprintf(" ede=%d", o.InfoCode)
		case *dns.EDNS0_SUBNET:
			out += fmt.Sprintf(" subnet=%s/%d/%d", o.Address, o.SourceNetmask, o.SourceScope)
		case *dns.EDNS0_TCP_KEEPALIVE:
			out += fmt.Sprintf(" keepalive=%d", o.Timeout)
		case *dns.EDNS0_COOKIE:
			out += fmt.Sprintf(" cookie=%d octets", len(o.Cookie)/2)
		default:
			out += fmt.Sprintf(" option=%d", o.Option())
		}
	}
	return out
}
