"""Home of who may record an outcome. Source: the programme's table of roles, effect and report."""

CHECKERS = ("district_office", "operator")
"""The district writes and publishes; a township reads the effect of its own projects."""
