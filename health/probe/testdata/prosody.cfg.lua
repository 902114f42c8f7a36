-- An XMPP server on loopback. FOLDER holds its certificates and all it writes;
-- STREAM, SECURE, CLIENT and CLIENTSECURE are its ports.
run_as_root = true
pidfile = "FOLDER/prosody.pid"
data_path = "FOLDER"
certificates = "FOLDER"
log = { info = "*console" }
interfaces = { "127.0.0.1" }
s2s_ports = { STREAM }
s2s_direct_tls_ports = { SECURE }
c2s_ports = { CLIENT }
c2s_direct_tls_ports = { CLIENTSECURE }
modules_enabled = { "saslauth"; "tls"; "dialback"; "posix" }
storage = "memory"
HOSTS
