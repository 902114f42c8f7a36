package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"geosrv/server/config"
)

func TestGuards(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, test := range []struct {
		text, goos string
		mode       os.FileMode
		want       string
	}{
		{text: `listen: [":53"]`},
		{text: `rate_limit: off`}, // on loopback it harms nobody
		{
			text: "listen: [192.0.2.53]\nrate_limit: off",
			want: "g.yaml:2:13: rate_limit is off: who forges a victim's address can send our answers there " +
				"(rate_limit: {exempt: [NETWORK...]} is for those who must not be limited) [rate-limit-off]",
		},
		{text: "cookies: {secrets: c.txt}", mode: 0o600},
		{text: "cookies: {secrets: c.txt}", mode: 0o640},
		{
			text: "cookies: {secrets: c.txt}", mode: 0o644,
			want: "g.yaml:1:20: cookie secrets in c.txt are open to others (chmod 600 c.txt) [secrets-open]",
		},
		{
			text: "cookies: {secrets: c.txt}", mode: 0o660,
			want: "g.yaml:1:20: cookie secrets in c.txt are open to others (chmod 600 c.txt) [secrets-open]",
		},
		{text: "cookies: {secrets: gone.txt}"}, // the loader says it, and does not start
		{text: `listen: ["192.0.2.53:53"]`, goos: "freebsd"},
		{
			text: `listen: ["127.0.0.1:5300", ":53"]`, goos: "freebsd",
			want: "listen 0.0.0.0:53: on freebsd a reply may leave from another address than was asked (list the addresses one by one) [listen-wildcard]",
		},
		{text: "tcp: {connections: 960}"},
		{
			text: "tcp: {idle: 3s, connections: 961}",
			want: "g.yaml:1:30: tcp connections: 961 are more than there can be: a process may have 1024 files open here " +
				"(raise the limit of open files, LimitNOFILE= or ulimit -n, to 1025) [few-files]",
		},
	} {
		if test.goos == "" {
			test.goos = "linux"
		}
		file, err := filepath.Abs("g.yaml")
		if err != nil {
			t.Fatal(err)
		}
		if test.mode != 0 {
			write(t, "c.txt", "")
			if err := os.Chmod("c.txt", test.mode); err != nil {
				t.Fatal(err)
			}
		}
		c, err := config.Parse(file, []byte(test.text))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, w := range guards(c, host{test.goos, 1024}) {
			got = append(got, w.Error.Error())
		}
		if strings.Join(got, "\n") != test.want {
			t.Errorf("%s, %v on %s:\n got %s\nwant %s", test.text, test.mode, test.goos, strings.Join(got, "\n"), test.want)
		}
	}
}
