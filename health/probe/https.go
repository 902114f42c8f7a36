package probe

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"geosrv/health"
)

// https asks for the endpoint's path by GET (RFC 9110) over TLS and accepts
// the expected status codes, 200 if nothing else is said. No redirect is
// followed, no compression offered, and no Accept header sent: Lync's
// autodiscover answers differently to one that has it. Nothing of the
// environment, such as a proxy, has a part in it. The body is read only if a
// text must be in it, and only until it is found.
func (p prober) https(ctx context.Context, e health.Endpoint) health.Observation {
	s, err := p.open(ctx, e, "http/1.1")
	if err != nil {
		return broken(err)
	}
	defer s.Close()
	request, err := p.get(e)
	if err != nil {
		return failed(health.ReasonConfig, err.Error())
	}
	if err := request.Write(s); err != nil {
		return broken(err)
	}
	response, err := finalResponse(bufio.NewReader(s), request)
	if err != nil {
		return broken(asProtocol(s, err))
	}
	// The body is not closed: that would read it to its end, which a slow peer
	// never comes to. It holds nothing but the stream.
	return verdictOfHTTP(s, e, response)
}

// verdictOfHTTP judges a final response by its code, and by its body if that
// is asked for. A 503 with Retry-After (RFC 9110 15.6.4, 10.2.3) is a peer that
// knows when it will be back: it drains. Without, it is a peer that cannot
// serve, such as a proxy with nobody behind it.
func verdictOfHTTP(s *stream, e health.Endpoint, response *http.Response) health.Observation {
	code := response.StatusCode
	expect := e.Expect
	if len(expect) == 0 {
		expect = []int{http.StatusOK}
	}
	detail, retry := response.Status, response.Header.Get("Retry-After")
	if to := response.Header.Get("Location"); to != "" && code/100 == 3 {
		detail += ", to " + to
	}
	switch {
	case slices.Contains(e.Drain, code):
		return draining(health.HTTPReason(code), detail)
	case slices.Contains(expect, code) && e.Body != "":
		return search(s, response, e.Body)
	case slices.Contains(expect, code):
		return answered(detail)
	case code == http.StatusServiceUnavailable && retry != "":
		return draining(health.HTTPReason(code), detail+", Retry-After "+retry)
	}
	return failed(health.HTTPReason(code), detail)
}

// get is the request. Close makes the peer end the connection by itself.
func (p prober) get(e health.Endpoint) (*http.Request, error) {
	host := e.Host
	if host == "" {
		host = strings.TrimSuffix(e.Name, ".")
	}
	if host == "" {
		host = e.Addr.String()
	}
	path := e.Path
	if path == "" {
		path = "/"
	}
	target, err := url.ParseRequestURI(path)
	if err != nil {
		return nil, err
	}
	target.Scheme, target.Host = "https", host
	return &http.Request{
		Method: http.MethodGet, URL: target, Host: host, Close: true,
		Header: http.Header{"User-Agent": {p.UserAgent}},
	}, nil
}

// finalResponse skips informational responses (RFC 9110 15.2). The stream's
// limit bounds how many there can be.
func finalResponse(r *bufio.Reader, request *http.Request) (*http.Response, error) {
	for {
		response, err := http.ReadResponse(r, request)
		if err != nil {
			return nil, err
		}
		switch code := response.StatusCode; {
		case code < 100:
			return nil, &protocolError{"no status code: " + response.Status}
		case code >= 200, code == http.StatusSwitchingProtocols:
			return response, nil
		}
	}
}

// asProtocol tells whose error ended the parsing: the connection's own stays
// what it is, even if the parser met a half line and complains of that; any
// other is the HTTP parser's.
func asProtocol(s *stream, err error) error {
	switch {
	case s.err != nil && s.err != io.EOF:
		return s.err
	case err == io.EOF || err == io.ErrUnexpectedEOF:
		return err
	}
	return &protocolError{err.Error()}
}

// search looks for the text in the body, as far as the limit lets us read. A
// peer that never comes to an end is alive if it said what it should.
func search(s *stream, response *http.Response, text string) health.Observation {
	body, err := make([]byte, 0, Limit), error(nil)
	for err == nil && len(body) < cap(body) {
		var n int
		n, err = response.Body.Read(body[len(body):cap(body)])
		// What was searched before is searched again only as far as the text
		// may have begun there.
		seen := max(0, len(body)-len(text)+1)
		body = body[:len(body)+n]
		if bytes.Contains(body[seen:], []byte(text)) {
			return answered(response.Status)
		}
	}
	if err != nil && err != io.EOF && s.left > 0 {
		return broken(asProtocol(s, err))
	}
	return failed(health.ReasonBody, "the text is not in the first 64 KiB of the answer")
}
