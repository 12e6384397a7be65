"""Home of who may record an outcome."""

CHECKERS = ("district_office", "town_clerk", "town_leader", "operator")
