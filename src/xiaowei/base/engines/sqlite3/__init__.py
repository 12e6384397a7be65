"""Home of SQLite as this house uses it."""
