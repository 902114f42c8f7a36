package chaos

import (
	"os"
	"os/exec"
	"syscall"
	"testing"
)

// TestProcess: a process is known to have ended when it has, and not before.
func TestProcess(t *testing.T) {
	cmd := exec.Command("cat")
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	in, err := cmd.StdinPipe() // it waits for what never comes
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer in.Close()
	p, err := watch(cmd.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	s := &server{truth: aged(), running: p}
	if p.ended() || s.now() != p {
		t.Error("it has ended")
	}
	before, err := s.limit(64)
	if err != nil {
		t.Fatal(err)
	}
	if now, err := s.limit(before); err != nil || now != 64 {
		t.Errorf("the limit was %d: %v", now, err)
	}
	if n, err := s.descriptors(); err != nil || n < 3 || n > 20 {
		t.Errorf("it has %d descriptors: %v", n, err)
	}
	if err := s.kill(); err != nil || !p.ended() || s.now() != nil {
		t.Errorf("after its end: %v", err)
	}
	gone, err := os.StartProcess("/bin/true", []string{"true"}, &os.ProcAttr{})
	if err != nil {
		t.Fatal(err)
	}
	if p, err = watch(gone.Pid); err != nil {
		t.Fatal(err)
	}
	<-p.gone
	_, _ = gone.Wait()
	s.running = p
	if err := s.kill(); err == nil {
		t.Error("nobody says that it ended by itself")
	}
}
