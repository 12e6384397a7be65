"""Home of the list of places: a sheet of villages, communities and estates."""
