"""Home of the desk's page of residents' voices."""
