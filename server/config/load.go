package config

// Load reads and merges configuration files.
func Load(files ...string) (*Config, error) { panic("todo") }

// Parse reads the text of one configuration file.
func Parse(file string, text []byte) (*Config, error) { panic("todo") }

// Show writes c as YAML with its defaults written out.
func Show(c *Config) string { panic("todo") }
