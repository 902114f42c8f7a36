package roster

import (
	"fmt"
	"strings"
	"testing"
)

const sip = "_sip._tls SRV 10 1 443 a\n_sip._tls SRV 20 1 443 n\n"

// wrong is a contradiction between configuration and zones, with what a person
// reads.
type wrong struct{ what, yaml, zone, want string }

// TestNameErrors are names that cannot be steered.
func TestNameErrors(t *testing.T) {
	for _, c := range []wrong{
		{
			"wildcard", `steer: [{name: "*.x.example"}]`, "* A 192.0.2.1\n",
			`6:16: *.x.example is a wildcard (steer the names that exist by themselves; add them to the zone)`,
		},
		{
			"only by a wildcard", `steer: [{name: b.x.example, policy: nearest}]`, "* A 192.0.2.1\n",
			`6:16: b.x.example exists only by a wildcard (add a record of its own to the zone)`,
		},
		{
			"delegated", `steer: [{name: b.sub.x.example, policy: nearest}]`, "sub NS ns.sub\nns.sub A 192.0.2.9\n",
			`6:16: b.sub.x.example is delegated away (steer it at the servers of that zone, or take the NS records out)`,
		},
		{
			"at a delegation", `steer: [{name: sub.x.example, policy: nearest}]`, "sub NS ns.sub\nns.sub A 192.0.2.9\n",
			`6:16: sub.x.example is delegated away (steer it at the servers of that zone, or take the NS records out)`,
		},
		{
			"alias", `steer: [{name: b.x.example, policy: nearest}]`, "b CNAME a\n",
			`6:16: b.x.example is an alias (CNAME) (steer the name that it points at, or give it addresses of its own)`,
		},
		{
			"name server", `steer: [{name: ns.x.example, policy: nearest}]`, "",
			`6:16: ns.x.example is a name server of the zone (a name server keeps its addresses)`,
		},
		{
			"no such name", `steer: [{name: _sip._tlz.x.example}]`, sip,
			`6:16: _sip._tlz.x.example does not exist in x.example (did you mean "_sip._tls.x.example"?)`,
		},
		{
			"nothing like it", `steer: [{name: something.x.example}]`, sip,
			`6:16: something.x.example does not exist in x.example (steered names must exist in the zone)`,
		},
		{
			"in no zone", `steer: [{name: a.y.example}]`, "",
			`6:16: a.y.example lies in none of the zones (add its zone to zones:)`,
		},
		{
			"no records to steer", `steer: [{name: t.x.example}]`, "t TXT t\n",
			`6:16: t.x.example has no SRV, A or AAAA records (steered records must exist in the zone: it is the everything-is-up truth)`,
		},
		{
			"glob of nothing", `steer: [{name: "mail*.x.example"}]`, "",
			`6:16: mail*.x.example matches no name that can be steered (globs are matched against the names of the zones that own SRV, A or AAAA records)`,
		},
		{
			"twice by a glob", "steer: [{name: w1.x.example, policy: nearest, pools: [ams, nyc]}, {name: \"w*.x.example\", policy: nearest, pools: [ams, nyc]}]", "w1 A 192.0.2.1\nw2 A 192.0.2.1\n",
			`6:74: w1.x.example is steered twice (it is named at geosrv.yaml:6:16 too)`,
		},
		{
			"host name steered", `steer: [{name: a.x.example, policy: nearest}]`, "",
			`6:16: a.x.example is a host name of a pool (it follows its own members; steer a name that is shared between pools)`,
		},
	} {
		_, err := join(t, two+c.yaml+"\n", twoZone(c.zone))
		expect(t, c.what, err, "geosrv.yaml:"+c.want)
	}
}

