"""Home of the tools of a checkout: what `make` calls, never shipped."""
