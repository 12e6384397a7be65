"""Home of the databases of this house: Django's own, closing the tally before each commit."""
