package draft

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"

	"geosrv/server/config"
)

// errEnded is the end of the input before the last question.
var errEnded = errors.New("the questions ended before the last answer; nothing was written")

// questions asks a person. It belongs to one call of Ask.
type questions struct {
	in  *bufio.Reader
	out io.Writer
	err error // errEnded
}

// Ask asks a person for what the answers lack, until each answer can be read.
// What is said already is not asked for.
func (a *Answers) Ask(in io.Reader, out io.Writer) error {
	q := &questions{in: bufio.NewReader(in), out: out}
	if a.Domain == "" {
		q.until("domain of the zone, such as example.com", "", func(line string) error {
			a.Domain = strings.ToLower(strings.TrimSuffix(line, "."))
			if !plain(a.Domain) {
				return errors.New("letters, digits and hyphens; xn-- for others")
			}
			return nil
		})
	}
	if a.Profile == "" {
		q.until("profile: "+strings.Join(config.Profiles(), ", "), "lync", func(line string) error {
			a.Profile = line
			if Roles(line) == nil {
				return errors.New("one of " + strings.Join(config.Profiles(), ", "))
			}
			return nil
		})
	}
	if len(a.Sites) == 0 {
		q.until("first site, as NAME=LATITUDE,LONGITUDE or NAME=COUNTRY, such as ams=52.37,4.90 or ams=NL", "", a.AddSite)
		q.more("next site (an empty line ends)", a.AddSite)
	}
	if len(a.Pools) == 0 {
		a.askPools(q)
	}
	if len(a.Nameservers) == 0 {
		q.until("this nameserver, as NAME=ADDRESS, by the address that the world asks", "ns1=127.0.0.1", a.AddNameserver)
		q.more("next nameserver of the zone, or a whole name elsewhere (an empty line ends)", a.AddNameserver)
	}
	return q.err
}

// askPools asks for a pool at each site, role by role; only the first role has
// to have addresses.
func (a *Answers) askPools(q *questions) {
	for _, site := range a.Sites {
		for i, role := range Roles(a.Profile) {
			who := place(&Pool{Name: site.Name}, role)
			add := func(line string) error { return a.AddPool(who + "=" + line) }
			if i == 0 {
				q.until("addresses of the servers of "+who+", ADDRESS,ADDRESS", "", add)
				continue
			}
			q.maybe("addresses of "+who+" (an empty line: none)", add)
		}
	}
}

// line asks one question; ok is false at the end of the input.
func (q *questions) line(question string) (line string, ok bool) {
	if q.err != nil {
		return "", false
	}
	fmt.Fprintf(q.out, "%s: ", question)
	line, err := q.in.ReadString('\n')
	if err != nil && line == "" {
		q.err = errEnded
		return "", false
	}
	return strings.TrimSpace(line), true
}

// until asks until the answer is taken; instead stands for an empty line.
func (q *questions) until(question, instead string, take func(string) error) {
	if instead != "" {
		question += " [" + instead + "]"
	}
	for {
		line, ok := q.line(question)
		if !ok {
			return
		}
		err := take(cmp.Or(line, instead))
		if err == nil {
			return
		}
		fmt.Fprintf(q.out, "  %v\n", err)
	}
}

// maybe asks for something that may be left out.
func (q *questions) maybe(question string, take func(string) error) (said bool) {
	for {
		line, ok := q.line(question)
		if !ok || line == "" {
			return false
		}
		err := take(line)
		if err == nil {
			return true
		}
		fmt.Fprintf(q.out, "  %v\n", err)
	}
}

// more asks until an empty line.
func (q *questions) more(question string, take func(string) error) {
	for q.maybe(question, take) {
	}
}
