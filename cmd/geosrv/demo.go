package main

import (
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"geosrv/cmd/geosrv/demo"
)

// newDemoCommand is `geosrv demo`: the main job with nothing to prepare.
func newDemoCommand() *cobra.Command {
	var o demo.Options
	var listen, page string
	var printConfig, printZone bool
	c := &cobra.Command{
		Use:   "demo",
		Short: "Show a failover with an example zone and simulated edges, nothing to prepare",
		Long: `Show a failover with nothing to prepare.

It serves the example zone example.com, in which three sites have two servers
each. The servers are simulated on 127.0.0.1 and speak real TLS, SIP and XMPP.
Some of them die and return; real queries over UDP show what that does to the
answers. Then it keeps serving, with dig lines to try, until Ctrl-C.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) (err error) {
			out := c.OutOrStdout()
			switch {
			case printConfig:
				_, err = io.WriteString(out, demo.Config())
				return err
			case printZone:
				_, err = io.WriteString(out, demo.Zone())
				return err
			}
			if listen != "" {
				if o.Listen, err = netip.ParseAddrPort(listen); err != nil {
					return fmt.Errorf("demo: --listen %q is no address and port (write it like 127.0.0.1:5300)", listen)
				}
			}
			if o.Status, err = demoPage(page); err != nil {
				return err
			}
			// A reader that leaves must not keep the demo from tidying up.
			signal.Ignore(syscall.SIGPIPE)
			o.Out, o.Terminal = out, terminal(out)
			o.Colour = o.Terminal && os.Getenv("NO_COLOR") == ""
			return demo.Run(c.Context(), o)
		},
	}
	flags := c.Flags()
	flags.BoolVar(&o.Once, "once", false, "end after the story: exit 0 if every step was right, 1 if not")
	flags.BoolVar(&o.Serve, "serve", false, "no story: only serve, all edges up")
	flags.StringVar(&listen, "listen", "", "address and port to serve on (default 127.0.0.1:5300, or the next free port)")
	flags.StringVar(&page, "status", "", "show the status page, at this address and port")
	flags.Lookup("status").NoOptDefVal = "127.0.0.1:8053"
	flags.BoolVar(&printConfig, "print-config", false, "print the configuration and end")
	flags.BoolVar(&printZone, "print-zone", false, "print the zone and end")
	c.MarkFlagsMutuallyExclusive("once", "serve", "print-config", "print-zone")
	return c
}

// demoPage reads where the status page is to be: on this machine, or "" for nowhere.
func demoPage(text string) (at netip.AddrPort, err error) {
	if text == "" {
		return at, nil
	}
	if at, err = netip.ParseAddrPort(text); err != nil || !at.Addr().IsLoopback() {
		return at, fmt.Errorf("demo: --status=%q is no address and port of this machine (write it like --status=127.0.0.1:8053)", text)
	}
	return at, nil
}

// terminal tells whether a person watches w as it is written.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
