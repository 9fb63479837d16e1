"""Lists that staff take away as files, each with a purpose, a number and a trace."""