// TestEntryErrors are entries that do not fit what they steer.
func TestEntryErrors(t *testing.T) {
	for _, c := range []wrong{
		{
			"no policy", `steer: [{name: w.x.example}]`, "w A 192.0.2.1\n",
			`6:9: w.x.example has no policy (no profile knows it: say policy: nearest, single, gateway or ladder)`,
		},
		{
			"ladder for addresses", `steer: [{name: w.x.example, policy: ladder}]`, "w A 192.0.2.1\n",
			`6:16: w.x.example has addresses, and a ladder is for SRV records (say policy: nearest, single or gateway)`,
		},
		{
			"standby of a name that moves", `steer: [{name: w.x.example, policy: nearest, pools: [ams, nyc], publish_standby: true}]`, "w A 192.0.2.1\n",
			`6:9: w.x.example has no SRV records of policy one, behind which others could stand (publish_standby wants a target for each pool: a name whose addresses move has one only)`,
		},
		{
			"standby of a ladder", `steer: [{name: _sip._tls.x.example, publish_standby: true}]`, sip,
			`6:9: _sip._tls.x.example has no SRV records of policy one, behind which others could stand (publish_standby wants a target for each pool: a name whose addresses move has one only)`,
		},
		{
			"pools of members", `steer: [{name: a.x.example, policy: members, pools: [nyc]}]`, "",
			`6:54: a.x.example is answered by policy members, which has no pools to choose (say substitute: at its own pool, for when that is silent)`,
		},
		{
			"members for services", `steer: [{name: _sip._tls.x.example, policy: members}]`, sip,
			`6:16: _sip._tls.x.example has SRV records, and members is for addresses (say policy: ladder or one)`,
		},
		{
			"members for a stranger", `steer: [{name: w.x.example, policy: members}]`, "w A 192.0.2.1\n",
			`6:16: w.x.example is no host name of a pool (policy members is for the names of pools)`,
		},
		{
			"federation by distance", `steer: [{name: _sipfederationtls._tcp.x.example, by: nearest}]`, "_sipfederationtls._tcp SRV 0 1 5061 a\n_sipfederationtls._tcp SRV 0 1 5061 n\n",
			`6:9: _sipfederationtls._tcp.x.example: a moving federation target cannot be nearest (partners check the target against our certificate and outbound route; say by: listed, or certificate: shared if all pools have the same certificate)`,
		},
		{
			"dangling target", `steer: [{name: _sip._tls.x.example}]`, sip + "_sip._tls SRV 30 1 443 m.y.example.\n",
			`6:16: _sip._tls.x.example points at m.y.example, which belongs to no pool (add it to a pool's names, or say pool: none for targets that are not ours)`,
		},
		{
			"dangling address", `steer: [{name: w.x.example, policy: nearest}]`, "w A 192.0.2.1\nw A 192.0.2.99\n",
			`6:16: w.x.example has the address 192.0.2.99, which belongs to no pool (the zone's own addresses must be of a pool's role; add its host name to the pool)`,
		},
		{
			"nothing but dangling addresses", `steer: [{name: w.x.example, policy: nearest}]`, "w A 192.0.2.99\n",
			`6:16: w.x.example has the address 192.0.2.99, which belongs to no pool (the zone's own addresses must be of a pool's role; add its host name to the pool)`,
		},
		{
			"below a DNAME", `steer: [{name: b.d.x.example, policy: nearest}]`, "d DNAME y.example.\n",
			`6:16: b.d.x.example lies under a DNAME (steer the name that it leads to)`,
		},
		{
			"group under the name of a set", "groups: {a.x.example: {policy: nearest, pools: [ams, nyc], sets: [w.x.example]}}", "w A 192.0.2.1\n",
			`6:10: group a.x.example has the name of an owner that is steered by itself (give the group another name)`,
		},
		{
			"service without a port", `steer: [{name: w.x.example, policy: nearest, pools: [ams, nyc], service: {check: tcp}}]`, "w A 192.0.2.1\n",
			`6:74: a service of check tcp has no port (say port:, because no SRV record leads to 192.0.2.1)`,
		},
		{
			"addresses beside foreign targets", "groups: {g: {policy: nearest, pool: none, pools: [ams, nyc], service: {check: tls}, sets: [_s._tcp.x.example, w.x.example]}}",
			"w A 192.0.2.1\n_s._tcp SRV 0 0 443 a\n_s._tcp SRV 0 0 443 n\n_s._tcp SRV 9 0 443 other.y.example.\n",
			`6:111: w.x.example has addresses, and g has targets that are not ours (steer it in a group of its own)`,
		},
		{
			"foreign targets in one set of two", "groups: {g: {policy: one, pool: none, sets: [_s._tcp.x.example, _t._tcp.x.example]}}",
			"_s._tcp SRV 0 0 443 a\n_s._tcp SRV 9 0 443 other.y.example.\n_t._tcp SRV 0 0 443 a\n",
			`6:65: _t._tcp.x.example has no target that is not ours, and g has some elsewhere (an answer must never be empty; steer it in a group of its own)`,
		},
		{
			"listed pool without a record", `steer: [{name: _sip._tls.x.example, pools: [ams, nyc]}]`, "_sip._tls SRV 10 1 443 a\n",
			`6:9: pool nyc has no record in _sip._tls.x.example (add an SRV record whose target is one of its host names, or take it out of pools:)`,
		},
	} {
		_, err := join(t, two+c.yaml+"\n", twoZone(c.zone))
		expect(t, c.what, err, "geosrv.yaml:"+c.want)
	}
}

func expect(t *testing.T, what string, err error, want string) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: no error, want\n%s", what, want)
	} else if err.Error() != want {
		t.Errorf("%s:\n%s\nwant\n%s", what, err, want)
	}
}

