package demo

import (
	"fmt"
	"time"

	"github.com/miekg/dns"

	"geosrv/health/probe/edge"
)

// step is one part of the story: what is done to machines, and what must be
// answered after a while.
type step struct {
	title  string
	tell   string // what happens, for a person
	event  string // from when the seconds count, as in "1.2 s after the kill"; "" for no such thing
	mode   edge.Mode
	who    []string // machines that go into mode
	expect []expectation
	within time.Duration // how long the answers may take
}

// patience is how long a step may take: several times what it needs, for
// machines that are busy.
const patience = 15 * time.Second

// expectation is a question and its exact answer: the data of the records,
// sorted by priority. It is printed if there is something to say about it.
type expectation struct {
	say  string
	ask  question
	want []string
}

// story is the demo. Each step looks at every kind of set and at askers of all
// three places: what must not move is checked as well.
func story() []step {
	steps := []step{allUp(), oneDies(), siteDies(), siteReturns()}
	for i := range steps {
		steps[i].within = patience
	}
	return steps
}

func allUp() step {
	return step{
		title: "All up",
		tell:  "Three sites, two servers each. A client near Amsterdam, one near Singapore, and a partner ask.",
		expect: []expectation{
			{
				"A client near Amsterdam reads all pools, the nearest first.",
				sipTLS("ams"), rungs(10, "ams", 20, "nyc", 30, "sin"),
			},
			{
				"A client near Singapore reads the same pools in another order.",
				sipTLS("sin"), rungs(10, "sin", 20, "ams", 30, "nyc"),
			},
			{"", sipTLS("nyc"), rungs(10, "nyc", 20, "ams", 30, "sin")},
			{
				"A partner reads exactly one record, whose name never changes.",
				federation("ams"),
				[]string{"0 0 5061 sip.example.com."},
			},
			{
				"Its addresses are those of the nearest pool.",
				sip("ams"), pair("192.0.2"),
			},
			{"", federation("nyc"), []string{"0 0 5061 sip.example.com."}},
			{"", federation("sin"), []string{"0 0 5061 sip.example.com."}},
			{"", sip("nyc"), pair("198.51.100")},
			{"", sip("sin"), pair("203.0.113")},
			{"", access("ams"), pair("192.0.2")},
			{"", discover("ams"), []string{"192.0.2.31"}},
			{"", discover("nyc"), []string{"198.51.100.31"}},
			{"", discover("sin"), []string{"203.0.113.31"}},
			{"", xmpp("ams"), gateway("ams")},
			{"", xmpp("sin"), gateway("ams")},
		},
	}
}

func oneDies() step {
	return step{
		title: "One server of ams dies",
		tell:  "edge1-ams, 192.0.2.11, refuses connections. Its pool has another server and stays where it is.",
		event: "the kill", mode: edge.Refuse, who: []string{"edge1-ams"},
		expect: []expectation{
			{
				"The dead server's address leaves.",
				access(""),
				[]string{"192.0.2.12"},
			},
			{
				"It leaves the partners' name as well.",
				sip("ams"),
				[]string{"192.0.2.12"},
			},
			{"", sipTLS("ams"), rungs(10, "ams", 20, "nyc", 30, "sin")},
			{"", sipTLS("nyc"), rungs(10, "nyc", 20, "ams", 30, "sin")},
			{"", sipTLS("sin"), rungs(10, "sin", 20, "ams", 30, "nyc")},
			{"", federation("ams"), []string{"0 0 5061 sip.example.com."}},
			{"", sip("nyc"), pair("198.51.100")},
			{"", sip("sin"), pair("203.0.113")},
			{"", discover("ams"), []string{"192.0.2.31"}},
			{"", xmpp("ams"), gateway("ams")},
		},
	}
}

func siteDies() step {
	return step{
		title: "All of ams dies",
		tell:  "Its other server and its web proxy follow. Clients get the next ladder, partners the next pool.",
		event: "the kill", mode: edge.Refuse, who: []string{"edge2-ams", "proxy-ams"},
		expect: []expectation{
			{
				"The client near Amsterdam is led to New York; the dead pool is the last resort.",
				sipTLS("ams"), rungs(10, "nyc", 20, "sin", 1000, "ams"),
			},
			{"", sipTLS("nyc"), rungs(10, "nyc", 20, "sin", 1000, "ams")},
			{"", sipTLS("sin"), rungs(10, "sin", 20, "nyc", 1000, "ams")},
			{
				"The partner still reads exactly one record,",
				federation("ams"),
				[]string{"0 0 5061 sip.example.com."},
			},
			{
				"and finds its name at the next pool.",
				sip("ams"), pair("198.51.100"),
			},
			{"", sip("nyc"), pair("198.51.100")},
			{"", sip("sin"), pair("203.0.113")},
			{"", access(""), pair("192.0.2")}, // nothing better is left, so the shape stays
			{"", discover("ams"), []string{"198.51.100.31"}},
			{"", discover("nyc"), []string{"198.51.100.31"}},
			{"", discover("sin"), []string{"203.0.113.31"}},
			{
				"The XMPP gateway stays: only people move it (takeover: command).",
				xmpp("ams"), gateway("ams"),
			},
		},
	}
}

func siteReturns() step {
	return step{
		title: "All of ams returns",
		tell:  "The three machines answer again. They must do so for a while before anybody is led back.",
		event: "the return", mode: edge.Alive, who: []string{"edge1-ams", "edge2-ams", "proxy-ams"},
		expect: []expectation{
			{
				"The client near Amsterdam is home again,",
				sipTLS("ams"), rungs(10, "ams", 20, "nyc", 30, "sin"),
			},
			{
				"and so is the partner: a move as young as this one is undone by itself.",
				sip("ams"), pair("192.0.2"),
			},
			{"", sipTLS("nyc"), rungs(10, "nyc", 20, "ams", 30, "sin")},
			{"", sipTLS("sin"), rungs(10, "sin", 20, "ams", 30, "nyc")},
			{"", federation("ams"), []string{"0 0 5061 sip.example.com."}},
			{"", sip("nyc"), pair("198.51.100")},
			{"", sip("sin"), pair("203.0.113")},
			{"", access(""), pair("192.0.2")},
			{"", discover("ams"), []string{"192.0.2.31"}},
			{"", discover("nyc"), []string{"198.51.100.31"}},
			{"", discover("sin"), []string{"203.0.113.31"}},
			{"", xmpp("ams"), gateway("ams")},
		},
	}
}

func sipTLS(from string) question     { return question{"_sip._tls", dns.TypeSRV, from} }
func federation(from string) question { return question{"_sipfederationtls._tcp", dns.TypeSRV, from} }
func xmpp(from string) question       { return question{"_xmpp-server._tcp", dns.TypeSRV, from} }
func sip(from string) question        { return question{"sip", dns.TypeA, from} }
func access(from string) question     { return question{"access-ams", dns.TypeA, from} }
func discover(from string) question   { return question{"lyncdiscover", dns.TypeA, from} }

// rungs is a ladder of three pools with their priorities.
func rungs(p1 int, s1 string, p2 int, s2 string, p3 int, s3 string) []string {
	rung := func(priority int, site string) string {
		return fmt.Sprintf("%d 10 443 access-%s.example.com.", priority, site)
	}
	return []string{rung(p1, s1), rung(p2, s2), rung(p3, s3)}
}

// pair is the two access edges of a network.
func pair(net string) []string { return []string{net + ".11", net + ".12"} }

// gateway is the one record of the XMPP gateway.
func gateway(site string) []string { return []string{"10 10 5269 access-" + site + ".example.com."} }
