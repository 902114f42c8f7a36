// Package systemd speaks with the service manager that started the process: it
// tells when the server is ready, reloads, ends and is alive (sd_notify(3)), and
// takes over the sockets that the manager holds (sd_listen_fds(3)).
//
// A [Manager] is what the environment says of it, read once and then taken out of
// the environment, so that the programs of exec checks and hooks do not speak in
// our name. Where there is no manager every method does nothing.
//
// Sending never waits: a manager that does not read costs a datagram. Nothing that
// goes wrong here keeps anybody from serving.
//
// A Manager's methods may be called from any goroutine.
package systemd
