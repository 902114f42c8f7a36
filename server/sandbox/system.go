package sandbox

// systemFolders are read by Go's own packages, at any time: certificates that are
// trusted, and time zones.
func systemFolders() []string {
	return []string{
		"/etc/ssl", "/etc/pki", "/usr/share/ca-certificates", "/usr/local/share/ca-certificates",
		"/usr/share/zoneinfo",
	}
}

// systemFiles are read when a name is looked up, for a webhook say.
func systemFiles() []string {
	return []string{
		"/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/services", "/etc/localtime",
		"/proc/sys/net/core/somaxconn", "/sys/kernel/mm/transparent_hugepage/hpage_pmd_size",
	}
}

// programs are where programs and their libraries are.
func programs() []string {
	return []string{"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"}
}
