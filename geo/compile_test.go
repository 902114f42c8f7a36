package geo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"
)

// decoded makes a Database of networks.
func decoded(t testing.TB, networks map[netip.Prefix]Place) *Database {
	t.Helper()
	b, err := BuildNetworks(networks)
	if err != nil {
		t.Fatal(err)
	}
	db, err := Decode("test.mmdb", b)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func compiled(t testing.TB, db *Database, opt Options) *Table {
	t.Helper()
	table, err := Compile(db, opt)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func worldSites() []Site {
	return []Site{
		{"ams", 52.37, 4.90},
		{"nyc", 40.71, -74.01},
		{"sin", 1.35, 103.82},
		{"gru", -23.55, -46.63},
		{"jnb", -26.2, 28.05},
		{"syd", -33.87, 151.21},
	}
}

// TestMeanScope compares with the sum over all addresses of a space in which only the
// low 16 bits of 10.1.0.0/16 are divided, and with the optimum: the fewest blocks.
func TestMeanScope(t *testing.T) {
	nets := map[netip.Prefix]int{
		netip.MustParsePrefix("10.1.0.0/17"):   1,
		netip.MustParsePrefix("10.1.2.0/24"):   2,
		netip.MustParsePrefix("10.1.2.3/32"):   0,
		netip.MustParsePrefix("10.1.224.0/19"): 2,
	}
	table := compiled(t, nil, Options{Sites: worldSites(), Lists: [][]uint16{{0, 1, 2}}, Networks: nets})
	var sum float64
	for a := range uint32(1 << 16) {
		_, scope := table.Lookup4(10<<24 | 1<<16 | a)
		sum += float64(scope)
	}
	// Outside 10.1.0.0/16, one block each of /1 to /16 is left, where the scope is its
	// own length.
	for bits := 1; bits <= 16; bits++ {
		sum += float64(bits) * float64(uint64(1)<<(32-bits))
	}
	if got, want := table.MeanScope4(), sum/(1<<32); math.Abs(got-want) > 1e-12 {
		t.Errorf("mean scope %v, the sum says %v", got, want)
	}
	empty := compiled(t, nil, Options{})
	if empty.MeanScope4() != 0 || empty.Boundaries() != 2 || empty.Classes() != 1 {
		t.Errorf("empty: mean scope %v, %d boundaries, %d classes", empty.MeanScope4(), empty.Boundaries(), empty.Classes())
	}
}

func TestNetworksAreExact(t *testing.T) {
	db := decoded(t, map[netip.Prefix]Place{
		netip.MustParsePrefix("192.0.0.0/16"):  {Country: "US"},
		netip.MustParsePrefix("2001:db8::/32"): {Country: "US"},
	})
	table := compiled(t, db, Options{
		Sites: worldSites(), Lists: [][]uint16{{0, 1, 2}},
		Networks: map[netip.Prefix]int{
			netip.MustParsePrefix("192.0.2.7/32"):         2,
			netip.MustParsePrefix("2001:db8::7/128"):      2,
			netip.MustParsePrefix("::ffff:192.0.3.0/120"): 0,
		},
	})
	for _, c := range []struct {
		addr, best string
		scope      uint8
	}{
		{"192.0.2.7", "sin", 32},
		{"192.0.2.6", "nyc", 32},
		{"192.0.2.5", "nyc", 31},
		{"192.0.2.3", "nyc", 30},
		{"192.0.2.200", "nyc", 25},
		{"192.0.1.1", "nyc", 23},
		{"192.0.3.9", "ams", 24},
		{"::ffff:192.0.3.9", "ams", 24},
		{"192.0.200.1", "nyc", 17},
		{"192.1.0.0", "", 16},
		{"8.8.8.8", "", 1},
		{"2001:db8::7", "sin", 128},
		{"2001:db8::6", "nyc", 128},
		{"2001:db8::8", "nyc", 125},
		{"2001:db8:8000::", "nyc", 33},
		{"2001:db9::", "", 32},
		{"3000::", "", 4},
		{"8000::", "", 1},
	} {
		class, scope := table.Lookup(netip.MustParseAddr(c.addr))
		best := ""
		if class != 0 {
			best = worldSites()[table.Orders(0)[table.Order(0, class)][0]].Name
		}
		if best != c.best || scope != c.scope {
			t.Errorf("%s: %s, scope %d, want %s, scope %d", c.addr, best, scope, c.best, c.scope)
		}
	}
	if class, scope := table.Lookup(netip.Addr{}); class != 0 || scope != 0 {
		t.Errorf("the zero address: class %d, scope %d", class, scope)
	}
}

func TestOrders(t *testing.T) {
	nl, za := Place{Country: "NL"}, Place{Country: "ZA"}
	for _, c := range []struct {
		name   string
		place  Place
		depth  int
		list   []uint16
		prefer map[string][]int
		want   string
	}{
		{"nearest three, others as listed", nl, 0, []uint16{5, 4, 3, 2, 1, 0}, nil, "ams nyc jnb syd gru sin"},
		{"nearest one", nl, 1, []uint16{5, 4, 3, 2, 1, 0}, nil, "ams syd jnb gru sin nyc"},
		{"deeper than the list", nl, 9, []uint16{5, 4, 1}, nil, "nyc jnb syd"},
		{"preferred first, within depth", za, 3, []uint16{5, 4, 3, 2, 1, 0}, map[string][]int{"ZA": {0}}, "ams jnb gru syd sin nyc"},
		{"more preferred than depth", za, 1, []uint16{5, 4, 3}, map[string][]int{"ZA": {3, 5}}, "gru syd jnb"},
		{"a preferred site that isn't in the list", za, 1, []uint16{3, 4}, map[string][]int{"ZA": {0}}, "jnb gru"},
		{"another country's preference", nl, 1, []uint16{3, 0}, map[string][]int{"ZA": {3}}, "ams gru"},
		{"the codes of countries have no case", za, 1, []uint16{0, 3}, map[string][]int{"za": {3}}, "gru ams"},
	} {
		db := decoded(t, map[netip.Prefix]Place{netip.MustParsePrefix("192.0.2.0/24"): c.place})
		opt := Options{Sites: worldSites(), Lists: [][]uint16{c.list}, Prefer: c.prefer, Depth: c.depth}
		table := compiled(t, db, opt)
		class, _ := table.Lookup(netip.MustParseAddr("192.0.2.1"))
		if got := answerOf(table, opt, class); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if !slices.Equal(table.Orders(0)[0], c.list) || table.Order(0, 0) != 0 {
			t.Errorf("%s: the unknown order is %v, want the listed one", c.name, table.Orders(0)[0])
		}
	}
}

// TestTies puts two sites at one place, and a place whose order is the listed one.
func TestTies(t *testing.T) {
	db := decoded(t, map[netip.Prefix]Place{netip.MustParsePrefix("192.0.2.0/24"): {Country: "NL"}})
	sites := []Site{{"b", 52.37, 4.90}, {"far", 0, 0}, {"a", 52.3701, 4.9001}}
	for _, c := range []struct {
		list []uint16
		want string
	}{{[]uint16{0, 1, 2}, "b a far"}, {[]uint16{2, 1, 0}, "a b far"}, {[]uint16{0, 2, 1}, "b a far"}} {
		opt := Options{Sites: sites, Lists: [][]uint16{c.list}}
		table := compiled(t, db, opt)
		class, _ := table.Lookup(netip.MustParseAddr("192.0.2.1"))
		if got := answerOf(table, opt, class); got != c.want {
			t.Errorf("listed %v: %s, want %s", c.list, got, c.want)
		}
	}
}

func TestClassesAreShared(t *testing.T) {
	db := decoded(t, map[netip.Prefix]Place{
		netip.MustParsePrefix("192.0.2.0/25"):   {Country: "NL"},
		netip.MustParsePrefix("192.0.2.128/25"): {Country: "BE"},
		netip.MustParsePrefix("192.0.3.0/24"):   {Country: "QQ"},
	})
	table := compiled(t, db, Options{Sites: worldSites(), Lists: [][]uint16{{0, 1, 2}, {0, 5}}})
	if table.Classes() != 2 || table.Boundaries() != 4 {
		t.Errorf("%d classes, %d boundaries, want 2 and 4: NL and BE are alike, QQ is unknown", table.Classes(), table.Boundaries())
	}
	class, scope := table.Lookup(netip.MustParseAddr("192.0.2.200"))
	if class != 1 || scope != 24 || table.Place(class).Country != "NL" {
		t.Errorf("class %d, scope %d, place %v", class, scope, table.Place(class))
	}
	if got := fmt.Sprint(table.OrderOf()); got != "[[0 1] [0 1]]" {
		t.Errorf("orders of classes %s", got)
	}
	if n := table.Bytes(); n < 1<<18 || n > 4<<20 {
		t.Errorf("%d bytes", n)
	}
}

// TestCrowd has so many networks in few blocks of 16 bits that the indexes divide.
func TestCrowd(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	nets := make(map[netip.Prefix]int)
	var asked []netip.Addr
	ask := func(n u128, width int) {
		asked = append(asked, addrOf(n.andNot(lowMask(128).andNot(lowMask(width))), width))
	}
	for range 400 {
		four := u128{0, 0xc000_0000 | random.Uint64N(1<<17)}
		six := u128{0x2a02_0000_0000_0000 | random.Uint64N(1<<17)<<32 | random.Uint64N(4), random.Uint64()}
		for _, p := range []netip.Prefix{
			netip.PrefixFrom(addrOf(four, 32), 20+random.IntN(13)).Masked(),
			netip.PrefixFrom(addrOf(six, 128), 28+random.IntN(101)).Masked(),
		} {
			nets[p] = random.IntN(6)
			s, width := spanOf(p)
			ask(s.from, width)
			ask(s.from.prev(), width)
			ask(s.to, width)
			ask(s.to.next(), width)
		}
	}
	opt := Options{Sites: worldSites(), Lists: [][]uint16{{0, 1, 2, 3, 4, 5}}, Networks: nets}
	table := compiled(t, nil, opt)
	for _, a := range asked {
		want := "" // the site of the longest network
		if site, ok := longest(nets, a); ok {
			want = opt.Sites[site].Name
		}
		got := ""
		if class, _ := table.Lookup(a); class != 0 {
			got = opt.Sites[table.Orders(0)[table.Order(0, class)][0]].Name
		}
		if got != want {
			t.Errorf("%s: %q, want %q", a, got, want)
		}
	}
}

func TestCompileErrors(t *testing.T) {
	p := netip.MustParsePrefix
	for _, c := range []struct {
		name string
		opt  Options
		want []string
	}{
		{"ranges", Options{Depth: -1, V4: 33, V6: 129, MaxClasses: 1 << 17}, []string{"depth -1", "/33 and /129", "131072 classes"}},
		{"a site off the globe", Options{Sites: []Site{{"x", 91, 0}, {"y", 0, math.NaN()}}}, []string{"site x at 91, 0", "site y at 0, NaN"}},
		{"lists", Options{Sites: worldSites(), Lists: [][]uint16{{0, 6}, {1, 1}}}, []string{"list 0 has site 6 of 6", "list 1 has site nyc twice"}},
		{
			"networks",
			Options{Sites: worldSites(), Networks: map[netip.Prefix]int{p("10.0.0.0/8"): 6, p("11.0.0.1/8"): 0, p("::ffff:11.0.0.2/104"): 1}},
			[]string{"network 10.0.0.0/8 at site 6 of 6", "network 11.0.0.0/8 at two sites, ams and nyc"},
		},
		{
			"prefer",
			Options{Sites: worldSites(), Prefer: map[string][]int{"NLD": {0}, "ZA": {9}, "us": {1}, "US": {1}}},
			[]string{`prefer "NLD"`, "prefer ZA names site 9 of 6", "prefer US twice"},
		},
		{
			"classes",
			Options{
				Sites: worldSites(), Lists: [][]uint16{{0, 1, 2}}, MaxClasses: 3,
				Networks: map[netip.Prefix]int{p("10.0.0.0/8"): 0, p("11.0.0.0/8"): 1, p("12.0.0.0/8"): 2},
			},
			[]string{"4 classes of places, more than 3", "lower depth, now 3", "fewer site lists, now 1"},
		},
	} {
		table, err := Compile(nil, c.opt)
		if err == nil || table != nil {
			t.Errorf("%s: no error", c.name)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %q lacks %q", c.name, err, want)
			}
		}
	}
}
