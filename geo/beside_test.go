package geo

import "testing"

// TestBeside: both are done when it returns, and a fault in either is the caller's.
func TestBeside(t *testing.T) {
	a, b := 0, 0
	if beside(func() { a = 1 }, func() { b = 2 }); a != 1 || b != 2 {
		t.Errorf("%d and %d were done", a, b)
	}
	torn := func() { panic("torn") }
	for what, do := range map[string][2]func(){"first": {torn, func() {}}, "second": {func() {}, torn}} {
		func() {
			defer func() {
				if fault := recover(); fault != "torn" {
					t.Errorf("the %s: the caller saw %v", what, fault)
				}
			}()
			beside(do[0], do[1])
		}()
	}
}
