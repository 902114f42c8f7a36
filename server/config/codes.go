package config

// Codes are the codes of all warnings, in alphabetical order. They are words of
// the configuration, where lint: silences them; what each means is told by
// `geosrv help lint`. A code that was once given keeps its meaning.
func Codes() []string {
	return []string{
		"addresses-not-steered", "answered-as-is", "cname-away", "cname-loop", "command-missing",
		"command-mode", "delegation-missing", "family-uneven", "federation-many", "few-files",
		"fields-order", "glue-missing", "hidden-data", "hint-differs", "hint-steered",
		"internal-outside", "listen-wildcard", "lyncdiscover-missing", "mx-alias", "name-twice",
		"nameserver-left-out", "nameserver-stranger", "naptr-service", "naptr-target", "negative-ttl",
		"never-answered", "no-reference", "no-standby", "not-probed", "ns-alias", "ns-no-address",
		"one-site", "override-lost", "parity-missing", "parity-steered", "parity-targets", "pool-unused",
		"port-service", "port-zero", "private-address", "ranks-swapped", "rate-limit-off",
		"secrets-open", "service-proto", "service-typo", "shared-name", "site-nowhere", "site-unused",
		"srv-alias", "srv-beside-dot", "srv-literal", "srv-no-address", "srv-not-steered", "srv-repeats",
		"srv-ttl", "steered-ttl", "substitute-role", "substitute-unseen", "target-depth",
		"target-letters", "target-outside", "ttl-mixed", "ttl-zero", "verdicts-missing",
		"weight-zero", "wildcard-internal",
	}
}
