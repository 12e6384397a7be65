"""Home of the project ledger: a sheet of small works with their money, dates and progress."""
