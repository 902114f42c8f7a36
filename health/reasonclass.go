package health

import "strings"

// ReasonClass is a reason with less of the peer's number: sip-503 and sip-500 are
// sip-5xx, and all exit codes of commands are exec. What it gives is of a bounded
// list, for those who keep a count of each.
func ReasonClass(reason string) string {
	for _, family := range [...]string{"sip-", "http-", "smtp-", "stun-", "exec-"} {
		number, is := strings.CutPrefix(reason, family)
		switch {
		case !is:
			continue
		case family == "exec-":
			return "exec"
		case len(number) == 3 && number[0] >= '1' && number[0] <= '9':
			return family + number[:1] + "xx"
		}
		return family + "other"
	}
	return reason
}
