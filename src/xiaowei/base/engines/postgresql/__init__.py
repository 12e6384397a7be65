"""Home of PostgreSQL as this house uses it."""
