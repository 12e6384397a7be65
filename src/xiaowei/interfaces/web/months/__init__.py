"""Home of the month's report on the web: tickets and rates beside a month and a year before."""
