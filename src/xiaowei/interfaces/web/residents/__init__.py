"""Home of what residents do without signing in: say, rate, support, follow."""
