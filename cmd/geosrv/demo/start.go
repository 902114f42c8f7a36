package demo

import (
	"context"
	"net/netip"
	"os"
	"path/filepath"

	"geosrv/health"
	"geosrv/server"
	"geosrv/server/answer"
	"geosrv/server/config"
	"geosrv/server/listen"
	"geosrv/server/roster"
	"geosrv/zones"
)

type ans struct {
	pub *server.Publisher
	a   answer.Answerer
}

func (a *ans) Answer(in, out []byte, from netip.AddrPort, udp bool) int {
	return a.a.Reply(a.pub.Plan(), answer.Meta{Source: from.Addr(), UDP: udp}, in, out)
}

func (d *demo) start(ctx context.Context, file string, addr netip.AddrPort) (netip.AddrPort, func(), error) {
	no := netip.AddrPort{}
	c, err := config.Load(file)
	if err != nil {
		return no, nil, err
	}
	f, _ := os.Open(filepath.Join(filepath.Dir(file), "example.com.zone"))
	z, err := zones.Read("example.com.zone", f, "")
	if err != nil {
		return no, nil, err
	}
	r, err := roster.Build(c, []roster.Source{{Zone: z, Profile: c.Profile}})
	if err != nil {
		return no, nil, err
	}
	w, err := answer.NewWorld(r, nil, nil)
	if err != nil {
		return no, nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	pub := server.NewPublisher(d.Log)
	go pub.Run(ctx)
	pub.Hand(1, w)
	<-pub.Ready()
	l, err := listen.Listen(listen.Config{Addrs: []netip.AddrPort{addr}, New: func() listen.Answerer { return &ans{pub: pub} }})
	if err != nil {
		cancel()
		return no, nil, err
	}
	l.Serve()
	run := health.NewRunner(d.probe, pub.Report)
	run.Set(r.Endpoints)
	return l.Addrs()[0], func() { run.Close(); l.Close(); cancel() }, nil
}
