package answer

import (
	"strings"
	"testing"
)

// TestFaultReachesCaller: a fault in any renderer is the caller's to survive,
// however many sets are rendered.
func TestFaultReachesCaller(t *testing.T) {
	for _, sets := range []int{few - 1, few, 20 * few} {
		for name, each := range map[string]func(*compose, []int32, func(*renderer, int32)){
			"share": (*compose).share, "spread": (*compose).spread,
		} {
			c := &compose{Composer: &Composer{renderers: []*renderer{{}, {}, {}}}}
			var fault any
			func() {
				defer func() { fault = recover() }()
				each(c, numbers(sets), func(_ *renderer, i int32) {
					if i == few-2 {
						panic("torn")
					}
				})
			}()
			if text, ok := fault.(string); !ok || !strings.HasPrefix(text, "torn") {
				t.Errorf("%s of %d: the caller saw %v, want the fault", name, sets, fault)
			}
		}
	}
}