// TestPoolErrors are those of pools and what they own.
func TestPoolErrors(t *testing.T) {
	const sites = "sites: {ams: {at: [52, 5]}, nyc: {at: [41, -74]}}\n"
	many := "w A 10.0.0.1\nn A 192.0.2.2\nb A 10.0.1.1\n"
	for i := range 100 {
		many += fmt.Sprintf("a A 10.0.0.%d\n", i)
	}
	for _, c := range []wrong{
		{
			"address in two pools", "pools: {ams: {site: ams, names: [a.x.example]}, nyc: {site: nyc, names: [n.x.example]}}", "a A 192.0.2.1\nn A 192.0.2.1\n",
			`2:74: address 192.0.2.1 is in the pools ams and nyc (an address stands at one site and fails with one pool)`,
		},
		{
			"address in two roles", "pools: {ams: {site: ams, names: {access: [a.x.example], av: [b.x.example]}}}", "a A 192.0.2.1\nb A 192.0.2.1\n",
			`2:62: address 192.0.2.1 is in the roles access and av (give each role addresses of its own, or say profile: lync-single-ip)`,
		},
		{
			"more addresses than an RRset has", "pools: {ams: {site: ams, names: [a.x.example, b.x.example]}, nyc: {site: nyc, names: [n.x.example]}}\nsteer: [{name: w.x.example, policy: nearest, pools: [ams, nyc], service: {check: tls}}]", many,
			`3:9: pool ams would answer 101 addresses for w.x.example, more than 100 (an RRset has at most so many; split the role, or steer an SRV set)`,
		},
		{
			"host name without address", "pools: {ams: {site: ams, names: [b.x.example]}}", "",
			`2:34: host name b.x.example has no address in the zones (add its A record, or say addresses: if it lies outside our zones)`,
		},
		{
			"host name by a wildcard", "pools: {ams: {site: ams, names: [b.x.example]}}", "* A 192.0.2.1\n",
			`2:34: host name b.x.example has no address in the zones (add its A record, or say addresses: if it lies outside our zones)`,
		},
		{
			"host name that is an alias", "pools: {ams: {site: ams, names: [b.x.example]}}", "b CNAME a\na A 192.0.2.1\n",
			`2:34: host name b.x.example has no address in the zones (add its A record, or say addresses: if it lies outside our zones)`,
		},
		{
			"role without addresses", "pools: {ams: {site: ams, names: {web: [a.x.example]}}, nyc: {site: nyc, names: {other: [n.x.example]}}}\nsteer: [{name: w.x.example, policy: nearest, pools: [ams, nyc], service: {check: tcp, port: 80}}]",
			"a A 192.0.2.1\nn A 192.0.2.2\nw A 192.0.2.1\n",
			`3:9: pool nyc has no address for w.x.example (give it host names of the role that owns the zone's addresses of that name)`,
		},
		{
			"name server as host name", "pools: {ams: {site: ams, names: [ns.x.example]}}", "",
			`2:34: ns.x.example is a name server of the zone (a name server keeps its addresses)`,
		},
	} {
		_, err := join(t, sites+c.yaml+"\n", apex("x.example")+c.zone)
		expect(t, c.what, err, "geosrv.yaml:"+c.want)
	}
}

// TestAllErrorsAtOnce finds every problem in one go, in the order of the file.
func TestAllErrorsAtOnce(t *testing.T) {
	_, err := join(t, two+`steer:
  - {name: nothing.x.example}
  - {name: ns.x.example, policy: nearest}
groups: {g: {sets: ["*.x.example"]}}
`, twoZone("* A 192.0.2.1\n"))
	if err == nil || strings.Count(err.Error(), "\n") != 2 || !strings.HasPrefix(err.Error(), "geosrv.yaml:7:12: nothing.x.example exists only by a wildcard") {
		t.Errorf("got %v", err)
	}
}

// TestNothingToMove names an SRV owner of which the targets move by their
// addresses: it is no mistake, and there is nothing to do.
func TestNothingToMove(t *testing.T) {
	r, err := join(t, "profile: lync"+two+"steer: [{name: _sipfederationtls._tcp.x.example}, {name: w.x.example, policy: nearest, pools: [ams, nyc], service: {check: tcp, port: 80}}]\n",
		twoZone("_sipfederationtls._tcp SRV 0 0 5061 w\nw A 192.0.2.1\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := "geosrv.yaml:6:9: _sipfederationtls._tcp.x.example is answered as it stands: the addresses of its target move (leave it out, or name it in the group of its target) [answered-as-is]"
	if len(r.Groups) != 3 || r.Warnings.Error() != want {
		t.Errorf("%d groups, warnings\n%s", len(r.Groups), r.Warnings.Error())
	}
}

// TestSharedCertificate: the same federation is right once the operator says
// that the certificate is shared.
func TestSharedCertificate(t *testing.T) {
	r, err := join(t, two+"steer: [{name: _sipfederationtls._tcp.x.example, by: nearest, certificate: shared}]\n",
		twoZone("_sipfederationtls._tcp SRV 0 1 5061 a\n_sipfederationtls._tcp SRV 0 1 5061 n\n"))
	if err != nil {
		t.Fatal(err)
	}
	if g := groupOf(t, r, "_sipfederationtls._tcp.x.example"); g.List < 0 || !g.Policy.FailbackCommand {
		t.Errorf("%+v", g)
	}
}
