package draft

import "testing"

func TestUnreadable(t *testing.T) {
	for _, c := range []struct {
		add  func(*Answers) error
		want string
	}{
		{func(a *Answers) error { return a.AddSite("ams=") }, `site "ams=" is no place (write ams=52.37,4.90 or ams=NL)`},
		{func(a *Answers) error { _ = a.AddSite("ams=NL"); return a.AddSite("ams=1,2") }, "site ams is said twice"},
		{func(a *Answers) error { return a.AddPool("ams") }, `pool "ams" has no addresses (write ams=192.0.2.11,192.0.2.12)`},
		{func(a *Answers) error { return a.AddPool("ams=192.0.2.1,fe80::1%eth0") }, `pool ams: "fe80::1%eth0" is no address`},
		{func(a *Answers) error { a.Profile = "web"; return a.AddPool("ams/web=192.0.2.1") }, `pool ams has no role "web" under profile web (its pools have no roles)`},
		{func(a *Answers) error { return a.AddNameserver("ns1=192.0.2.1,192.0.2.2") }, "nameserver ns1 has no address (write ns1=192.0.2.53)"},
		{func(a *Answers) error { return a.AddNetwork("10.20.1.0/16=ams") }, `network "10.20.1.0/16=ams" is at no site (write 10.20.0.0/16=ams)`},
		{func(a *Answers) error { return a.AddReference("ns") }, `reference: "ns" is no address`},
	} {
		if err := c.add(&Answers{}); err == nil || err.Error() != c.want {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
}

// The addresses at one index of the roles are one machine's, unless the numbers
// do not fit.
func TestMachines(t *testing.T) {
	s, _ := shapeOf("lync")
	a := Answers{Profile: "lync"}
	for _, text := range []string{"ams=192.0.2.1,192.0.2.2,2001:db8::1,2001:db8::2", "ams/av=192.0.2.3,192.0.2.4,2001:db8::3,2001:db8::4", "ams/web=192.0.2.9"} {
		if err := a.AddPool(text); err != nil {
			t.Fatal(err)
		}
	}
	v4, v6, ok := s.machines(&a.Pools[0])
	if !ok || len(v4) != 2 || v4[1][1].String() != "192.0.2.4" || v6[0][0].String() != "2001:db8::1" {
		t.Errorf("%v %v %v", v4, v6, ok)
	}
	_ = a.AddPool("ams/webconf=192.0.2.5")
	if _, _, ok := s.machines(&a.Pools[0]); ok {
		t.Error("three addresses are two machines")
	}
}
