"""Home of the columns of a sheet of projects that residents vote on."""
