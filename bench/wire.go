package main

import "github.com/spf13/cobra"

func newWireCommand() *cobra.Command { return &cobra.Command{Use: "wire"} }
func newAskCommand() *cobra.Command  { return &cobra.Command{Use: "ask", Hidden: true} }
